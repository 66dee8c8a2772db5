namespace TelephonyBilling.Domain.Calls;

/// <summary>When a leg that outlives its lease is hung up by the daemon, and again, ever more rarely, should it not end.</summary>
internal sealed class OverstayWatch(MeterOptions options)
{
    /// <summary>The longest time between two attempts.</summary>
    private static readonly TimeSpan LongestSpacing = TimeSpan.FromSeconds(30);

    private TimeSpan spacing;

    /// <summary>When to hang up next.</summary>
    internal TimeSpan Due { get; private set; }

    internal void Begin(TimeSpan leaseEnd)
    {
        Due = leaseEnd + options.HangupGrace;
        spacing = options.HangupGrace + options.RetryEvery;
    }

    internal void Attempted(TimeSpan now)
    {
        Due = now + spacing;
        spacing = spacing * 2 < LongestSpacing ? spacing * 2 : LongestSpacing;
    }
}
