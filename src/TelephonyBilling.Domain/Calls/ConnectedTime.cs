namespace TelephonyBilling.Domain.Calls;

/// <summary>How long a leg was connected, and whether a clock stepped meanwhile.</summary>
/// <param name="Duration">Never negative.</param>
/// <param name="ClockStepped">The two clocks disagreed, so the monotonic one was believed.</param>
public readonly record struct ConnectedTime(TimeSpan Duration, bool ClockStepped)
{
    /// <summary>The disagreement between the two clocks that can't be explained by delivery and drift.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The difference of the switch's own timestamps; where the daemon witnessed the end and its monotonic clock differs by
    /// more than <see cref="Tolerance"/>, the monotonic difference.
    /// </summary>
    /// <remarks>
    /// An answer that was not witnessed was mapped to the monotonic clock when it was read, by the switch's clock of that
    /// time: a step before makes both differences wrong alike, a step after only the one by the switch.
    /// </remarks>
    public static ConnectedTime Between(Moment answered, Moment ended)
    {
        var bySwitch = ended.SwitchTime - answered.SwitchTime;
        if (ended.Witnessed)
        {
            var byMonotonic = ended.Monotonic - answered.Monotonic;
            if ((bySwitch - byMonotonic).Duration() > Tolerance)
            {
                return new ConnectedTime(NotNegative(byMonotonic), ClockStepped: true);
            }
        }
        return new ConnectedTime(NotNegative(bySwitch), ClockStepped: false);
    }

    private static TimeSpan NotNegative(TimeSpan time) =>
        time < TimeSpan.Zero ? TimeSpan.Zero : time;
}
