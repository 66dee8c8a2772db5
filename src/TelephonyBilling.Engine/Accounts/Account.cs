using TelephonyBilling.Domain.Monetary;

namespace TelephonyBilling.Engine.Accounts;

/// <summary>Who pays: one balance, shared by all its members, extensions and numbers.</summary>
/// <param name="Id">Chosen by the operator: 1–64 of <c>a–z 0–9 . _ -</c>, beginning with a letter or digit.</param>
/// <param name="Name">For people; may be empty.</param>
/// <param name="Currency">Of its balance and of all its entries; never changes.</param>
/// <param name="Plan">The plan that names its rate decks.</param>
/// <param name="Status">Whether it may start calls.</param>
/// <param name="MaxCalls">How many chargeable calls may be open at once; null: no limit.</param>
/// <param name="CreatedAt">UTC.</param>
public sealed record Account(
    string Id,
    string Name,
    Currency Currency,
    string Plan,
    AccountStatus Status,
    int? MaxCalls,
    DateTimeOffset CreatedAt
);

/// <summary>Whether an account may start calls.</summary>
public enum AccountStatus
{
    /// <summary>It may.</summary>
    Active,

    /// <summary>It may not; calls that go on end at their leases.</summary>
    Suspended,
}

/// <summary>An account's money at one moment.</summary>
/// <param name="Balance">The sum of its ledger entries.</param>
/// <param name="Held">Set aside for open calls; never more than the balance.</param>
public readonly record struct AccountBalance(Money Balance, Money Held)
{
    /// <summary>What a new call may use.</summary>
    public Money Available => Balance - Held;
}
