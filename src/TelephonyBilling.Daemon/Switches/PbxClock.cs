using TelephonyBilling.Domain.Calls;

namespace TelephonyBilling.Daemon.Switches;

/// <summary>
/// Knows how a PBX's wall clock relates to the daemon's monotonic clock, so that an event's own timestamp tells when it
/// happened here, whatever time its delivery took.
/// </summary>
/// <remarks>
/// A ping bounds the relation from both sides: its timestamp was taken between sending and receiving. Each event bounds
/// it from one side: it happened before it was received. A relation that leaves a ping's bounds by more than
/// <see cref="StepSize"/> is a wall clock that stepped. Thread-safe.
/// </remarks>
public sealed class PbxClock
{
    /// <summary>What can't be explained by drift and delivery between two pings.</summary>
    public static readonly TimeSpan StepSize = TimeSpan.FromMilliseconds(100);

    private readonly Lock gate = new();
    private TimeSpan? offset;

    /// <summary>Whether the relation is known.</summary>
    public bool IsSynchronised
    {
        get
        {
            lock (gate)
            {
                return offset is not null;
            }
        }
    }

    /// <summary>Takes a ping's measure.</summary>
    /// <param name="sent">The daemon's monotonic clock before the ping was sent.</param>
    /// <param name="switchTime">The timestamp in the PBX's answer.</param>
    /// <param name="received">The daemon's monotonic clock when the answer was there.</param>
    /// <returns>How far the PBX's clock stepped since the last measure; zero if it did not.</returns>
    public TimeSpan Synchronise(TimeSpan sent, DateTimeOffset switchTime, TimeSpan received)
    {
        var earliest = sent - SinceEpoch(switchTime);
        var latest = received - SinceEpoch(switchTime);
        lock (gate)
        {
            if (offset is not { } known)
            {
                offset = latest;
                return TimeSpan.Zero;
            }
            if (known > latest + StepSize || known < earliest - StepSize)
            {
                offset = latest;
                return known - latest;
            }
            offset = TimeSpan.FromTicks(Math.Clamp(known.Ticks, earliest.Ticks, latest.Ticks));
            return TimeSpan.Zero;
        }
    }

    /// <summary>When an event happened, by both clocks.</summary>
    /// <param name="timestamp">The event's own timestamp; null where the PBX gives none (<c>timestampevents = no</c>).</param>
    /// <param name="received">The daemon's monotonic clock now.</param>
    /// <param name="backlog">Events had to wait, so that this one may have come late.</param>
    public Moment Witness(DateTimeOffset? timestamp, TimeSpan received, bool backlog)
    {
        lock (gate)
        {
            if (timestamp is not { } stamped)
            {
                return new Moment(
                    DateTimeOffset.UnixEpoch + (received - (offset ?? TimeSpan.Zero)),
                    received,
                    true
                );
            }
            var sample = received - SinceEpoch(stamped);
            if (offset is not { } known)
            {
                offset = sample;
                return new Moment(stamped, received, true);
            }
            if (sample < known && known - sample <= StepSize)
            {
                offset = sample; // Delivered faster than any before: it can't have happened later than it was received.
                return new Moment(stamped, received, true);
            }
            var here = SinceEpoch(stamped) + known;
            var late = received - here;
            // From the future, or a second old without a backlog: the wall clock stepped, and the next ping will say so.
            var stepped = late < TimeSpan.Zero || (late > ConnectedTime.Tolerance && !backlog);
            return new Moment(stamped, stepped ? received : here, true);
        }
    }

    /// <summary>The daemon's monotonic time at which the PBX's clock showed this.</summary>
    /// <param name="switchTime">By the PBX's clock.</param>
    /// <param name="fallback">The relation to assume where it isn't known: the daemon's wall clock now, and its monotonic clock now.</param>
    public TimeSpan ToMonotonic(
        DateTimeOffset switchTime,
        (DateTimeOffset Wall, TimeSpan Monotonic) fallback
    )
    {
        lock (gate)
        {
            return SinceEpoch(switchTime)
                + (offset ?? fallback.Monotonic - SinceEpoch(fallback.Wall));
        }
    }

    private static TimeSpan SinceEpoch(DateTimeOffset time) => time - DateTimeOffset.UnixEpoch;
}
