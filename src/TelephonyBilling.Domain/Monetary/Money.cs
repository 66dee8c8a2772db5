using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace TelephonyBilling.Domain.Monetary;

/// <summary>An exact amount of one currency, in whole millionths (10⁻⁶) of its unit.</summary>
/// <remarks>
/// The range is ±9,223,372,036,854.775807 units. Arithmetic is checked: an amount beyond the range throws
/// <see cref="OverflowException"/>, and two currencies in one operation throw <see cref="CurrencyMismatchException"/>.
/// There is no division and no conversion from floating point: whoever divides names the rounding (<see cref="Rounding"/>).
/// </remarks>
public readonly record struct Money(long Micros, Currency Currency) : IComparable<Money>
{
    /// <summary>Millionths in one unit of currency.</summary>
    public const long MicrosPerUnit = 1_000_000;

    private const int FractionDigits = 6;

    /// <summary>Beyond 28 digits the parser of the framework rounds, so that a text may not have so many.</summary>
    private const int LongestText = 28;

    /// <summary>Nothing, in the given currency.</summary>
    public static Money Zero(Currency currency) => new(0, currency);

    /// <summary>Whether the amount is below zero.</summary>
    public bool IsNegative => Micros < 0;

    /// <summary>Whether the amount is exactly nothing.</summary>
    public bool IsZero => Micros == 0;

    /// <summary>The sum.</summary>
    public static Money operator +(Money left, Money right) =>
        new(checked(left.Micros + Same(left, right).Micros), left.Currency);

    /// <summary>The difference.</summary>
    public static Money operator -(Money left, Money right) =>
        new(checked(left.Micros - Same(left, right).Micros), left.Currency);

    /// <summary>The same amount with the other sign.</summary>
    public static Money operator -(Money amount) => new(checked(-amount.Micros), amount.Currency);

    /// <summary>Whether the left amount is smaller.</summary>
    public static bool operator <(Money left, Money right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left amount is larger.</summary>
    public static bool operator >(Money left, Money right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left amount is smaller or the same.</summary>
    public static bool operator <=(Money left, Money right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left amount is larger or the same.</summary>
    public static bool operator >=(Money left, Money right) => left.CompareTo(right) >= 0;

    /// <summary>The smaller of two amounts.</summary>
    public static Money Min(Money left, Money right) => left <= right ? left : right;

    /// <inheritdoc/>
    public int CompareTo(Money other) => Micros.CompareTo(Same(this, other).Micros);

    /// <summary>Reads a decimal amount such as <c>10</c>, <c>9.94</c> or <c>-0.000001</c>, exactly.</summary>
    /// <returns>
    /// False where the text is not a plain decimal number (no exponent, no grouping, no currency sign), has more than
    /// six decimals, or lies beyond the range: an amount is never rounded on the way in.
    /// </returns>
    public static bool TryParse(
        [NotNullWhen(true)] string? text,
        Currency currency,
        out Money amount
    )
    {
        amount = default;
        const NumberStyles style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        if (
            string.IsNullOrEmpty(text)
            || text.Length > LongestText
            || !decimal.TryParse(text, style, CultureInfo.InvariantCulture, out var units)
            || units is > 9_000_000_000_000m or < -9_000_000_000_000m
        )
        {
            return false;
        }
        var micros = units * MicrosPerUnit;
        if (decimal.Truncate(micros) != micros)
        {
            return false;
        }
        amount = new Money((long)micros, currency);
        return true;
    }

    /// <summary>Reads an amount that must be right.</summary>
    /// <exception cref="FormatException">See <see cref="TryParse"/>.</exception>
    public static Money Parse(string? text, Currency currency) =>
        TryParse(text, currency, out var amount)
            ? amount
            : throw new FormatException(
                $"'{text}' is not an amount: expected a decimal number with at most six decimals, such as 9.94."
            );

    /// <summary>The plain decimal number, at least two and at most six decimals, without the currency: <c>9.94</c>.</summary>
    public string ToDecimalString()
    {
        // Through UInt128 so that the most negative amount has an absolute value too.
        var magnitude = (UInt128)Int128.Abs(Micros);
        var units = magnitude / MicrosPerUnit;
        var fraction = ((long)(magnitude % MicrosPerUnit))
            .ToString("D6", CultureInfo.InvariantCulture)
            .AsSpan();
        var digits = FractionDigits;
        while (digits > 2 && fraction[digits - 1] == '0')
        {
            digits--;
        }
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(Micros < 0 ? "-" : "")}{units}.{fraction[..digits]}"
        );
    }

    /// <summary>The decimal number and the currency: <c>9.94 USD</c>.</summary>
    public override string ToString() => $"{ToDecimalString()} {Currency.Code}".TrimEnd();

    private static Money Same(Money left, Money right) =>
        left.Currency == right.Currency
            ? right
            : throw new CurrencyMismatchException(left.Currency, right.Currency);
}
