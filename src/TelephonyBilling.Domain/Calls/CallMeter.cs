using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Domain.Calls;

/// <summary>
/// The state machine of one gated call: from the reservation at the gate to one settlement or one release.
/// </summary>
/// <remarks>
/// <para>
/// Pure and synchronous: no clock, no I/O, no logging. It is told what happened and what time it is, and adds what it
/// wants done to a list. Time is the daemon's monotonic clock; a call is priced by the moments that signals carry.
/// </para>
/// <para>
/// Whatever signals come, in whatever order and however often, the meter emits at most one
/// <see cref="MeterAction.Settle"/> or <see cref="MeterAction.Release"/>, and it is its last word but for hanging up
/// legs that nobody pays for. Not thread-safe: one caller at a time.
/// </para>
/// </remarks>
public sealed class CallMeter
{
    /// <summary>
    /// A lease that is confirmed less than this before the old one ends may have come too late; the call is then ended by
    /// the old lease, and a cut that comes a little after it must not be charged as talking time.
    /// </summary>
    private static readonly TimeSpan TooLateToExtend = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest time between two leases of a leg that rings.</summary>
    private static readonly TimeSpan LongestRingRefresh = TimeSpan.FromSeconds(15);

    /// <summary>The longest time between two attempts to hang up a leg that outlives its lease.</summary>
    private static readonly TimeSpan LongestHangUpSpacing = TimeSpan.FromSeconds(30);

    /// <summary>How long before the funded end a refused reservation is asked for once more, for a top-up in the last second.</summary>
    private static readonly TimeSpan LastTry = TimeSpan.FromMilliseconds(500);

    /// <summary>How much earlier than the funded end a leg may end and still count as ended by its lease: clock mapping isn't exact.</summary>
    private static readonly TimeSpan LeaseEndTolerance = TimeSpan.FromMilliseconds(100);

    private readonly MeterOptions options;
    private readonly List<string> ringing = new(1); // Once connected: other legs of a fork that have not ended.
    private string? connectedLeg;
    private Moment answeredAt;
    private long fundedSeconds;
    private long previouslyFundedSeconds;
    private TimeSpan? leaseSetAt; // When the switch confirmed the lease that ends with the funded time; null: not yet.
    private TimeSpan? nextLease;
    private bool ownerEnded;
    private TimeSpan? releaseAt;
    private bool reserving;
    private bool warned;
    private int lastCause;
    private FundingRefusal? exhausted;
    private TimeSpan nextTry;
    private TimeSpan nextHangUp;
    private TimeSpan hangUpSpacing;

    /// <summary>A meter for a call that the gate has just allowed.</summary>
    /// <param name="id">The call.</param>
    /// <param name="price">The price that was frozen at the gate.</param>
    /// <param name="fundedSeconds">The connected time that the first reservation pays for; above zero.</param>
    /// <param name="options">How to meter.</param>
    public CallMeter(CallId id, CallPrice price, long fundedSeconds, MeterOptions options)
    {
        ArgumentNullException.ThrowIfNull(price);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(fundedSeconds);
        options.ThrowIfInvalid();
        Id = id;
        Price = price;
        this.fundedSeconds = fundedSeconds;
        this.options = options;
    }

    /// <summary>The call.</summary>
    public CallId Id { get; }

    /// <summary>The price that was frozen at the gate.</summary>
    public CallPrice Price { get; }

    /// <summary>Where the call stands.</summary>
    public CallPhase Phase { get; private set; }

    /// <summary>The connected time that is paid for.</summary>
    public long FundedSeconds => fundedSeconds;

    /// <summary>The trunk leg that costs money, once one was answered.</summary>
    public string? ConnectedLeg => connectedLeg;

    /// <summary>When the trunk leg was answered; null before.</summary>
    public Moment? AnsweredAt => connectedLeg is null ? null : answeredAt;

    /// <summary>Why the last reservation was refused; null while there is money.</summary>
    public FundingRefusal? Exhausted => exhausted;

    /// <summary>When <see cref="Tick"/> wants to be called next; null where there is nothing to wait for.</summary>
    public TimeSpan? NextDue =>
        Phase switch
        {
            CallPhase.Authorised => ringing.Count > 0 ? nextTry : releaseAt,
            CallPhase.Connected => DueWhileConnected(),
            _ => null,
        };

    private TimeSpan FundedEnd => answeredAt.Monotonic + TimeSpan.FromSeconds(fundedSeconds);

    private TimeSpan PreviousEnd =>
        answeredAt.Monotonic + TimeSpan.FromSeconds(previouslyFundedSeconds);

    /// <summary>Takes note of something that happened. What follows from the time alone is left to <see cref="Tick"/>.</summary>
    /// <param name="signal">What happened.</param>
    /// <param name="now">The daemon's monotonic clock.</param>
    /// <param name="actions">What is to be done about it is added here, in order.</param>
    public void Apply(CallSignal signal, TimeSpan now, ICollection<MeterAction> actions)
    {
        switch (Phase, signal)
        {
            case (CallPhase.Authorised, CallSignal.LegBound bound):
                Ring(bound.Leg, now);
                break;
            case (CallPhase.Authorised, CallSignal.LegAnswered answered):
                Connect(answered, now, actions);
                break;
            case (CallPhase.Authorised, CallSignal.LegEnded ended):
                StopRinging(ended.Leg, ended.Cause, now);
                break;
            case (CallPhase.Authorised, CallSignal.LegVanished vanished):
                StopRinging(vanished.Leg, cause: 0, now);
                break;
            case (CallPhase.Authorised, CallSignal.OwnerEnded):
                ownerEnded = true;
                ReleaseWhenAlone(now);
                break;
            case (CallPhase.Authorised, CallSignal.LeaseUncertain):
                // Not at once: an answer that is still on its way has begun the lease already, and must not be prolonged.
                nextTry = now + options.RetryEvery < nextTry ? now + options.RetryEvery : nextTry;
                break;

            case (CallPhase.Connected, CallSignal.LegEnded ended) when ended.Leg == connectedLeg:
                Settle(ended, actions);
                break;
            case (CallPhase.Connected, CallSignal.LegVanished vanished)
                when vanished.Leg == connectedLeg:
                SettleByLease(vanished, now, actions);
                break;
            case (CallPhase.Connected, CallSignal.LegBound bound) when bound.Leg != connectedLeg:
                Track(bound.Leg);
                break;
            case (CallPhase.Connected, CallSignal.LegEnded ended):
                ringing.Remove(ended.Leg);
                break;
            case (CallPhase.Connected, CallSignal.LegVanished vanished):
                ringing.Remove(vanished.Leg);
                break;
            case (CallPhase.Connected, CallSignal.LegAnswered answered)
                when answered.Leg != connectedLeg:
                // One call pays for one leg: a second one would talk for nothing.
                ringing.Remove(answered.Leg);
                actions.Add(new MeterAction.HangUp(answered.Leg));
                break;
            case (CallPhase.Connected, CallSignal.Funded funded):
                Extend(funded.TotalSeconds, now, actions);
                break;
            case (CallPhase.Connected, CallSignal.FundingRefused refused):
                reserving = false;
                exhausted = refused.Reason;
                nextTry = TryAgainAt(now);
                break;
            case (CallPhase.Connected, CallSignal.FundingFailed):
                reserving = false;
                nextTry = TryAgainAt(now);
                break;
            case (CallPhase.Connected, CallSignal.LeaseUncertain):
                SendLease(actions);
                break;
            case (CallPhase.Connected, CallSignal.LeaseSet set)
                when IsCurrentLease(set.Leg, set.Until):
                leaseSetAt ??= now;
                nextLease = null;
                break;
            case (CallPhase.Connected, CallSignal.LeaseFailed failed)
                when IsCurrentLease(failed.Leg, failed.Until):
                nextLease = NextLease(now);
                break;

            // A leg that comes up after the call was closed would talk for nothing.
            case (CallPhase.Closed, CallSignal.LegBound bound):
                actions.Add(new MeterAction.HangUp(bound.Leg));
                break;
            case (CallPhase.Closed, CallSignal.LegAnswered answered)
                when answered.Leg != connectedLeg:
                actions.Add(new MeterAction.HangUp(answered.Leg));
                break;

            // No-ops by design: repeats of what is known (an answer or a leg seen again after a reconnect, the end of a
            // leg of a closed call), an owner that leaves a connected call by a transfer, the answer to a lease that was
            // extended since, and results of a reservation that came after the end: the store releases those itself.
            default:
                break;
        }
    }

    /// <summary>Does what is due at this time. Call it when <see cref="NextDue"/> has come; calling it earlier does no harm.</summary>
    /// <param name="now">The daemon's monotonic clock.</param>
    /// <param name="actions">What is to be done is added here, in order.</param>
    public void Tick(TimeSpan now, ICollection<MeterAction> actions)
    {
        switch (Phase)
        {
            case CallPhase.Authorised when ringing.Count > 0 && now >= nextTry:
                RefreshRinging(now, actions);
                break;
            case CallPhase.Authorised when ringing.Count == 0 && releaseAt <= now:
                Phase = CallPhase.Closed;
                actions.Add(new MeterAction.Release(EndReasons.OfUnanswered(lastCause), lastCause));
                break;
            case CallPhase.Connected:
                Decide(now, actions);
                break;
            default:
                break;
        }
    }

    private void Ring(string leg, TimeSpan now)
    {
        if (Track(leg))
        {
            releaseAt = null;
            nextTry = now + RingRefresh();
        }
    }

    private bool Track(string leg)
    {
        if (ringing.Contains(leg))
        {
            return false;
        }
        ringing.Add(leg);
        return true;
    }

    private void StopRinging(string leg, int cause, TimeSpan now)
    {
        ringing.Remove(leg);
        lastCause = cause != 0 ? cause : lastCause;
        ReleaseWhenAlone(now);
    }

    private void ReleaseWhenAlone(TimeSpan now)
    {
        if (ownerEnded && ringing.Count == 0)
        {
            releaseAt ??= now + options.ReleaseGrace;
        }
    }

    private void Connect(
        CallSignal.LegAnswered answered,
        TimeSpan now,
        ICollection<MeterAction> actions
    )
    {
        Phase = CallPhase.Connected;
        connectedLeg = answered.Leg;
        answeredAt = answered.At;
        ringing.Remove(answered.Leg);
        previouslyFundedSeconds = fundedSeconds;
        // The lease first: from here on the switch ends the call by itself, whatever becomes of us.
        SendLease(actions);
        actions.Add(new MeterAction.RecordAnswer(connectedLeg, answeredAt.SwitchTime));
        nextTry = now;
        WatchTheEnd();
    }

    private void Extend(long totalSeconds, TimeSpan now, ICollection<MeterAction> actions)
    {
        reserving = false;
        if (totalSeconds <= fundedSeconds || now >= FundedEnd)
        {
            // The lease has ended the call already, or is about to; what was reserved too late is released, not charged.
            nextTry = TryAgainAt(now);
            return;
        }
        previouslyFundedSeconds = fundedSeconds;
        fundedSeconds = totalSeconds;
        leaseSetAt = null;
        exhausted = null;
        warned = false;
        nextTry = now;
        SendLease(actions);
        WatchTheEnd();
    }

    private void WatchTheEnd()
    {
        nextHangUp = FundedEnd + options.HangupGrace;
        hangUpSpacing = options.HangupGrace + options.RetryEvery;
    }

    private void SendLease(ICollection<MeterAction> actions)
    {
        nextLease = null;
        actions.Add(new MeterAction.ExtendLease(connectedLeg!, FundedEnd));
    }

    private bool IsCurrentLease(string leg, TimeSpan until) =>
        leg == connectedLeg && until == FundedEnd;

    /// <summary>When a lease that the switch did not take is sent again: the sooner, the nearer the end of the one it holds.</summary>
    private TimeSpan? NextLease(TimeSpan now)
    {
        if (now >= FundedEnd)
        {
            return null;
        }
        var end = leaseSetAt is null && now < PreviousEnd ? PreviousEnd : FundedEnd;
        var third = (end - now) / 3;
        var wait = third < options.RenewBefore ? third : options.RenewBefore;
        return now + (wait > options.RetryEvery ? wait : options.RetryEvery);
    }

    private void RefreshRinging(TimeSpan now, ICollection<MeterAction> actions)
    {
        // While it rings the switch holds a lease too, set when the leg was made; it is pushed ahead so that a long
        // ring does not eat the talking time, and never further than the funded time from now.
        foreach (var leg in ringing)
        {
            actions.Add(
                new MeterAction.ExtendLease(leg, now + TimeSpan.FromSeconds(fundedSeconds))
            );
        }
        nextTry = now + RingRefresh();
    }

    private void Decide(TimeSpan now, ICollection<MeterAction> actions)
    {
        if (nextLease <= now)
        {
            SendLease(actions);
        }
        if (ReserveDue() is { } reserveAt && now >= reserveAt)
        {
            if (now < FundedEnd - TooLateToExtend)
            {
                reserving = true;
                var wanted = Price.NextFunding(fundedSeconds, (long)options.Quota.TotalSeconds);
                actions.Add(new MeterAction.Reserve(fundedSeconds, wanted));
            }
            else
            {
                nextTry = FundedEnd; // The chance is gone: money set aside now would serve nobody.
            }
        }
        if (WarnDue() is { } warnAt && now >= warnAt)
        {
            warned = true;
            if (now < FundedEnd)
            {
                actions.Add(new MeterAction.Warn(connectedLeg!, FundedEnd - now));
            }
        }
        if (now >= nextHangUp)
        {
            nextHangUp = now + hangUpSpacing;
            hangUpSpacing =
                hangUpSpacing * 2 < LongestHangUpSpacing ? hangUpSpacing * 2 : LongestHangUpSpacing;
            actions.Add(new MeterAction.HangUp(connectedLeg!));
        }
    }

    private TimeSpan? DueWhileConnected()
    {
        var due = nextHangUp;
        if (ReserveDue() is { } reserveAt && reserveAt < due)
        {
            due = reserveAt;
        }
        if (WarnDue() is { } warnAt && warnAt < due)
        {
            due = warnAt;
        }
        if (nextLease is { } leaseAt && leaseAt < due)
        {
            due = leaseAt;
        }
        return due;
    }

    private TimeSpan? ReserveDue()
    {
        // While the switch holds an older lease, more money would not make the call any longer.
        if (reserving || leaseSetAt is null)
        {
            return null;
        }
        var renewAt = FundedEnd - options.RenewBefore;
        var at = nextTry > renewAt ? nextTry : renewAt;
        return at < FundedEnd - TooLateToExtend ? at : null;
    }

    private TimeSpan TryAgainAt(TimeSpan now)
    {
        var next = now + options.RetryEvery;
        var last = FundedEnd - LastTry;
        return now < last && next > last ? last : next;
    }

    private TimeSpan? WarnDue() =>
        exhausted is not null && !warned && options.WarnBefore > TimeSpan.Zero
            ? FundedEnd - options.WarnBefore
            : null;

    private TimeSpan RingRefresh()
    {
        var third = TimeSpan.FromSeconds(fundedSeconds) / 3;
        return third < LongestRingRefresh ? third : LongestRingRefresh;
    }

    private void Settle(CallSignal.LegEnded ended, ICollection<MeterAction> actions)
    {
        var connected = ConnectedTime.Between(answeredAt, ended.At);
        var cap = CapFor(connected.Duration, ended);
        Close(
            connected.Duration,
            cap,
            ended.Cause,
            estimated: false,
            connected.ClockStepped,
            actions
        );
    }

    private void SettleByLease(
        CallSignal.LegVanished vanished,
        TimeSpan now,
        ICollection<MeterAction> actions
    )
    {
        // The lease that the switch surely held; a leg that is gone now has not talked beyond now either.
        var cap = leaseSetAt is null ? previouslyFundedSeconds : fundedSeconds;
        var connected = Least(TimeSpan.FromSeconds(cap), now - answeredAt.Monotonic);
        if (vanished.NotAfter - answeredAt.SwitchTime is { } atMost)
        {
            connected = Least(connected, atMost);
        }
        connected = connected > TimeSpan.Zero ? connected : TimeSpan.Zero;
        Close(connected, cap, cause: 0, estimated: true, clockStepped: false, actions);
    }

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private void Close(
        TimeSpan connected,
        long cap,
        int cause,
        bool estimated,
        bool clockStepped,
        ICollection<MeterAction> actions
    )
    {
        Phase = CallPhase.Closed;
        var billed = Math.Min(Price.BilledSeconds(connected), cap);
        var settlement = new CallSettlement(
            Id,
            connectedLeg!,
            answeredAt.SwitchTime,
            answeredAt.SwitchTime + connected,
            connected,
            billed,
            Price.Charge(billed),
            ReasonFor(connected, cap),
            cause,
            estimated,
            clockStepped
        );
        foreach (var leg in ringing)
        {
            actions.Add(new MeterAction.HangUp(leg)); // Nobody pays for it any more, should it be answered.
        }
        actions.Add(new MeterAction.Settle(settlement));
    }

    /// <summary>The most that is billed: the funded time, or an older lease by which the switch ended the call.</summary>
    private long CapFor(TimeSpan connected, CallSignal.LegEnded ended)
    {
        if (
            previouslyFundedSeconds < fundedSeconds
            && (leaseSetAt is not { } setAt || setAt > PreviousEnd - TooLateToExtend)
            && EndedAt(previouslyFundedSeconds, connected)
        )
        {
            return previouslyFundedSeconds;
        }
        // Which lease it was may not be known, such as after a restart, but each was a number of whole steps.
        var steps = Price.Increments.RoundDown((long)connected.TotalSeconds);
        return
            (ended.ByLease || (ended.At.Witnessed && IsUnknownLease(steps)))
            && steps > 0
            && steps < fundedSeconds
            && EndedAt(steps, connected)
            ? steps
            : fundedSeconds;
    }

    /// <summary>
    /// After a restart, the lease that the switch holds is not known until it has taken ours; and an end that we saw, unlike
    /// one that was recorded, does not say whether a lease brought it about.
    /// </summary>
    private bool IsUnknownLease(long leaseSeconds) =>
        !answeredAt.Witnessed
        && (
            leaseSetAt is not { } setAt
            || setAt > answeredAt.Monotonic + TimeSpan.FromSeconds(leaseSeconds) - TooLateToExtend
        );

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
        return exhausted switch
        {
            FundingRefusal.InsufficientCredit => EndReason.CreditExhausted,
            FundingRefusal.AccountSuspended => EndReason.AccountSuspended,
            _ => EndReason.LeaseEnded,
        };
    }
}
