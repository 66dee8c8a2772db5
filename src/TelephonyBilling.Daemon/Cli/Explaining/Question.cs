using TelephonyBilling.Engine.Gating;

namespace TelephonyBilling.Daemon.Cli.Explaining;

/// <summary>A call that somebody wants explained.</summary>
internal sealed record Question
{
    /// <summary>What the gate would be asked.</summary>
    internal required GateRequest Request { get; init; }

    /// <summary>The instant whose rates count; null: now.</summary>
    internal DateTimeOffset? At { get; init; }
}
