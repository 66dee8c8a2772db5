using System.Globalization;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;

namespace TelephonyBilling.Domain.Rating;

/// <summary>Turns lines of a rate file into rates of one currency, or says what is wrong with each value.</summary>
/// <remarks>Not safe for several threads: one validator reads one file.</remarks>
public sealed class RateRowValidator(Currency currency)
{
    private const int MaxTextLength = 100;
    private static readonly string[] InstantFormats = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ss'Z'"];

    // Rate files say the same few prices and destinations thousands of times.
    private readonly Dictionary<
        (string Fee, string PerMinute, string Increments),
        CallPrice
    > prices = [];
    private readonly Dictionary<string, string> texts = new(StringComparer.Ordinal);

    private readonly List<RateRow> rows = [];

    /// <summary>The rates read so far; worth something only while there are no errors.</summary>
    public IReadOnlyList<RateRow> Rows => rows;

    /// <summary>The errors found so far.</summary>
    public RateErrors Errors { get; } = new();

    /// <summary>Reads one line: one rate, one for each prefix of a range, or errors for every value that is wrong.</summary>
    public void Add(RateRowFields fields)
    {
        var before = Errors.Count;
        if (!PrefixRange.TryParse(fields.Prefix, out var prefixes, out var why))
        {
            Fail(fields.Line, RateColumns.Prefix, fields.Prefix, why);
        }
        var destination = ReadText(fields.Line, RateColumns.Destination, fields.Destination);
        if (fields.Destination.Length == 0)
        {
            Fail(fields.Line, RateColumns.Destination, "", "A destination needs a name.");
        }
        var (free, blocked, blockReason) = ReadFlags(fields);
        var price = ReadPrice(fields, free || blocked);
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
        foreach (var prefix in prefixes.All())
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

    private CallPrice? ReadPrice(RateRowFields fields, bool mayBeEmpty)
    {
        var key = (fields.ConnectionFee, fields.PerMinute, fields.Increments);
        if ((mayBeEmpty || fields.PerMinute.Length > 0) && prices.TryGetValue(key, out var known))
        {
            return known;
        }
        var before = Errors.Count;
        var fee = ReadAmount(
            fields.Line,
            RateColumns.ConnectionFee,
            fields.ConnectionFee,
            mayBeEmpty: true
        );
        var perMinute = ReadAmount(
            fields.Line,
            RateColumns.PerMinute,
            fields.PerMinute,
            mayBeEmpty
        );
        var increments = default(BillingIncrements);
        if (
            fields.Increments.Length > 0
            && !BillingIncrements.TryParse(fields.Increments, out increments)
        )
        {
            Fail(
                fields.Line,
                RateColumns.Increments,
                fields.Increments,
                $"Expected two numbers of 1 to {BillingIncrements.MaxSeconds} seconds with a slash between, such as 60/6."
            );
        }
        return Errors.Count > before
            ? null
            : prices[key] = new CallPrice(fee, perMinute, increments);
    }

    private Money ReadAmount(int line, string column, string text, bool mayBeEmpty)
    {
        if (text.Length == 0 && mayBeEmpty)
        {
            return Money.Zero(currency);
        }
        if (Money.TryParse(text, currency, out var amount) && !amount.IsNegative)
        {
            return amount;
        }
        Fail(
            line,
            column,
            text,
            "Expected an amount of 0 or more with a decimal point and at most six decimals, such as 0.0125."
        );
        return Money.Zero(currency);
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
        if (!texts.TryGetValue(text, out var shared))
        {
            texts.Add(text, shared = text);
        }
        return shared;
    }

    private void Fail(int line, string column, string value, string reason) =>
        Errors.Add(new RateError(line, column, value, reason));
}
