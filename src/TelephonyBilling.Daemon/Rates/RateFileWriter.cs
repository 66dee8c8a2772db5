using CsvHelper;
using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Daemon.Rates;

/// <summary>Writes rates as a rate file that <see cref="RateFileReader"/> reads back to the same rates.</summary>
/// <remarks>
/// Every exported column, one line for each prefix, LF as line end, so that exporting what was just imported from an export gives
/// the same bytes. Ranges, omitted defaults, comments and spacing of a hand-written file are not kept.
/// </remarks>
public static class RateFileWriter
{
    /// <summary>Writes the rates in their order.</summary>
    public static void Write(TextWriter text, IEnumerable<Rate> rates)
    {
        var options = new CsvWriterOptions { NewLine = "\n" };
        using var csv = CsvWriter.Create(text, options, leaveOpen: true);
        csv.WriteRecord([.. RateColumns.Exported]);
        foreach (var rate in rates)
        {
            var fields = RateText.Format(new RateRow(0, rate));
            csv.WriteRecord(
                fields.Prefix,
                fields.Destination,
                fields.ConnectionFee,
                fields.PerMinute,
                fields.Increments,
                fields.Service,
                fields.Origin,
                fields.Flags,
                fields.EffectiveFrom
            );
        }
    }
}
