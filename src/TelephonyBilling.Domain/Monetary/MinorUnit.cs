using System.Collections.Frozen;

namespace TelephonyBilling.Domain.Monetary;

/// <summary>The smallest amount that can be paid in a currency: a cent for most, by ISO 4217.</summary>
public static class MinorUnit
{
    private const long Cent = Money.MicrosPerUnit / 100;

    private static readonly FrozenSet<string> WholeUnits = FrozenSet.Create(
        StringComparer.Ordinal,
        [.. "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".Split(' ')]
    );

    private static readonly FrozenSet<string> Thousandths = FrozenSet.Create(
        StringComparer.Ordinal,
        [.. "BHD IQD JOD KWD LYD OMR TND".Split(' ')]
    );

    /// <summary>One of it.</summary>
    public static Money Of(Currency currency) =>
        new(
            WholeUnits.Contains(currency.Code) ? Money.MicrosPerUnit
                : Thousandths.Contains(currency.Code) ? Money.MicrosPerUnit / 1000
                : Cent,
            currency
        );

    /// <summary>A part of an amount that can be paid: rounded once, half away from zero, to whole minor units.</summary>
    /// <param name="amount">The whole.</param>
    /// <param name="multiplier">Such as 20, of a hundred.</param>
    /// <param name="divisor">Such as 100; above zero.</param>
    /// <exception cref="OverflowException">It is beyond the range of <see cref="Money"/>.</exception>
    public static Money PartOf(Money amount, long multiplier, long divisor)
    {
        var unit = Of(amount.Currency).Micros;
        var count = Rounding.MultiplyDivide(amount.Micros, multiplier, checked(divisor * unit));
        return new Money(checked(count * unit), amount.Currency);
    }
}
