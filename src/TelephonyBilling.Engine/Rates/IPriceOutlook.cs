using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Engine.Rates;

/// <summary>Says what calls cost at an instant, as far as that is known by now.</summary>
public interface IPriceOutlook
{
    /// <summary>The prices of an instant, past or future, by the decks, plans and rules that are there now.</summary>
    Task<PricesAt> AtAsync(DateTimeOffset at, CancellationToken cancellationToken);
}

/// <summary>What calls cost at an instant.</summary>
/// <param name="Tariffs">By the plan's name.</param>
/// <param name="AccountRules">By the account's id; accounts without rules of their own are not in it.</param>
/// <param name="NextChange">When some of it changes by itself next; null: never.</param>
public sealed record PricesAt(
    IReadOnlyDictionary<string, Tariff> Tariffs,
    IReadOnlyDictionary<string, RateRules> AccountRules,
    DateTimeOffset? NextChange
);
