namespace TelephonyBilling.Domain.Calls;

/// <summary>Something that a <see cref="CallMeter"/> wants done. The meter itself does nothing but decide.</summary>
public abstract record MeterAction
{
    private MeterAction() { }

    /// <summary>Write down that the call is connected, so that a restart finds it.</summary>
    public sealed record RecordAnswer(string Leg, DateTimeOffset AnsweredAt) : MeterAction;

    /// <summary>Extend the reservation so that the call is paid up to this connected time, or as far as the balance reaches.</summary>
    /// <param name="FundedSeconds">What is paid for already.</param>
    /// <param name="WantedSeconds">What is wanted in all, in whole increments.</param>
    public sealed record Reserve(long FundedSeconds, long WantedSeconds) : MeterAction;

    /// <summary>
    /// Tell the switch to end the leg at this time of the daemon's monotonic clock. What came of it is told by
    /// <see cref="CallSignal.LeaseSet"/> or <see cref="CallSignal.LeaseFailed"/>: until the switch holds a lease, no
    /// further quota is asked for.
    /// </summary>
    public sealed record ExtendLease(string Leg, TimeSpan Until) : MeterAction;

    /// <summary>Let the person on the line hear that the call is about to end.</summary>
    public sealed record Warn(string Leg, TimeSpan Remaining) : MeterAction;

    /// <summary>End a leg that outlived its lease, or that nobody pays for.</summary>
    public sealed record HangUp(string Leg) : MeterAction;

    /// <summary>The call is over and is charged.</summary>
    public sealed record Settle(CallSettlement Settlement) : MeterAction;

    /// <summary>The call is over and was never connected: nothing is charged, all that was held is free again.</summary>
    public sealed record Release(EndReason Reason, int Cause) : MeterAction;
}
