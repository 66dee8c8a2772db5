using System.Globalization;
using TelephonyBilling.Benchmarks.Rating;
using TelephonyBilling.Daemon.Rates;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Benchmarks.Rates;

/// <summary>The deck of <see cref="RatingData"/> as a rate file, as carriers send it: prefix, destination, fee, price, steps.</summary>
internal static class RateFiles
{
    internal static readonly Currency Usd = Currency.Parse("USD");

    /// <summary>Writes the file, sorted as carriers sort.</summary>
    internal static void Write(string path, RatingData data)
    {
        using var text = new StreamWriter(path);
        text.Write("prefix,destination,connection_fee,per_minute,increments\n");
        foreach (var (_, rate) in data.Rows.OrderBy(row => row.Rate.Prefix))
        {
            text.Write(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{rate.Prefix},{rate.Destination},{rate.ConnectionFee.ToDecimalString()},{rate.PerMinute.ToDecimalString()},{rate.Increments}\n"
                )
            );
        }
    }

    /// <summary>Reads and checks it, as <c>rates import</c> does.</summary>
    internal static (IReadOnlyList<RateRow> Rows, RateDeck Deck) Read(string path)
    {
        using var file = File.OpenRead(path);
        return
            RateFileReader.TryReadRows(file, Usd, out var rows, out var errors)
            && RateDeck.TryCompile("benchmark", Usd, rows, null, out var deck, out errors)
            ? (rows, deck)
            : throw new InvalidOperationException($"The file of the benchmark is wrong: {errors}");
    }
}
