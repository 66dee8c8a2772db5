using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using CsvHelper;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Rates;

namespace TelephonyBilling.Daemon.Rates;

/// <summary>
/// Reads rates of exchange: CSV in UTF-8 with a first line that names the columns <c>from</c>, <c>to</c>, <c>rate</c> and
/// <c>effective_from</c>, in any order; a file with any error is refused whole.
/// </summary>
public static class ExchangeFileReader
{
    private const string From = "from";
    private const string To = "to";
    private const string Rate = "rate";
    private const string EffectiveFrom = "effective_from";

    private static readonly string[] Columns = [From, To, Rate, EffectiveFrom];

    private static readonly string[] InstantFormats = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ss'Z'"];

    /// <summary>Reads a file.</summary>
    /// <param name="file">The file's bytes; not closed.</param>
    /// <param name="now">From when on rates hold that say nothing of it.</param>
    /// <param name="rates">The rates in the order of the file.</param>
    /// <param name="errors">What is wrong with the file, if anything.</param>
    public static bool TryRead(
        Stream file,
        DateTimeOffset now,
        [NotNullWhen(true)] out IReadOnlyList<DatedExchangeRate>? rates,
        out RateErrors errors
    )
    {
        var found = new List<DatedExchangeRate>();
        errors = new RateErrors();
        var noted = errors;
        CsvFile.Read(file, ',', errors, csv => Read(csv, now, found, noted));
        rates = errors.Any ? null : found;
        return rates is not null;
    }

    private static void Read(
        CsvReader csv,
        DateTimeOffset now,
        List<DatedExchangeRate> found,
        RateErrors errors
    )
    {
        var header = csv.Read()
            ? Enumerable.Range(0, csv.FieldCount).Select(csv.GetString).ToArray()
            : [];
        if (!HeaderIsRight(header, errors))
        {
            return;
        }
        var lines = new Dictionary<(Currency, Currency, DateTimeOffset), int>();
        while (csv.Read())
        {
            var line = (int)csv.LineNumber;
            if (
                CsvFile.HasFields(csv, header.Length, errors)
                && ReadRate(line, column => Field(csv, header, column), now, errors) is { } rate
            )
            {
                var key = (rate.Rate.From, rate.Rate.To, rate.EffectiveFrom);
                if (!lines.TryAdd(key, line))
                {
                    errors.Add(
                        new RateError(
                            line,
                            "",
                            "",
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"A rate of these currencies and this time stands already in line {lines[key]}."
                            )
                        )
                    );
                }
                found.Add(rate);
            }
        }
        if (found.Count == 0 && !errors.Any)
        {
            errors.Add(new RateError(0, "", "", "There is no rate in it."));
        }
    }

    private static bool HeaderIsRight(string[] header, RateErrors errors)
    {
        foreach (var name in header.Where(name => !Columns.Contains(name, StringComparer.Ordinal)))
        {
            errors.Add(
                new RateError(
                    1,
                    name,
                    name,
                    $"There is no such column: expected {string.Join(", ", Columns)}."
                )
            );
        }
        foreach (
            var missing in Columns
                .SkipLast(1)
                .Where(column => !header.Contains(column, StringComparer.Ordinal))
        )
        {
            errors.Add(
                new RateError(1, missing, "", "This column is missing from the first line.")
            );
        }
        return !errors.Any;
    }

    private static string Field(CsvReader csv, string[] header, string column) =>
        Array.IndexOf(header, column) is >= 0 and var at ? csv.GetString(at) : "";

    private static DatedExchangeRate? ReadRate(
        int line,
        Func<string, string> field,
        DateTimeOffset now,
        RateErrors errors
    )
    {
        var before = errors.Count;
        var from = ReadCurrency(line, From, field(From), errors);
        var to = ReadCurrency(line, To, field(To), errors);
        var since = now;
        if (
            field(EffectiveFrom) is { Length: > 0 } text
            && !DateTimeOffset.TryParseExact(
                text,
                InstantFormats,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out since
            )
        )
        {
            errors.Add(
                new RateError(
                    line,
                    EffectiveFrom,
                    text,
                    "Expected a date or an instant in UTC, such as 2026-12-01 or 2026-12-01T06:00:00Z."
                )
            );
        }
        if (errors.Count == before && from == to)
        {
            errors.Add(
                new RateError(line, To, to.Code, "Expected another currency than the first.")
            );
        }
        if (errors.Count > before)
        {
            return null;
        }
        if (ExchangeRate.TryParse(field(Rate), from, to, out var rate))
        {
            return new DatedExchangeRate(rate, since);
        }
        errors.Add(
            new RateError(
                line,
                Rate,
                field(Rate),
                $"Expected a number above zero with a decimal point and at most {ExchangeRate.FractionDigits} decimals, such as 1.3725."
            )
        );
        return null;
    }

    private static Currency ReadCurrency(int line, string column, string text, RateErrors errors)
    {
        if (!Currency.TryParse(text, out var currency))
        {
            errors.Add(
                new RateError(
                    line,
                    column,
                    text,
                    "Expected three letters of ISO 4217, such as USD."
                )
            );
        }
        return currency;
    }
}
