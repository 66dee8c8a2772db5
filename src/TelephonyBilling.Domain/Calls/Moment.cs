namespace TelephonyBilling.Domain.Calls;

/// <summary>When something happened at a switch, by two clocks.</summary>
/// <param name="SwitchTime">The switch's own wall clock: it prices the call.</param>
/// <param name="Monotonic">
/// The same moment on the daemon's monotonic clock: it drives timers and is unmoved when a wall clock steps.
/// </param>
/// <param name="Witnessed">
/// Whether the daemon saw it happen. Otherwise <paramref name="SwitchTime"/> was read from a record afterwards and
/// <paramref name="Monotonic"/> was derived from it, so the two can't be checked against each other.
/// </param>
public readonly record struct Moment(DateTimeOffset SwitchTime, TimeSpan Monotonic, bool Witnessed);
