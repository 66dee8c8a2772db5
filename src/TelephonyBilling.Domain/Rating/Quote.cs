using TelephonyBilling.Domain.Monetary;

namespace TelephonyBilling.Domain.Rating;

/// <summary>What a call costs, and how that follows: the deck's rate, then the plan's rule, then the account's.</summary>
/// <remarks>Immutable. Without a <see cref="Price"/> the destination is blocked, or nothing is known of it but a rule that names no price.</remarks>
public sealed record Quote
{
    private Quote() { }

    /// <summary>The deck's row; null where only a rule knows the destination.</summary>
    public Rate? Rate { get; private init; }

    /// <summary>The deck of <see cref="Rate"/>.</summary>
    public RateDeck? Deck { get; private init; }

    /// <summary>The plan's rule; null: none matches.</summary>
    public RateRule? PlanRule { get; private init; }

    /// <summary>The account's rule; null: none matches.</summary>
    public RateRule? AccountRule { get; private init; }

    /// <summary>What the call costs, in the currency of whoever names the price; null where nobody does.</summary>
    public CallPrice? Price { get; private init; }

    /// <summary>Whether it is allowed at a zero balance; the price is then zero.</summary>
    public bool IsFree { get; private init; }

    /// <summary>Whether nobody may call there.</summary>
    public bool IsBlocked { get; private init; }

    /// <summary>Why it is blocked; empty if nobody said.</summary>
    public string BlockReason { get; private init; } = "";

    /// <summary>The destination's name; empty where nobody gives one.</summary>
    public string Destination => FirstNamed(Rate?.Destination, AccountRule, PlanRule);

    internal static Quote Of(Rate? rate, RateDeck? deck, RateRule? planRule, RateRule? accountRule)
    {
        var quote = new Quote
        {
            Rate = rate,
            Deck = deck,
            PlanRule = planRule,
            AccountRule = accountRule,
            // The price of a blocked row is mostly empty, and empty is not free.
            Price = rate is { IsBlocked: true, Price.IsZero: true } ? null : rate?.Price,
            IsFree = rate is { IsFree: true },
            IsBlocked = rate is { IsBlocked: true },
            BlockReason = rate?.BlockReason ?? "",
        };
        return quote.With(planRule?.Effect).With(accountRule?.Effect);
    }

    private static string FirstNamed(string? ofDeck, RateRule? accountRule, RateRule? planRule) =>
        ofDeck is { Length: > 0 } name ? name
        : accountRule is { Destination.Length: > 0 } ? accountRule.Destination
        : planRule?.Destination ?? "";

    private static CallPrice Nothing(CallPrice? like)
    {
        var currency = like?.Currency ?? default;
        return new CallPrice(Money.Zero(currency), Money.Zero(currency), default);
    }

    private Quote With(RateEffect? effect) =>
        effect switch
        {
            null => this,
            RateEffect.Free => Costing(Nothing(Price)) with { IsFree = true },
            RateEffect.Included => Costing(Nothing(Price)),
            RateEffect.Priced own => Costing(own.Price),
            RateEffect.Scaled scaled when Price is { } price => this with
            {
                Price = scaled.Apply(price),
            },
            RateEffect.Scaled => this,
            RateEffect.Blocked blocked => this with
            {
                IsBlocked = true,
                BlockReason = blocked.Reason,
            },
            RateEffect.Allowed when Price is not null => this with
            {
                IsBlocked = false,
                BlockReason = "",
            },
            RateEffect.Allowed => this,
            _ => throw new InvalidOperationException(
                $"A rule has the effect {effect}, which nobody applies."
            ),
        };

    private Quote Costing(CallPrice price) =>
        this with
        {
            Price = price,
            IsFree = false,
            IsBlocked = false,
            BlockReason = "",
        };
}
