using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Domain.Limits;

/// <summary>
/// How much an account, a number or an extension may be used, lest a stolen phone or a mistake costs more than anybody
/// meant to spend. Null: no limit. Immutable.
/// </summary>
/// <remarks>Amounts are of the account's currency and, like the counts, zero or more: zero allows nothing that costs.</remarks>
public sealed record UsageLimits
{
    /// <summary>Nothing is limited.</summary>
    public static UsageLimits None { get; } = new();

    /// <summary>The most that one call may cost.</summary>
    public Money? SpendPerCall { get; init; }

    /// <summary>The most that calls may cost in any 60 minutes: what was charged in them and what open calls hold.</summary>
    public Money? SpendPerHour { get; init; }

    /// <summary>The most that calls may cost in any 24 hours, counted alike.</summary>
    public Money? SpendPerDay { get; init; }

    /// <summary>How many calls may be begun in any 60 seconds. Refused attempts don't count.</summary>
    public int? CallsPerMinute { get; init; }

    /// <summary>How many calls may be begun in any 60 minutes. Refused attempts don't count.</summary>
    public int? CallsPerHour { get; init; }

    /// <summary>How many calls to one destination (the rate's name for it) may be open at once.</summary>
    public int? MaxCallsToDestination { get; init; }

    /// <summary>How long one call may be connected, in seconds from 1; see <see cref="LongestCall"/>.</summary>
    public int? MaxCallSeconds { get; init; }

    /// <summary>When calls may begin, in the account's time zone. One that goes on at the end of the hours goes on.</summary>
    public WeeklyHours? AllowedHours { get; init; }

    /// <summary>Whether nothing is limited.</summary>
    public bool IsNone => this == None;

    /// <summary>Whether any limit is on money.</summary>
    public bool LimitsSpending =>
        SpendPerCall is not null || SpendPerHour is not null || SpendPerDay is not null;

    /// <summary>
    /// What of an account's limits holds for calls to its numbers, too: what they cost and how long they are. A flood of calls
    /// in must not lock the phones out, and whoever calls keeps hours of their own.
    /// </summary>
    public UsageLimits ForCallsIn =>
        this with
        {
            CallsPerMinute = null,
            CallsPerHour = null,
            MaxCallsToDestination = null,
            AllowedHours = null,
        };

    /// <summary>
    /// The longest time, in whole steps, for which one call may be funded; null: as long as there is money. Never less than the
    /// initial step: a call that may not last that long could not be made at all, and <see cref="CallsPerMinute"/> = 0 says so
    /// better.
    /// </summary>
    public long? LongestCall(BillingIncrements increments) =>
        MaxCallSeconds is { } seconds
            ? Math.Max(increments.RoundDown(seconds), increments.InitialSeconds)
            : null;
}
