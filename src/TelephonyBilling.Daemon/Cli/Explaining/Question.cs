using TelephonyBilling.Engine.Gating;

namespace TelephonyBilling.Daemon.Cli.Explaining;

/// <summary>A call that somebody wants explained.</summary>
internal sealed record Question
{
    /// <summary>What the gate would be asked.</summary>
    internal required GateRequest Request { get; init; }

    /// <summary>When it is asked.</summary>
    internal required DateTimeOffset Now { get; init; }

    /// <summary>The instant at which the call would begin, with the rates of then; null: now.</summary>
    internal DateTimeOffset? At { get; init; }
}
