using System.Collections.Frozen;
using TelephonyBilling.Domain.Monetary;

namespace TelephonyBilling.Daemon.Payments.Stripe;

/// <summary>
/// Amounts as Stripe counts them: in whole minor units, which are cents for most currencies. See
/// https://docs.stripe.com/currencies, "Minor units in API amounts" and "Special cases".
/// </summary>
internal static class MinorUnits
{
    private const long Cent = Money.MicrosPerUnit / 100;

    private static readonly FrozenSet<string> WholeUnits = FrozenSet.Create(
        StringComparer.Ordinal,
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "JPY",
        "KMF",
        "KRW",
        "MGA",
        "PYG",
        "RWF",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF"
    );

    /// <summary>Without cents since some years, but still counted in them: the last two digits are always 00.</summary>
    private static readonly FrozenSet<string> WholeUnitsInCents = FrozenSet.Create(
        StringComparer.Ordinal,
        "ISK",
        "UGX"
    );

    /// <summary>Counted in thousandths, of which card networks take only tens.</summary>
    private static readonly FrozenSet<string> Thousandths = FrozenSet.Create(
        StringComparer.Ordinal,
        "BHD",
        "JOD",
        "KWD",
        "OMR",
        "TND"
    );

    /// <summary>The least amount that can be charged, of which every other is a multiple.</summary>
    internal static Money Step(Currency currency) =>
        new(
            WholeUnits.Contains(currency.Code) || WholeUnitsInCents.Contains(currency.Code)
                ? Money.MicrosPerUnit
                : Cent,
            currency
        );

    /// <summary>The amount in minor units; false where it is finer than they are.</summary>
    internal static bool TryCount(Money amount, out long count)
    {
        count = amount.Micros / MicrosOf(amount.Currency);
        return amount.Micros % Step(amount.Currency).Micros == 0;
    }

    /// <summary>What a number of minor units is worth.</summary>
    /// <exception cref="OverflowException">It is beyond what we can count.</exception>
    internal static Money Of(long count, Currency currency) =>
        new(checked(count * MicrosOf(currency)), currency);

    private static long MicrosOf(Currency currency) =>
        WholeUnits.Contains(currency.Code) ? Money.MicrosPerUnit
        : Thousandths.Contains(currency.Code) ? Money.MicrosPerUnit / 1000
        : Cent;
}
