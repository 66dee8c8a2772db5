namespace TelephonyBilling.Domain.Calls;

/// <summary>How calls are metered. All times are connected time of one call.</summary>
public sealed record MeterOptions
{
    /// <summary>The time that one reservation pays for. Default 300 s: few writes, and little money set aside.</summary>
    public TimeSpan Quota { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>
    /// How long before the funded end the next quota is asked for. Default 15 s: long enough for a recharge to come
    /// through and for the warning to be heard before the end.
    /// </summary>
    public TimeSpan RenewBefore { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long before the end the caller is warned, once it is known that no money is left. Default 10 s; zero: never.</summary>
    public TimeSpan WarnBefore { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a refused or failed reservation is asked for again until the lease ends. Default 1 s.</summary>
    public TimeSpan RetryEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a leg may outlive its lease before the daemon itself hangs it up. Default 0.5 s.</summary>
    public TimeSpan HangupGrace { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// How long after the end of the channel that asked, and of all legs that are known, an unanswered call is released.
    /// Default 0.25 s: switches keep the order of events for each channel alone, so the caller's end may be told before
    /// the leg that was just made or answered.
    /// </summary>
    public TimeSpan ReleaseGrace { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// How a feature of a call is metered: nobody is warned of its end, and no limit at the switch is given time to end it
    /// first.
    /// </summary>
    public MeterOptions ForFeature() =>
        this with
        {
            WarnBefore = TimeSpan.Zero,
            HangupGrace = TimeSpan.Zero,
        };

    /// <summary>Checks the ranges, lest a timer with no time in it never lets the daemon rest.</summary>
    /// <exception cref="InvalidOperationException">An option is out of range.</exception>
    public void ThrowIfInvalid()
    {
        AtLeast(Quota, TimeSpan.FromSeconds(1), nameof(Quota));
        AtLeast(RenewBefore, TimeSpan.Zero, nameof(RenewBefore));
        AtLeast(WarnBefore, TimeSpan.Zero, nameof(WarnBefore));
        AtLeast(RetryEvery, TimeSpan.FromMilliseconds(10), nameof(RetryEvery));
        AtLeast(ReleaseGrace, TimeSpan.Zero, nameof(ReleaseGrace));
        AtLeast(HangupGrace, TimeSpan.Zero, nameof(HangupGrace));
    }

    private static void AtLeast(TimeSpan value, TimeSpan least, string name)
    {
        if (value < least)
        {
            throw new InvalidOperationException(
                $"Metering: {name} is {value}, but must be at least {least}."
            );
        }
    }
}
