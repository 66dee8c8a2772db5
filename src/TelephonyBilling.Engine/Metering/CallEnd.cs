using TelephonyBilling.Domain.Calls;

namespace TelephonyBilling.Engine.Metering;

/// <summary>When a call ended, for the surcharges that end with it.</summary>
/// <param name="At">By the switch's clock; null: it was never answered, so nothing tells but the daemon's clock.</param>
/// <param name="Monotonic">By the daemon's monotonic clock.</param>
/// <param name="Cause">Hangup cause of ITU-T Q.850; 0: not known.</param>
/// <param name="Estimated">No record told, so its lease stands for the end.</param>
public sealed record CallEnd(DateTimeOffset? At, TimeSpan Monotonic, int Cause, bool Estimated)
{
    /// <summary>The end that a meter has decided on; null where the action ends nothing.</summary>
    internal static CallEnd? Of(MeteredCall metered, MeterAction action, TimeSpan now) =>
        action switch
        {
            MeterAction.Settle { Settlement: var settled } => new CallEnd(
                settled.EndedAt,
                metered.Meter.AnsweredAt.GetValueOrDefault().Monotonic + settled.Connected,
                settled.Cause,
                settled.Estimated
            ),
            MeterAction.Release release => new CallEnd(null, now, release.Cause, Estimated: false),
            _ => null,
        };

    /// <summary>What the meter of one of its surcharges is told, in order.</summary>
    internal IEnumerable<CallSignal> SignalsFor(MeteredCall surcharge)
    {
        foreach (var leg in surcharge.Legs.ToList())
        {
            yield return Estimated
                ? new CallSignal.LegVanished(leg, At)
                : new CallSignal.LegEnded(leg, MomentFor(surcharge), Cause);
        }
        yield return new CallSignal.OwnerEnded();
    }

    private Moment MomentFor(MeteredCall surcharge)
    {
        var began = surcharge.Meter.AnsweredAt.GetValueOrDefault();
        return new Moment(
            At ?? began.SwitchTime + (Monotonic - began.Monotonic),
            Monotonic,
            Witnessed: true
        );
    }
}
