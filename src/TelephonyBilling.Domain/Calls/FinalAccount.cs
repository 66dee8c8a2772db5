using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Domain.Calls;

/// <summary>Makes the settlement of a connected call: how long it was connected, which lease caps what is billed, and why it ended.</summary>
internal sealed class FinalAccount(
    CallId id,
    CallPrice price,
    FundedLease lease,
    FundingSchedule funding,
    MeterOptions options
)
{
    /// <summary>How much earlier than the funded end a leg may end and still count as ended by its lease: clock mapping isn't exact.</summary>
    private static readonly TimeSpan LeaseEndTolerance = TimeSpan.FromMilliseconds(100);

    /// <summary>Of a leg whose end was seen or recorded.</summary>
    internal CallSettlement Of(CallSignal.LegEnded ended)
    {
        var connected = ConnectedTime.Between(lease.AnsweredAt, ended.At);
        return Settlement(connected.Duration, CapFor(connected.Duration, ended)) with
        {
            Cause = ended.Cause,
            ClockStepped = connected.ClockStepped,
        };
    }

    /// <summary>Of a leg that is gone without a record: by the lease that the switch surely held.</summary>
    /// <param name="vanished">The leg.</param>
    /// <param name="now">It has not talked beyond now either.</param>
    internal CallSettlement ByLease(CallSignal.LegVanished vanished, TimeSpan now)
    {
        var cap = lease.SurelyHeldSeconds;
        var connected = Least(TimeSpan.FromSeconds(cap), now - lease.AnsweredAt.Monotonic);
        if (vanished.NotAfter - lease.AnsweredAt.SwitchTime is { } atMost)
        {
            connected = Least(connected, atMost);
        }
        connected = connected > TimeSpan.Zero ? connected : TimeSpan.Zero;
        return Settlement(connected, cap) with { Estimated = true };
    }

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private CallSettlement Settlement(TimeSpan connected, long cap)
    {
        var billed = Math.Min(price.BilledSeconds(connected), cap);
        var reason = ReasonFor(connected, cap);
        return new CallSettlement(
            id,
            lease.Leg!,
            lease.AnsweredAt.SwitchTime,
            lease.AnsweredAt.SwitchTime + connected,
            connected,
            billed,
            price.Charge(billed),
            reason,
            Cause: 0,
            Estimated: false,
            ClockStepped: false
        )
        {
            Limit = reason is EndReason.SpendLimit or EndReason.LongestCall ? funding.Limit : null,
        };
    }

    /// <summary>The most that is billed: the funded time, or an older lease by which the switch ended the call.</summary>
    private long CapFor(TimeSpan connected, CallSignal.LegEnded ended)
    {
        if (
            lease.PreviouslyFundedSeconds < lease.FundedSeconds
            && IsTooLate(lease.PreviousEnd)
            && EndedAt(lease.PreviouslyFundedSeconds, connected)
        )
        {
            return lease.PreviouslyFundedSeconds;
        }
        // Which lease it was may not be known, such as after a restart, but each was a number of whole steps.
        var steps = price.Increments.RoundDown((long)connected.TotalSeconds);
        return
            (ended.ByLease || (ended.At.Witnessed && IsUnknownLease(steps)))
            && steps > 0
            && steps < lease.FundedSeconds
            && EndedAt(steps, connected)
            ? steps
            : lease.FundedSeconds;
    }

    /// <summary>
    /// After a restart, the lease that the switch holds is not known until it has taken ours; and an end that we saw, unlike
    /// one that was recorded, does not say whether a lease brought it about.
    /// </summary>
    private bool IsUnknownLease(long leaseSeconds) =>
        !lease.AnsweredAt.Witnessed && IsTooLate(lease.EndAfter(leaseSeconds));

    /// <summary>Whether the switch may have ended the leg at this end of an older lease, before it took the newest.</summary>
    private bool IsTooLate(TimeSpan olderEnd) =>
        lease.SetAt is not { } setAt || setAt > olderEnd - FundedLease.TooLateToExtend;

    private bool EndedAt(long leaseSeconds, TimeSpan connected)
    {
        var late = connected - TimeSpan.FromSeconds(leaseSeconds);
        return late >= TimeSpan.Zero && late <= options.HangupGrace;
    }

    private EndReason ReasonFor(TimeSpan connected, long cap)
    {
        if (connected < TimeSpan.FromSeconds(cap) - LeaseEndTolerance)
        {
            return EndReason.Hangup;
        }
        return funding.Refusal switch
        {
            FundingRefusal.InsufficientCredit => EndReason.CreditExhausted,
            FundingRefusal.AccountSuspended => EndReason.AccountSuspended,
            FundingRefusal.SpendLimitReached => EndReason.SpendLimit,
            FundingRefusal.LongestCallReached => EndReason.LongestCall,
            _ => EndReason.LeaseEnded,
        };
    }
}
