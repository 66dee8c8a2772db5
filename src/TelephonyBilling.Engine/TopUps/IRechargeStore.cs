using TelephonyBilling.Domain.Monetary;

namespace TelephonyBilling.Engine.TopUps;

/// <summary>Keeps rules of automatic recharge, and decides in one transaction whether one is due.</summary>
public interface IRechargeStore
{
    /// <summary>Sets an account's rule, and starts it anew where it had stopped.</summary>
    /// <returns>False where there is no such account, or its currency is another one.</returns>
    Task<bool> SetAsync(RechargeRule rule, string by, CancellationToken cancellationToken);

    /// <summary>An account's rule; null: it has none.</summary>
    Task<RechargeRule?> FindAsync(string account, CancellationToken cancellationToken);

    /// <summary>
    /// Accounts that fell below what they are watched for, or could not pay for all that a call wanted, since this was asked
    /// last; and forgets them.
    /// </summary>
    Task<IReadOnlyList<FallenAccount>> TakeFallenAsync(CancellationToken cancellationToken);

    /// <summary>Accounts whose rule is on and whose available money is at or below its threshold.</summary>
    Task<IReadOnlyList<string>> DueAsync(DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>
    /// Writes down the next automatic top-up of an account if one is due: open ones count as if they had come in, so that
    /// whoever asks at the same time gets none.
    /// </summary>
    /// <param name="account">The account.</param>
    /// <param name="exhausted">A call could not be paid for: a recharge is due though the threshold may not be reached.</param>
    /// <param name="policy">What holds recharges back.</param>
    /// <param name="at">Now, UTC.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task<RechargeClaim> ClaimAsync(
        string account,
        bool exhausted,
        RechargePolicy policy,
        DateTimeOffset at,
        CancellationToken cancellationToken
    );
}

/// <summary>An account that may be due for a recharge or a notice.</summary>
/// <param name="Account">The account.</param>
/// <param name="Exhausted">A call could not be paid for as far as it wants.</param>
public readonly record struct FallenAccount(string Account, bool Exhausted);

/// <summary>Whether an automatic top-up is due.</summary>
public abstract record RechargeClaim
{
    private RechargeClaim() { }

    /// <summary>It is, and it is written down.</summary>
    public sealed record Claimed(TopUp TopUp) : RechargeClaim;

    /// <summary>It isn't.</summary>
    public sealed record NotDue(RechargeHindrance Why) : RechargeClaim;

    /// <summary>It would be, but a limit of the rule is reached.</summary>
    /// <param name="Why">Which.</param>
    /// <param name="Limit">The limit.</param>
    /// <param name="Used">What was recharged in that time.</param>
    public sealed record Limited(RechargeHindrance Why, Money Limit, Money Used) : RechargeClaim;
}

/// <summary>Why no automatic top-up was written down.</summary>
public enum RechargeHindrance
{
    /// <summary>The account has no rule, or it is off.</summary>
    Off,

    /// <summary>The rule stopped by itself.</summary>
    Stopped,

    /// <summary>A card was declined a short time ago.</summary>
    BackingOff,

    /// <summary>Enough is available, open top-ups counted.</summary>
    EnoughCredit,

    /// <summary>A trial account is not recharged.</summary>
    Trial,

    /// <summary>No card is saved, or it has to be confirmed first.</summary>
    NoCard,

    /// <summary>The most per day is reached.</summary>
    DayLimit,

    /// <summary>The most per month is reached.</summary>
    MonthLimit,

    /// <summary>Too many recharges in too short a time: the rule was stopped now.</summary>
    Velocity,
}
