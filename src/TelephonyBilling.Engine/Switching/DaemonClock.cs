namespace TelephonyBilling.Engine.Switching;

/// <summary>The daemon's two clocks: a monotonic one for waits, and UTC for what is written down.</summary>
public sealed class DaemonClock(TimeProvider timeProvider)
{
    private readonly long origin = timeProvider.GetTimestamp();

    /// <summary>Where both clocks come from; also makes timers.</summary>
    public TimeProvider TimeProvider => timeProvider;

    /// <summary>Time since this clock was made. Never steps.</summary>
    public TimeSpan Now => timeProvider.GetElapsedTime(origin);

    /// <summary>The wall clock.</summary>
    public DateTimeOffset UtcNow => timeProvider.GetUtcNow();
}
