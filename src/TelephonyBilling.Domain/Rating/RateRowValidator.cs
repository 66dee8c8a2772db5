using System.Globalization;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;

namespace TelephonyBilling.Domain.Rating;

/// <summary>Turns lines of a rate file into rates of one currency, or says what is wrong with each value.</summary>
/// <remarks>Not safe for several threads: one validator reads one file.</remarks>
public sealed class RateRowValidator
{
    private const int MaxTextLength = 100;
    private static readonly string[] InstantFormats = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ss'Z'"];

    // Rate files say the same few destinations thousands of times.
    private readonly Dictionary<string, string> texts = new(StringComparer.Ordinal);
    private readonly List<PrefixRange> ranges = [];
    private readonly PriceReader prices;

    private readonly List<RateRow> rows = [];

    /// <summary>Begins with nothing read.</summary>
    /// <param name="currency">Of every amount.</param>
    /// <param name="decimalMark">What stands before the decimals of an amount: a point, or a comma.</param>
    public RateRowValidator(Currency currency, char decimalMark = '.') =>
        prices = new PriceReader(currency, decimalMark, Errors);

    /// <summary>The rates read so far; worth something only while there are no errors.</summary>
    public IReadOnlyList<RateRow> Rows => rows;

    /// <summary>The errors found so far.</summary>
    public RateErrors Errors { get; } = new();

    /// <summary>Reads one line: a rate for each prefix, or errors for every value that is wrong.</summary>
    public void Add(RateRowFields fields)
    {
        var before = Errors.Count;
        ReadPrefixes(fields);
        var destination = ReadText(fields.Line, RateColumns.Destination, fields.Destination);
        if (fields.Destination.Length == 0)
        {
            Fail(fields.Line, RateColumns.Destination, "", "A destination needs a name.");
        }
        var (free, blocked, blockReason) = ReadFlags(fields);
        var price = prices.Read(fields, free || blocked);
        var service = ReadService(fields);
        var origin = ReadOrigin(fields);
        var from = ReadEffectiveFrom(fields);
        if (free && price is { IsZero: false })
        {
            Fail(
                fields.Line,
                RateColumns.Flags,
                fields.Flags,
                "A free destination has neither fee nor price: leave out one or the other."
            );
        }
        if (Errors.Count > before || price is null)
        {
            return;
        }
        foreach (var prefix in ranges.SelectMany(range => range.All()))
        {
            rows.Add(
                new RateRow(
                    fields.Line,
                    new Rate
                    {
                        Service = service,
                        Origin = origin,
                        Prefix = prefix,
                        Destination = destination,
                        Price = price,
                        IsFree = free,
                        IsBlocked = blocked,
                        BlockReason = blockReason,
                        EffectiveFrom = from,
                    }
                )
            );
        }
    }

    private void ReadPrefixes(RateRowFields fields)
    {
        if (PrefixRange.Read(fields.Prefix, ranges) is var (part, reason))
        {
            Fail(fields.Line, RateColumns.Prefix, part, reason);
        }
    }

    private (bool Free, bool Blocked, string Reason) ReadFlags(RateRowFields fields)
    {
        switch (fields.Flags)
        {
            case "":
                return (false, false, "");
            case RateText.Free:
                return (true, false, "");
            case RateText.Blocked:
                return (false, true, "");
        }
        const string prefix = RateText.Blocked + ":";
        if (fields.Flags.StartsWith(prefix, StringComparison.Ordinal))
        {
            return (
                false,
                true,
                ReadText(fields.Line, RateColumns.Flags, fields.Flags[prefix.Length..].Trim())
            );
        }
        Fail(
            fields.Line,
            RateColumns.Flags,
            fields.Flags,
            "Expected nothing, free, blocked, or blocked: and a reason."
        );
        return (false, false, "");
    }

    private Service ReadService(RateRowFields fields)
    {
        if (fields.Service.Length == 0)
        {
            return Service.InternationalOutbound;
        }
        if (!ServiceNames.TryParse(fields.Service, out var service) || !service.CanBePriced())
        {
            var names = ServiceNames
                .All.Where(ServiceNames.CanBePriced)
                .Select(ServiceNames.ToName);
            Fail(
                fields.Line,
                RateColumns.Service,
                fields.Service,
                $"Expected one of {string.Join(", ", names)}."
            );
        }
        return service;
    }

    private string ReadOrigin(RateRowFields fields)
    {
        if (fields.Origin is "" or Rate.AnyOrigin)
        {
            return Rate.AnyOrigin;
        }
        if (fields.Origin.Length != 2 || !fields.Origin.All(char.IsAsciiLetterUpper))
        {
            Fail(
                fields.Line,
                RateColumns.Origin,
                fields.Origin,
                "Expected two capital letters of ISO 3166, such as US, or * for any."
            );
        }
        return ReadText(fields.Line, RateColumns.Origin, fields.Origin);
    }

    private DateTimeOffset? ReadEffectiveFrom(RateRowFields fields)
    {
        if (fields.EffectiveFrom.Length == 0)
        {
            return null;
        }
        if (
            DateTimeOffset.TryParseExact(
                fields.EffectiveFrom,
                InstantFormats,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var instant
            )
        )
        {
            return instant;
        }
        Fail(
            fields.Line,
            RateColumns.EffectiveFrom,
            fields.EffectiveFrom,
            "Expected a date or an instant in UTC, such as 2026-12-01 or 2026-12-01T06:00:00Z."
        );
        return null;
    }

    // Control characters would break the log's lines and the statement's.
    private string ReadText(int line, string column, string text)
    {
        if (texts.TryGetValue(text, out var known))
        {
            return known;
        }
        if (text.Length > MaxTextLength)
        {
            Fail(
                line,
                column,
                text[..MaxTextLength] + "…",
                $"{text.Length} characters are too many: at most {MaxTextLength}."
            );
        }
        else if (text.Any(char.IsControl))
        {
            Fail(line, column, text, "A line break or another control character stands in it.");
        }
        else
        {
            texts.Add(text, text);
        }
        return text;
    }

    private void Fail(int line, string column, string value, string reason) =>
        Errors.Add(new RateError(line, column, value, reason));
}
