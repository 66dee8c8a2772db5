namespace TelephonyBilling.Asterisk.Ami;

/// <summary>
/// Waits that double from the shortest to the longest, each cut by up to a half by chance, so that many clients of one
/// PBX don't come back in step. Not thread-safe.
/// </summary>
internal sealed class ReconnectBackoff(TimeSpan min, TimeSpan max, int? seed)
{
    private readonly Random random = seed is { } value ? new Random(value) : new Random();
    private int failures;

    public TimeSpan Next()
    {
        // 2^30 is far past any ratio of longest to shortest wait that makes sense.
        var full = Math.Min(max.Ticks, (double)min.Ticks * (1L << Math.Min(this.failures, 30)));
        this.failures++;
        return TimeSpan.FromTicks((long)(full * (1 - (this.random.NextDouble() / 2))));
    }

    public void Reset() => this.failures = 0;
}
