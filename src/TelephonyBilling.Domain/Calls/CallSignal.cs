using TelephonyBilling.Domain.Limits;

namespace TelephonyBilling.Domain.Calls;

/// <summary>Something that happened to one call: the only way in which a <see cref="CallMeter"/> learns of the world.</summary>
public abstract record CallSignal
{
    private CallSignal() { }

    /// <summary>A trunk leg was made for the call, and rings or is about to.</summary>
    public sealed record LegBound(string Leg) : CallSignal;

    /// <summary>A trunk leg was answered.</summary>
    public sealed record LegAnswered(string Leg, Moment At) : CallSignal;

    /// <summary>A trunk leg ended, answered or not.</summary>
    /// <param name="Leg">The leg's id at its switch.</param>
    /// <param name="At">When.</param>
    /// <param name="Cause">The hangup cause of ITU-T Q.850; 0 where it is not known.</param>
    public sealed record LegEnded(string Leg, Moment At, int Cause) : CallSignal
    {
        /// <summary>Whether the switch says that the lease ended it; false where it does not say.</summary>
        public bool ByLease { get; init; }
    }

    /// <summary>
    /// The leg is gone and no record tells when it ended: it is settled by its lease, or by now or
    /// <paramref name="NotAfter"/> where that is earlier.
    /// </summary>
    /// <param name="Leg">The leg's id at its switch.</param>
    /// <param name="NotAfter">A time by which the leg had surely ended, such as the switch's restart.</param>
    public sealed record LegVanished(string Leg, DateTimeOffset? NotAfter) : CallSignal;

    /// <summary>The channel that asked the gate is gone: no further trunk leg will be made.</summary>
    public sealed record OwnerEnded : CallSignal;

    /// <summary>The store extended the reservation: the call is now paid up to this connected time.</summary>
    public sealed record Funded(long TotalSeconds) : CallSignal;

    /// <summary>The store refused to extend the reservation.</summary>
    public sealed record FundingRefused(FundingRefusal Reason) : CallSignal
    {
        /// <summary>Which limit on use was reached; null: none was.</summary>
        public LimitUse? Limit { get; init; }
    }

    /// <summary>The store could not be asked; the outcome is not known.</summary>
    public sealed record FundingFailed : CallSignal;

    /// <summary>The switch holds the lease of an <see cref="MeterAction.ExtendLease"/>.</summary>
    public sealed record LeaseSet(string Leg, TimeSpan Until) : CallSignal;

    /// <summary>The switch could not be told, or did not confirm it: which lease it holds is not known.</summary>
    public sealed record LeaseFailed(string Leg, TimeSpan Until) : CallSignal;

    /// <summary>The lease at the switch may not be what was last sent: the connection was lost, or a clock stepped.</summary>
    public sealed record LeaseUncertain : CallSignal;
}
