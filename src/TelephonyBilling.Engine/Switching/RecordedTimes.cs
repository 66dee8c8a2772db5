using TelephonyBilling.Domain.Calls;

namespace TelephonyBilling.Engine.Switching;

/// <summary>Moments that were read from a switch's record, not seen.</summary>
internal static class RecordedTimes
{
    /// <summary>A recorded time by both clocks.</summary>
    /// <param name="switch">Whose record it is.</param>
    /// <param name="at">By the switch's clock.</param>
    /// <param name="clock">The daemon's clocks.</param>
    internal static Moment Recall(this ISwitch @switch, DateTimeOffset at, DaemonClock clock)
    {
        var monotonic = @switch.ToMonotonic(at);
        // A record from the future is a clock that stepped back; it can't have happened after now.
        return new Moment(at, monotonic < clock.Now ? monotonic : clock.Now, Witnessed: false);
    }
}
