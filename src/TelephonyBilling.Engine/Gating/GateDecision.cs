using TelephonyBilling.Engine.Calls;

namespace TelephonyBilling.Engine.Gating;

/// <summary>The gate's answer to the switch.</summary>
public abstract record GateDecision
{
    private GateDecision() { }

    /// <summary>Make the call, metered and bounded by what is funded.</summary>
    public sealed record Allow(OpenCall Call) : GateDecision;

    /// <summary>Make the call; it is none of billing's business.</summary>
    /// <param name="Number">The number to dial, E.164 without <c>+</c>; null: what was dialled.</param>
    public sealed record Pass(string? Number) : GateDecision;

    /// <summary>Don't make the call.</summary>
    public sealed record Deny(RefusalReason Reason) : GateDecision;
}
