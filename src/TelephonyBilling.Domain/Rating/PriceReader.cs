using System.Globalization;
using TelephonyBilling.Domain.Monetary;

namespace TelephonyBilling.Domain.Rating;

/// <summary>Reads the price of a row: fee, price per minute and increments.</summary>
/// <param name="currency">Of every amount.</param>
/// <param name="decimalMark">What stands before the decimals: a point, or a comma.</param>
/// <param name="errors">Gets what is wrong.</param>
/// <remarks>Rate files say the same few prices thousands of times: equal ones are one object.</remarks>
internal sealed class PriceReader(Currency currency, char decimalMark, RateErrors errors)
{
    private readonly Dictionary<Texts, CallPrice> prices = [];

    /// <summary>Reads a price; null where something is wrong with it.</summary>
    /// <param name="fields">The row.</param>
    /// <param name="mayBeEmpty">The row needs no price.</param>
    internal CallPrice? Read(RateRowFields fields, bool mayBeEmpty)
    {
        var texts = new Texts(
            fields.ConnectionFee,
            fields.PerMinute,
            fields.Increments,
            fields.MinimumSeconds
        );
        if ((mayBeEmpty || fields.PerMinute.Length > 0) && prices.TryGetValue(texts, out var known))
        {
            return known;
        }
        var before = errors.Count;
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
        var increments = ReadIncrements(fields);
        return errors.Count > before
            ? null
            : prices[texts] = new CallPrice(fee, perMinute, increments);
    }

    private Money ReadAmount(int line, string column, string text, bool mayBeEmpty)
    {
        if (text.Length == 0 && mayBeEmpty)
        {
            return Money.Zero(currency);
        }
        // A point in a file of decimal commas groups thousands, or the file is not one of commas: neither is guessed at.
        var plain =
            decimalMark == '.' ? text
            : text.Contains('.', StringComparison.Ordinal) ? ""
            : text.Replace(decimalMark, '.');
        if (Money.TryParse(plain, currency, out var amount) && !amount.IsNegative)
        {
            return amount;
        }
        Fail(
            line,
            column,
            text,
            decimalMark == '.'
                ? "Expected an amount of 0 or more with a decimal point and at most six decimals, such as 0.0125."
                : $"Expected an amount of 0 or more with a decimal comma and at most six decimals, such as 0{decimalMark}0125."
        );
        return Money.Zero(currency);
    }

    private BillingIncrements ReadIncrements(RateRowFields fields)
    {
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
            return increments;
        }
        if (fields.MinimumSeconds.Length == 0)
        {
            return increments;
        }
        if (
            int.TryParse(
                fields.MinimumSeconds,
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var minimum
            ) && increments.RoundUp(minimum) is <= BillingIncrements.MaxSeconds and var initial
        )
        {
            return new BillingIncrements((int)initial, increments.SubsequentSeconds);
        }
        Fail(
            fields.Line,
            RateColumns.MinimumSeconds,
            fields.MinimumSeconds,
            $"Expected whole seconds that make, in steps of {increments}, {BillingIncrements.MaxSeconds} at most."
        );
        return increments;
    }

    private void Fail(int line, string column, string value, string reason) =>
        errors.Add(new RateError(line, column, value, reason));

    private readonly record struct Texts(
        string Fee,
        string PerMinute,
        string Increments,
        string MinimumSeconds
    );
}
