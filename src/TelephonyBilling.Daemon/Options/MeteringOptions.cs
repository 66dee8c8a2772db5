using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Engine.Gating;

namespace TelephonyBilling.Daemon.Options;

/// <summary>How calls are funded and metered: section <c>Metering</c>. Seconds may have a fraction where they are decimal.</summary>
public sealed record MeteringOptions
{
    /// <summary>Connected time that one further reservation pays for, 1 to 86,400 s. Default 300.</summary>
    public int QuotaSeconds { get; init; } = 300;

    /// <summary>Connected time that the first reservation asks for, 1 to 86,400 s. Default 300.</summary>
    public int FirstQuotaSeconds { get; init; } = 300;

    /// <summary>How long before the funded end the next quota is asked for, 0.1 to 600 s, less than both quotas. Default 15.</summary>
    public decimal RenewBeforeSeconds { get; init; } = 15;

    /// <summary>How long before the end the caller is warned, 0 (never) to 600 s, at most RenewBeforeSeconds. Default 10.</summary>
    public decimal WarnBeforeSeconds { get; init; } = 10;

    /// <summary>How often a refused or failed reservation is tried again, 0.1 to 60 s. Default 1.</summary>
    public decimal RetrySeconds { get; init; } = 1;

    /// <summary>How long a leg may outlive its lease before the daemon hangs it up, 50 to 10,000 ms. Default 500.</summary>
    public int HangupGraceMilliseconds { get; init; } = 500;

    /// <summary>Whether chargeable calls are refused while a PBX's events don't arrive. Default true.</summary>
    public bool RefuseWhileBlind { get; init; } = true;

    /// <summary>Whether destination and rate are shown on the caller's phone. Default false.</summary>
    public bool ShowOnDisplay { get; init; }

    /// <summary>Whether callers hear before it rings what a call costs and how long their money lasts. Default false.</summary>
    public bool AnnouncePrice { get; init; }

    /// <summary>The same for the meter.</summary>
    public MeterOptions ToMeterOptions() =>
        new()
        {
            Quota = Seconds(QuotaSeconds),
            RenewBefore = Seconds(RenewBeforeSeconds),
            WarnBefore = Seconds(WarnBeforeSeconds),
            RetryEvery = Seconds(RetrySeconds),
            HangupGrace = TimeSpan.FromMilliseconds(HangupGraceMilliseconds),
        };

    /// <summary>The same for the gate.</summary>
    public GateOptions ToGateOptions() =>
        new() { FirstQuota = Seconds(FirstQuotaSeconds), RefuseWhileBlind = RefuseWhileBlind };

    private static TimeSpan Seconds(decimal seconds) =>
        new((long)(seconds * TimeSpan.TicksPerSecond));
}
