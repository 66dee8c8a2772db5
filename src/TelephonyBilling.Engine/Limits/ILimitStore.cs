using TelephonyBilling.Domain.Limits;

namespace TelephonyBilling.Engine.Limits;

/// <summary>Keeps limits on use. What they let through is decided by <see cref="Calls.ICallStore"/>.</summary>
public interface ILimitStore
{
    /// <summary>
    /// Sets all limits of a subject; <see cref="UsageLimits.None"/> takes them away. They hold from now on, for calls that are
    /// open too, and what was charged to the account in the last 24 hours counts.
    /// </summary>
    /// <exception cref="ArgumentException">A limit is below zero, of no time, or of another currency than the account's.</exception>
    Task<LimitChange> SetAsync(
        LimitOwner owner,
        UsageLimits limits,
        CancellationToken cancellationToken
    );

    /// <summary>A subject's limits; <see cref="UsageLimits.None"/> where it has none, or is not known.</summary>
    Task<UsageLimits> FindAsync(LimitOwner owner, CancellationToken cancellationToken);

    /// <summary>Who has limits, by account, scope and subject.</summary>
    /// <param name="account">Null: of all accounts.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<OwnedLimits>> ListAsync(
        string? account,
        CancellationToken cancellationToken
    );

    /// <summary>What is used of a subject's limits, as an authorisation would count it now; what has no limit may not be counted.</summary>
    /// <param name="use">Whose, and for which call.</param>
    /// <param name="limits">Whose use is asked for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null where there is no such account.</returns>
    Task<UsageSoFar?> UsageAsync(
        UsageQuestion use,
        UsageLimits limits,
        CancellationToken cancellationToken
    );
}

/// <summary>Whose limits.</summary>
/// <param name="Account">The account's id.</param>
/// <param name="Scope">The account itself, or one of its numbers or extensions.</param>
/// <param name="Subject">As in <see cref="LimitedSubject"/>: the account's own limits bear its id here.</param>
public sealed record LimitOwner(string Account, LimitScope Scope, string Subject)
{
    /// <summary>The account itself.</summary>
    public static LimitOwner OfAccount(string account) => new(account, LimitScope.Account, account);

    /// <summary>One of its numbers, E.164 without <c>+</c>.</summary>
    public static LimitOwner OfNumber(string account, string digits) =>
        new(account, LimitScope.Number, digits);

    /// <summary>One of its extensions.</summary>
    public static LimitOwner OfExtension(string account, string endpoint) =>
        new(account, LimitScope.Extension, endpoint);
}

/// <summary>Somebody's limits.</summary>
public sealed record OwnedLimits(LimitOwner Owner, UsageLimits Limits);

/// <summary>For which call use is counted.</summary>
/// <param name="Owner">Whose use.</param>
/// <param name="IsInbound">Calls in and calls out are counted apart, but for what they cost.</param>
/// <param name="Destination">Where the call goes; null: wherever most calls are open.</param>
public sealed record UsageQuestion(LimitOwner Owner, bool IsInbound, string? Destination);

/// <summary>What became of a change of limits.</summary>
public enum LimitChange
{
    /// <summary>It holds.</summary>
    Done,

    /// <summary>There is no such account; nothing changed.</summary>
    UnknownAccount,

    /// <summary>The account has no such number or extension; nothing changed.</summary>
    UnknownSubject,
}
