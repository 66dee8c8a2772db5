using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Engine.Switching;

namespace TelephonyBilling.Engine.Metering;

/// <summary>What a comparison found out about one open call.</summary>
public sealed record FoundCall
{
    /// <summary>When the leg was answered that the store names; null: it names none.</summary>
    public Moment? Recorded { get; init; }

    /// <summary>The trunk leg that the switch's own record names; null: it kept none.</summary>
    public string? Leg { get; init; }

    /// <summary>When that leg was answered; null: not, as far as is known.</summary>
    public Moment? Answered { get; init; }

    /// <summary>When that leg ended; null: it has not, or left no record of it.</summary>
    public Moment? Ended { get; init; }

    /// <summary>Hangup cause of ITU-T Q.850; 0: not known.</summary>
    public int Cause { get; init; }

    /// <summary>Whether the record says that the lease ended the leg.</summary>
    public bool ByLease { get; init; }

    /// <summary>The channels that exist. Legs that are missing here and left no record of their end have vanished.</summary>
    public required IReadOnlyDictionary<string, LiveChannel> Live { get; init; }

    /// <summary>
    /// The legs that may be missed in <see cref="Live"/>: those that were known before it was read. Null: all, because events
    /// were held back meanwhile.
    /// </summary>
    public IReadOnlyList<string>? Judged { get; init; }

    /// <summary>A surcharge: how its call ended, where that is closed in the store already; null: it is open.</summary>
    public CallEnd? ParentEnd { get; init; }

    /// <summary>When the switch was started; null: not known.</summary>
    public DateTimeOffset? SwitchStartedAt { get; init; }

    /// <summary>What a call's meter has to be told of it, in order.</summary>
    /// <param name="metered">
    /// The call. Each signal must have been applied before the next one is taken: which legs are missing is seen last.
    /// </param>
    /// <param name="parentEnd">A surcharge: how its call ended; null: it goes on. Its own record, where it tells of an end, counts more.</param>
    internal IEnumerable<CallSignal> SignalsFor(MeteredCall metered, CallEnd? parentEnd = null)
    {
        if (metered.Call.Leg is { } known && Recorded is { } recorded)
        {
            yield return new CallSignal.LegAnswered(known, recorded);
        }
        if (Leg is { } leg)
        {
            if (Answered is { } answered)
            {
                yield return new CallSignal.LegAnswered(leg, answered);
            }
            else if (Ended is null)
            {
                yield return new CallSignal.LegBound(leg);
            }
            if (Ended is { } ended)
            {
                yield return new CallSignal.LegEnded(leg, ended, Cause) { ByLease = ByLease };
            }
        }
        foreach (var signal in parentEnd?.SignalsFor(metered) ?? [])
        {
            yield return signal;
        }
        foreach (var gone in metered.Legs.Where(IsMissing).ToList())
        {
            // A leg that was answered before its switch was started had ended by then.
            yield return new CallSignal.LegVanished(
                gone,
                SwitchStartedAt > metered.Meter.AnsweredAt?.SwitchTime ? SwitchStartedAt : null
            );
        }
        if (!Live.ContainsKey(metered.Call.Owner))
        {
            yield return new CallSignal.OwnerEnded();
        }
        yield return new CallSignal.LeaseUncertain();
    }

    private bool IsMissing(string leg) =>
        !Live.ContainsKey(leg) && Judged?.Contains(leg, StringComparer.Ordinal) != false;
}
