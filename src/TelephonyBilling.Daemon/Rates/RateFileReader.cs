using System.Diagnostics.CodeAnalysis;
using CsvHelper;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Daemon.Rates;

/// <summary>Reads rate files: CSV (RFC 4180) in UTF-8, with a first line that names the columns (<see cref="RateColumns"/>).</summary>
/// <remarks>
/// Columns may come in any order; those that are not required may be missing. Lines that begin with <c>#</c> and empty
/// lines are passed over. A file with any error is refused whole, and every error names line, column, value and reason.
/// </remarks>
public static class RateFileReader
{
    /// <summary>Reads a file and compiles it into a deck.</summary>
    /// <param name="file">The file's bytes; not closed.</param>
    /// <param name="name">The deck's name.</param>
    /// <param name="currency">The currency of every amount: the file does not say.</param>
    /// <param name="at">The instant for which the deck answers; see <see cref="RateDeck.TryCompile"/>.</param>
    /// <param name="deck">The deck.</param>
    /// <param name="errors">What is wrong with the file, if anything.</param>
    /// <param name="layout">How the file says things; null: as <see cref="RateFileLayout.Own"/>.</param>
    public static bool TryReadDeck(
        Stream file,
        string name,
        Currency currency,
        DateTimeOffset? at,
        [NotNullWhen(true)] out RateDeck? deck,
        out RateErrors errors,
        RateFileLayout? layout = null
    )
    {
        deck = null;
        return TryReadRows(file, currency, out var rows, out errors, layout)
            && RateDeck.TryCompile(name, currency, rows, at, out deck, out errors);
    }

    /// <summary>Reads a file into rates, without looking for duplicates.</summary>
    /// <param name="file">The file's bytes; not closed.</param>
    /// <param name="currency">The currency of every amount: the file does not say.</param>
    /// <param name="rows">The rates with their lines, in the order of the file.</param>
    /// <param name="errors">What is wrong with the file, if anything, in the words of its first line.</param>
    /// <param name="layout">How the file says things; null: as <see cref="RateFileLayout.Own"/>.</param>
    public static bool TryReadRows(
        Stream file,
        Currency currency,
        [NotNullWhen(true)] out IReadOnlyList<RateRow>? rows,
        out RateErrors errors,
        RateFileLayout? layout = null
    )
    {
        layout ??= RateFileLayout.Own;
        var validator = new RateRowValidator(currency, layout.DecimalMark);
        RateFileHeader? header = null;
        errors = validator.Errors;
        CsvFile.Read(
            file,
            layout.Separator,
            errors,
            csv =>
            {
                header = ReadHeader(csv, layout, validator.Errors);
                ReadRows(csv, header, validator);
            }
        );
        rows = errors.Any ? null : validator.Rows;
        errors = header is null ? errors : errors.Renamed(header.NameOf);
        return rows is not null;
    }

    /// <summary>The first line; null where there is none, or something is wrong with it.</summary>
    private static RateFileHeader? ReadHeader(
        CsvReader csv,
        RateFileLayout layout,
        RateErrors errors
    )
    {
        if (csv.Read())
        {
            var header = new RateFileHeader(csv, layout, errors);
            return errors.Any ? null : header;
        }
        if (!errors.Any)
        {
            var columns = layout.IsOwn ? Names(RateColumns.All) : layout.Summary;
            errors.Add(
                new RateError(0, "", "", $"It is empty: expected a first line with {columns}.")
            );
        }
        return null;
    }

    private static void ReadRows(CsvReader csv, RateFileHeader? header, RateRowValidator validator)
    {
        var errors = validator.Errors;
        if (header is null)
        {
            return;
        }
        while (csv.Read())
        {
            if (CsvFile.HasFields(csv, header.Count, errors))
            {
                validator.Add(header.Fields(csv));
            }
        }
        if (!errors.Any && validator.Rows.Count == 0)
        {
            errors.Add(new RateError(0, "", "", "There is no rate in it."));
        }
    }

    private static string Names(IReadOnlyList<string> columns) => string.Join(", ", columns);
}
