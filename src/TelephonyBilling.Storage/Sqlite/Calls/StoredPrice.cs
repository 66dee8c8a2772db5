using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>The price that a call keeps, as its row has it.</summary>
internal static class StoredPrice
{
    /// <summary>Puts a price together.</summary>
    /// <param name="connectionFeeMicros">In the price's currency.</param>
    /// <param name="perMinuteMicros">In the price's currency.</param>
    /// <param name="increments">The steps.</param>
    /// <param name="account">The account's currency, in which it is charged.</param>
    /// <param name="priceCurrency">The price's currency; null: the account's.</param>
    /// <param name="exchangeTrillionths">The rate from one to the other; null like the currency.</param>
    internal static CallPrice Of(
        long connectionFeeMicros,
        long perMinuteMicros,
        BillingIncrements increments,
        Currency account,
        string? priceCurrency,
        long? exchangeTrillionths
    )
    {
        var currency = priceCurrency is null ? account : Currency.Parse(priceCurrency);
        return new CallPrice(
            new Money(connectionFeeMicros, currency),
            new Money(perMinuteMicros, currency),
            increments,
            exchangeTrillionths is { } trillionths
                ? new ExchangeRate(currency, account, trillionths)
                : null
        );
    }

    /// <summary>What stands in <c>price_currency</c>.</summary>
    internal static string? CurrencyOf(CallPrice price) =>
        price.Conversion is null ? null : price.Currency.Code;
}
