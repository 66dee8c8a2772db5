using TelephonyBilling.Domain.Monetary;

namespace TelephonyBilling.Engine.TopUps;

/// <summary>How much credit may be bought at once. Amounts are decimal texts, in the currency of whichever account buys.</summary>
public sealed record PurchaseLimits
{
    /// <summary>Amounts that people are offered. Default 5, 10, 25 and 50.</summary>
    public IReadOnlyList<string> Packs { get; init; } = ["5", "10", "25", "50"];

    /// <summary>The least. Default 5.</summary>
    public string Least { get; init; } = "5";

    /// <summary>The most. Default 5000.</summary>
    public string Most { get; init; } = "5000";

    /// <summary>Whether so much may be bought: between the limits, and nothing finer than can be paid.</summary>
    /// <exception cref="FormatException">A limit is no amount.</exception>
    public bool Allow(Money amount) =>
        amount >= Money.Parse(Least, amount.Currency)
        && amount <= Money.Parse(Most, amount.Currency)
        && amount.Micros % MinorUnit.Of(amount.Currency).Micros == 0;

    /// <summary>The same for people.</summary>
    public string Describe(Currency currency) =>
        $"from {Money.Parse(Least, currency)} to {Money.Parse(Most, currency)}, in steps of {MinorUnit.Of(currency)}";
}
