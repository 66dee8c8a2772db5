using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>What calls cost at one instant.</summary>
/// <param name="Decks">The compiled decks by their set of rates.</param>
/// <param name="Tariffs">By plan.</param>
/// <param name="AccountRules">By account; accounts without rules are not in it.</param>
/// <param name="Exchange">By the two currencies.</param>
/// <param name="NextChange">When any of it changes by itself next; null: never.</param>
internal sealed record RatesInForce(
    Dictionary<long, RateDeck> Decks,
    Dictionary<string, Tariff> Tariffs,
    Dictionary<string, RateRules> AccountRules,
    Dictionary<(Currency From, Currency To), ExchangeRate> Exchange,
    DateTimeOffset? NextChange
);
