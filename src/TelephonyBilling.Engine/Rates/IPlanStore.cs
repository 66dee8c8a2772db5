using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Engine.Rates;

/// <summary>Keeps plans: which decks each service has, and the rules that plans and accounts lay over them.</summary>
public interface IPlanStore
{
    /// <summary>Adds a plan without decks.</summary>
    /// <returns>False where the name is taken.</returns>
    Task<bool> CreateAsync(string plan, CancellationToken cancellationToken);

    /// <summary>Says which decks are asked, in this order, for one service of a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="service">The service; null: all that have no decks of their own.</param>
    /// <param name="decks">The decks; none: the service has no decks of its own any more.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task<PlanChange> SetDecksAsync(
        string plan,
        Service? service,
        IReadOnlyList<string> decks,
        CancellationToken cancellationToken
    );

    /// <summary>All plans by name.</summary>
    Task<IReadOnlyList<Plan>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Adds a rule; its <see cref="RateRule.Id"/> is given by the store.</summary>
    Task<RuleAddition> AddRuleAsync(
        RuleOwner owner,
        RateRule rule,
        CancellationToken cancellationToken
    );

    /// <summary>Takes a rule away.</summary>
    /// <returns>False where there is none of this id.</returns>
    Task<bool> RemoveRuleAsync(long id, CancellationToken cancellationToken);

    /// <summary>The rules of one plan or account, or of all, by id.</summary>
    Task<IReadOnlyList<OwnedRule>> RulesAsync(
        RuleOwner? owner,
        CancellationToken cancellationToken
    );
}

/// <summary>A plan and its decks.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Decks">In the order in which they are asked, those for all other services first.</param>
public sealed record Plan(string Name, IReadOnlyList<PlanDeck> Decks);

/// <summary>A deck of a plan.</summary>
/// <param name="Service">The service it is for; null: all that have no decks of their own.</param>
/// <param name="Deck">Its name.</param>
public sealed record PlanDeck(Service? Service, string Deck);

/// <summary>Whose rule it is.</summary>
/// <param name="IsPlan">A plan's; otherwise an account's.</param>
/// <param name="Name">The plan's name, or the account's id.</param>
public readonly record struct RuleOwner(bool IsPlan, string Name)
{
    /// <summary>A plan's rule.</summary>
    public static RuleOwner Plan(string name) => new(true, name);

    /// <summary>An account's rule.</summary>
    public static RuleOwner Account(string id) => new(false, id);
}

/// <summary>A rule and whose it is.</summary>
public sealed record OwnedRule(RuleOwner Owner, RateRule Rule);

/// <summary>What became of a change of a plan.</summary>
public enum PlanChange
{
    /// <summary>It is so now.</summary>
    Done,

    /// <summary>There is no such plan; nothing changed.</summary>
    UnknownPlan,

    /// <summary>One of the decks does not exist; nothing changed.</summary>
    UnknownDeck,
}

/// <summary>What became of a new rule.</summary>
/// <param name="Outcome">See there.</param>
/// <param name="Id">Of the rule that was added, or of the one that is in its way; 0: neither.</param>
public readonly record struct RuleAddition(RuleOutcome Outcome, long Id);

/// <summary>What became of a new rule.</summary>
public enum RuleOutcome
{
    /// <summary>It is there now.</summary>
    Added,

    /// <summary>Its owner has a rule for this service and these numbers; nothing changed.</summary>
    Duplicate,

    /// <summary>There is no such plan or account; nothing changed.</summary>
    UnknownOwner,
}
