using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace TelephonyBilling.Domain.Monetary;

/// <summary>What one unit of a currency is worth in another, exact to 10⁻¹².</summary>
/// <remarks>Immutable. The default value converts nothing: it has no currencies.</remarks>
public readonly record struct ExchangeRate
{
    /// <summary>Trillionths (10⁻¹²) in one.</summary>
    public const long TrillionthsPerUnit = 1_000_000_000_000;

    /// <summary>Beyond so many decimals a rate would be rounded, and it never is.</summary>
    public const int FractionDigits = 12;

    private const int LongestText = 28;

    /// <summary>Makes a rate.</summary>
    /// <param name="from">The currency of the amounts that are converted.</param>
    /// <param name="to">The currency that they become; another one.</param>
    /// <param name="trillionths">What one unit of <paramref name="from"/> is worth, in trillionths of a unit of <paramref name="to"/>; above zero.</param>
    /// <exception cref="ArgumentException">Both currencies are the same, or one is none.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The rate is not above zero.</exception>
    public ExchangeRate(Currency from, Currency to, long trillionths)
    {
        if (from == to || from == default || to == default)
        {
            throw new ArgumentException(
                $"A rate of exchange needs two currencies, not '{from}' and '{to}'.",
                nameof(to)
            );
        }
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(trillionths);
        From = from;
        To = to;
        Trillionths = trillionths;
    }

    /// <summary>The currency of the amounts that are converted.</summary>
    public Currency From { get; }

    /// <summary>The currency that they become.</summary>
    public Currency To { get; }

    /// <summary>What one unit of <see cref="From"/> is worth, in trillionths of a unit of <see cref="To"/>.</summary>
    public long Trillionths { get; }

    /// <summary>Reads a decimal number above zero with at most twelve decimals, such as <c>0.925</c>, exactly.</summary>
    /// <remarks>False too for two equal currencies. The range ends at 9,000,000.</remarks>
    public static bool TryParse(
        [NotNullWhen(true)] string? text,
        Currency from,
        Currency to,
        out ExchangeRate rate
    )
    {
        rate = default;
        if (
            string.IsNullOrEmpty(text)
            || text.Length > LongestText
            || from == to
            || !decimal.TryParse(
                text,
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var units
            )
            || units is <= 0 or > 9_000_000m
        )
        {
            return false;
        }
        var trillionths = units * TrillionthsPerUnit;
        if (decimal.Truncate(trillionths) != trillionths)
        {
            return false;
        }
        rate = new ExchangeRate(from, to, (long)trillionths);
        return true;
    }

    /// <summary>The amount in the other currency, rounded once to the millionth, half away from zero.</summary>
    /// <exception cref="CurrencyMismatchException">The amount is not in <see cref="From"/>.</exception>
    /// <exception cref="OverflowException">The result is beyond the range of <see cref="Money"/>.</exception>
    public Money Convert(Money amount) =>
        amount.Currency == From
            ? new Money(Rounding.MultiplyDivide(amount.Micros, Trillionths, TrillionthsPerUnit), To)
            : throw new CurrencyMismatchException(amount.Currency, From);

    /// <summary>
    /// The largest amount that <see cref="Convert"/> makes no more than this, rounding included; below zero where there
    /// is none, since nothing is worth less than nothing.
    /// </summary>
    /// <param name="most">In <see cref="To"/>.</param>
    /// <exception cref="CurrencyMismatchException">The amount is not in <see cref="To"/>.</exception>
    public Money MostWithin(Money most)
    {
        if (most.Currency != To)
        {
            throw new CurrencyMismatchException(most.Currency, To);
        }
        if (most.IsNegative)
        {
            return new Money(-1, From);
        }
        // round(c·r/D) ≤ m, half going up, means c·r/D < m + 1/2, that is 2·c·r < (2·m + 1)·D, all of them whole.
        var largest =
            ((((Int128)most.Micros * 2) + 1) * TrillionthsPerUnit - 1) / ((Int128)Trillionths * 2);
        return new Money((long)Int128.Min(largest, long.MaxValue), From);
    }

    /// <summary>The plain decimal number, without currencies: <c>0.925</c>.</summary>
    public string ToDecimalString() => Format(Trillionths);

    /// <summary>So many trillionths as a plain decimal number: <c>0.925</c>.</summary>
    public static string Format(long trillionths)
    {
        var (units, fraction) = Math.DivRem(trillionths, TrillionthsPerUnit);
        var digits = fraction.ToString("D12", CultureInfo.InvariantCulture).TrimEnd('0');
        return digits.Length == 0
            ? units.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{units}.{digits}");
    }

    /// <summary>As a person says it: <c>1 USD = 0.925 EUR</c>.</summary>
    public override string ToString() => $"1 {From} = {ToDecimalString()} {To}";
}
