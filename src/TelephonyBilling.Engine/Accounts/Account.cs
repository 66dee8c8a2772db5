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
)
{
    /// <summary>IANA name of the time zone in which its people read times, and in which its days and hours begin.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>What must be available to start a chargeable call, in whole; zero: as much as the call needs.</summary>
    public Money MinBalance { get; init; } = Money.Zero(Currency);

    /// <summary>The highest price per minute that it pays, in its currency; null: any.</summary>
    public Money? MaxPerMinute { get; init; }

    /// <summary>The highest connection fee that it pays, in its currency; null: any.</summary>
    public Money? MaxConnectionFee { get; init; }

    /// <summary>Where its mails go; empty: nowhere.</summary>
    public string Email { get; init; } = "";

    /// <summary>Where mails about money go; empty: to <see cref="Email"/>.</summary>
    public string BillingEmail { get; init; } = "";

    /// <summary>Where it lives, in one line, for its invoices: street, town, country, tax number. May be empty.</summary>
    public string BillingAddress { get; init; } = "";

    /// <summary>The language of its mails, ISO 639-1, such as <c>en</c>.</summary>
    public string Language { get; init; } = "en";

    /// <summary>Whether it tries the service: such an account can't be recharged by itself.</summary>
    public bool IsTrial { get; init; }

    /// <summary>Whether its card must be confirmed before credit can be bought with it.</summary>
    public bool NeedsCardConfirmation { get; init; }
}

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
