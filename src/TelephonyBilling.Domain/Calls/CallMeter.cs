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
    /// A lease extended less than this before it ends may reach the switch too late; the call is then ended by the old
    /// lease, and a cut that comes a little after it must not be charged as talking time.
    /// </summary>
    private static readonly TimeSpan TooLateToExtend = TimeSpan.FromMilliseconds(250);

    /// <summary>How much earlier than the funded end a leg may end and still count as ended by its lease: clock mapping isn't exact.</summary>
    private static readonly TimeSpan LeaseEndTolerance = TimeSpan.FromMilliseconds(100);

    private readonly MeterOptions options;
    private readonly List<string> ringing = new(1);
    private string? connectedLeg;
    private Moment answeredAt;
    private long fundedSeconds;
    private long previouslyFundedSeconds;
    private TimeSpan extendedAt;
    private bool ownerEnded;
    private bool reserving;
    private bool warned;
    private int lastCause;
    private FundingRefusal? exhausted;
    private TimeSpan nextTry;
    private TimeSpan nextHangUp;

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
            CallPhase.Authorised when ringing.Count > 0 => nextTry,
            CallPhase.Connected => DueWhileConnected(),
            _ => null,
        };

    private TimeSpan FundedEnd => answeredAt.Monotonic + TimeSpan.FromSeconds(fundedSeconds);

    /// <summary>Takes note of something that happened.</summary>
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
                StopRinging(ended.Leg, ended.Cause, actions);
                break;
            case (CallPhase.Authorised, CallSignal.LegVanished vanished):
                StopRinging(vanished.Leg, cause: 0, actions);
                break;
            case (CallPhase.Authorised, CallSignal.OwnerEnded):
                ownerEnded = true;
                ReleaseWhenAlone(actions);
                break;
            case (CallPhase.Authorised, CallSignal.LeaseUncertain):
                nextTry = now;
                break;

            case (CallPhase.Connected, CallSignal.LegEnded ended) when ended.Leg == connectedLeg:
                Settle(ended, actions);
                break;
            case (CallPhase.Connected, CallSignal.LegVanished vanished)
                when vanished.Leg == connectedLeg:
                SettleByLease(vanished, actions);
                break;
            case (CallPhase.Connected, CallSignal.Funded funded):
                Extend(funded.TotalSeconds, now, actions);
                break;
            case (CallPhase.Connected, CallSignal.FundingRefused refused):
                reserving = false;
                exhausted = refused.Reason;
                nextTry = now + options.RetryEvery;
                break;
            case (CallPhase.Connected, CallSignal.FundingFailed):
                reserving = false;
                nextTry = now + options.RetryEvery;
                break;
            case (CallPhase.Connected, CallSignal.LeaseUncertain):
                actions.Add(new MeterAction.ExtendLease(connectedLeg!, FundedEnd));
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
            // leg of a closed call), losers of a fork ending after the winner's answer, an owner that leaves a connected
            // call by a transfer, and results of a reservation that came after the end: the store releases those itself.
            default:
                break;
        }
        Decide(now, actions);
    }

    /// <summary>Does what is due at this time. Call it when <see cref="NextDue"/> has come; calling it earlier does no harm.</summary>
    /// <param name="now">The daemon's monotonic clock.</param>
    /// <param name="actions">What is to be done is added here, in order.</param>
    public void Tick(TimeSpan now, ICollection<MeterAction> actions) => Decide(now, actions);

    private void Ring(string leg, TimeSpan now)
    {
        if (!ringing.Contains(leg))
        {
            ringing.Add(leg);
            nextTry = now + RingRefresh();
        }
    }

    private void StopRinging(string leg, int cause, ICollection<MeterAction> actions)
    {
        ringing.Remove(leg);
        lastCause = cause != 0 ? cause : lastCause;
        ReleaseWhenAlone(actions);
    }

    private void ReleaseWhenAlone(ICollection<MeterAction> actions)
    {
        if (ownerEnded && ringing.Count == 0)
        {
            Phase = CallPhase.Closed;
            actions.Add(new MeterAction.Release(EndReasons.OfUnanswered(lastCause), lastCause));
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
        ringing.Clear();
        previouslyFundedSeconds = fundedSeconds;
        extendedAt = answeredAt.Monotonic;
        // The lease first: from here on the switch ends the call by itself, whatever becomes of us.
        actions.Add(new MeterAction.ExtendLease(connectedLeg, FundedEnd));
        actions.Add(new MeterAction.RecordAnswer(connectedLeg, answeredAt.SwitchTime));
        nextTry = now;
        nextHangUp = FundedEnd + options.HangupGrace;
    }

    private void Extend(long totalSeconds, TimeSpan now, ICollection<MeterAction> actions)
    {
        reserving = false;
        if (totalSeconds <= fundedSeconds || now >= FundedEnd)
        {
            // The lease has ended the call already, or is about to; what was reserved too late is released, not charged.
            return;
        }
        previouslyFundedSeconds = fundedSeconds;
        extendedAt = now;
        fundedSeconds = totalSeconds;
        exhausted = null;
        warned = false;
        nextTry = now;
        nextHangUp = FundedEnd + options.HangupGrace;
        actions.Add(new MeterAction.ExtendLease(connectedLeg!, FundedEnd));
    }

    private void Decide(TimeSpan now, ICollection<MeterAction> actions)
    {
        if (Phase == CallPhase.Authorised && ringing.Count > 0 && now >= nextTry)
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
        if (Phase != CallPhase.Connected)
        {
            return;
        }
        if (ReserveDue() is { } reserveAt && now >= reserveAt)
        {
            reserving = true;
            var wanted = Price.NextFunding(fundedSeconds, (long)options.Quota.TotalSeconds);
            actions.Add(new MeterAction.Reserve(fundedSeconds, wanted));
        }
        if (WarnDue() is { } warnAt && now >= warnAt && now < FundedEnd)
        {
            warned = true;
            actions.Add(new MeterAction.Warn(connectedLeg!, FundedEnd - now));
        }
        if (now >= nextHangUp)
        {
            nextHangUp = now + options.HangupGrace + options.RetryEvery;
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
        return due;
    }

    private TimeSpan? ReserveDue()
    {
        if (reserving)
        {
            return null;
        }
        var renewAt = FundedEnd - options.RenewBefore;
        var at = nextTry > renewAt ? nextTry : renewAt;
        return at < FundedEnd - TooLateToExtend ? at : null;
    }

    private TimeSpan? WarnDue() =>
        exhausted is not null && !warned && options.WarnBefore > TimeSpan.Zero
            ? FundedEnd - options.WarnBefore
            : null;

    private TimeSpan RingRefresh() =>
        TimeSpan.FromSeconds(fundedSeconds) / 3 is var third && third > options.RenewBefore
            ? options.RenewBefore
            : third;

    private void Settle(CallSignal.LegEnded ended, ICollection<MeterAction> actions)
    {
        var connected = ConnectedTime.Between(answeredAt, ended.At);
        Close(connected.Duration, ended.Cause, estimated: false, connected.ClockStepped, actions);
    }

    private void SettleByLease(CallSignal.LegVanished vanished, ICollection<MeterAction> actions)
    {
        var connected = TimeSpan.FromSeconds(fundedSeconds);
        if (vanished.NotAfter - answeredAt.SwitchTime is { } atMost && atMost < connected)
        {
            connected = atMost > TimeSpan.Zero ? atMost : TimeSpan.Zero;
        }
        Close(connected, cause: 0, estimated: true, clockStepped: false, actions);
    }

    private void Close(
        TimeSpan connected,
        int cause,
        bool estimated,
        bool clockStepped,
        ICollection<MeterAction> actions
    )
    {
        Phase = CallPhase.Closed;
        var cap = EndedByTheOldLease(connected) ? previouslyFundedSeconds : fundedSeconds;
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
        actions.Add(new MeterAction.Settle(settlement));
    }

    /// <summary>Whether the last extension was sent so late that the switch may have cut the call by the lease before it.</summary>
    private bool EndedByTheOldLease(TimeSpan connected)
    {
        var oldEnd = TimeSpan.FromSeconds(previouslyFundedSeconds);
        return previouslyFundedSeconds < fundedSeconds
            && extendedAt > answeredAt.Monotonic + oldEnd - TooLateToExtend
            && connected >= oldEnd
            && connected <= oldEnd + options.HangupGrace;
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
