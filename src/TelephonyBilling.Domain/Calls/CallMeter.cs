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
    private readonly MeterOptions options;
    private readonly RingingLegs ringing;
    private readonly FundedLease lease;
    private readonly FundingSchedule funding;
    private readonly OverstayWatch overstay;

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
        this.options = options;
        ringing = new RingingLegs(TimeSpan.FromSeconds(fundedSeconds), options);
        lease = new FundedLease(fundedSeconds, options);
        funding = new FundingSchedule(lease, options);
        overstay = new OverstayWatch(options);
    }

    /// <summary>The call.</summary>
    public CallId Id { get; }

    /// <summary>The price that was frozen at the gate.</summary>
    public CallPrice Price { get; }

    /// <summary>Where the call stands.</summary>
    public CallPhase Phase { get; private set; }

    /// <summary>The connected time that is paid for.</summary>
    public long FundedSeconds => lease.FundedSeconds;

    /// <summary>The trunk leg that costs money, once one was answered.</summary>
    public string? ConnectedLeg => lease.Leg;

    /// <summary>When the trunk leg was answered; null before.</summary>
    public Moment? AnsweredAt => lease.Leg is null ? null : lease.AnsweredAt;

    /// <summary>Why the last reservation was refused; null while there is money.</summary>
    public FundingRefusal? Exhausted => funding.Refusal;

    /// <summary>When <see cref="Tick"/> wants to be called next; null where there is nothing to wait for.</summary>
    public TimeSpan? NextDue =>
        Phase switch
        {
            CallPhase.Authorised => ringing.NextDue,
            CallPhase.Connected => DueWhileConnected(),
            _ => null,
        };

    /// <summary>Takes note of something that happened. What follows from the time alone is left to <see cref="Tick"/>.</summary>
    /// <param name="signal">What happened.</param>
    /// <param name="now">The daemon's monotonic clock.</param>
    /// <param name="actions">What is to be done about it is added here, in order.</param>
    public void Apply(CallSignal signal, TimeSpan now, ICollection<MeterAction> actions)
    {
        switch (Phase, signal)
        {
            case (CallPhase.Authorised, CallSignal.LegBound bound):
                ringing.Ring(bound.Leg, now);
                break;
            case (CallPhase.Authorised, CallSignal.LegAnswered answered):
                Connect(answered, now, actions);
                break;
            case (CallPhase.Authorised, CallSignal.LegEnded ended):
                ringing.Stop(ended.Leg, ended.Cause, now);
                break;
            case (CallPhase.Authorised, CallSignal.LegVanished vanished):
                ringing.Stop(vanished.Leg, cause: 0, now);
                break;
            case (CallPhase.Authorised, CallSignal.OwnerEnded):
                ringing.OwnerEnded(now);
                break;
            case (CallPhase.Authorised, CallSignal.LeaseUncertain):
                ringing.RefreshSoon(now);
                break;

            case (CallPhase.Connected, CallSignal.LegEnded ended) when ended.Leg == lease.Leg:
                Close(Account().Of(ended), actions);
                break;
            case (CallPhase.Connected, CallSignal.LegVanished vanished)
                when vanished.Leg == lease.Leg:
                Close(Account().ByLease(vanished, now), actions);
                break;
            case (CallPhase.Connected, CallSignal.LegBound bound) when bound.Leg != lease.Leg:
                ringing.Track(bound.Leg);
                break;
            case (CallPhase.Connected, CallSignal.LegEnded ended):
                ringing.Forget(ended.Leg);
                break;
            case (CallPhase.Connected, CallSignal.LegVanished vanished):
                ringing.Forget(vanished.Leg);
                break;
            case (CallPhase.Connected, CallSignal.LegAnswered answered)
                when answered.Leg != lease.Leg:
                // One call pays for one leg: a second one would talk for nothing.
                ringing.Forget(answered.Leg);
                actions.Add(new MeterAction.HangUp(answered.Leg));
                break;
            case (CallPhase.Connected, CallSignal.Funded funded):
                Extend(funded.TotalSeconds, now, actions);
                break;
            case (CallPhase.Connected, CallSignal.FundingRefused refused):
                funding.Refused(refused, now);
                break;
            case (CallPhase.Connected, CallSignal.FundingFailed):
                funding.TryAgain(now);
                break;
            case (CallPhase.Connected, CallSignal.LeaseUncertain):
                actions.Add(lease.Send());
                break;
            case (CallPhase.Connected, CallSignal.LeaseSet set)
                when lease.IsCurrent(set.Leg, set.Until):
                lease.Confirm(now);
                break;
            case (CallPhase.Connected, CallSignal.LeaseFailed failed)
                when lease.IsCurrent(failed.Leg, failed.Until):
                lease.Fail(now);
                break;

            // A leg that comes up after the call was closed would talk for nothing.
            case (CallPhase.Closed, CallSignal.LegBound bound):
                actions.Add(new MeterAction.HangUp(bound.Leg));
                break;
            case (CallPhase.Closed, CallSignal.LegAnswered answered) when answered.Leg != lease.Leg:
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
            case CallPhase.Authorised when ringing.IsRefreshDue(now):
                ringing.Refresh(now, actions);
                break;
            case CallPhase.Authorised when ringing.IsReleaseDue(now):
                Phase = CallPhase.Closed;
                var cause = ringing.LastCause;
                actions.Add(new MeterAction.Release(EndReasons.OfUnanswered(cause), cause));
                break;
            case CallPhase.Connected:
                Decide(now, actions);
                break;
            default:
                break;
        }
    }

    private void Connect(
        CallSignal.LegAnswered answered,
        TimeSpan now,
        ICollection<MeterAction> actions
    )
    {
        Phase = CallPhase.Connected;
        ringing.Forget(answered.Leg);
        lease.Begin(answered);
        // The lease first: from here on the switch ends the call by itself, whatever becomes of us.
        actions.Add(lease.Send());
        actions.Add(new MeterAction.RecordAnswer(answered.Leg, answered.At.SwitchTime));
        funding.Begin(now);
        overstay.Begin(lease.End);
    }

    private void Extend(long totalSeconds, TimeSpan now, ICollection<MeterAction> actions)
    {
        if (totalSeconds <= lease.FundedSeconds || now >= lease.End)
        {
            // The lease has ended the call already, or is about to; what was reserved too late is released, not charged.
            funding.TryAgain(now);
            return;
        }
        lease.Extend(totalSeconds);
        actions.Add(lease.Send());
        funding.Begin(now);
        overstay.Begin(lease.End);
    }

    private void Decide(TimeSpan now, ICollection<MeterAction> actions)
    {
        if (lease.NextSending <= now)
        {
            actions.Add(lease.Send());
        }
        if (funding.ReserveDue <= now && funding.Ask(now))
        {
            var wanted = Price.NextFunding(lease.FundedSeconds, (long)options.Quota.TotalSeconds);
            actions.Add(new MeterAction.Reserve(lease.FundedSeconds, wanted));
        }
        if (funding.WarnDue <= now)
        {
            funding.Warned();
            if (now < lease.End)
            {
                actions.Add(new MeterAction.Warn(lease.Leg!, lease.End - now));
            }
        }
        if (now >= overstay.Due)
        {
            overstay.Attempted(now);
            actions.Add(new MeterAction.HangUp(lease.Leg!));
        }
    }

    private TimeSpan DueWhileConnected()
    {
        var due = overstay.Due;
        due = funding.ReserveDue is { } reserveAt && reserveAt < due ? reserveAt : due;
        due = funding.WarnDue is { } warnAt && warnAt < due ? warnAt : due;
        return lease.NextSending is { } leaseAt && leaseAt < due ? leaseAt : due;
    }

    private FinalAccount Account() => new(Id, Price, lease, funding, options);

    private void Close(CallSettlement settlement, ICollection<MeterAction> actions)
    {
        Phase = CallPhase.Closed;
        foreach (var leg in ringing.All)
        {
            actions.Add(new MeterAction.HangUp(leg)); // Nobody pays for it any more, should it be answered.
        }
        actions.Add(new MeterAction.Settle(settlement));
    }
}
