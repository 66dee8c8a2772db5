using TelephonyBilling.Domain.Calls;

namespace TelephonyBilling.Simulation.Switches;

/// <summary>What a PBX says of a channel, stamped by its wall clock.</summary>
internal sealed record PbxEvent(
    PbxEventKind Kind,
    string Channel,
    DateTimeOffset Stamp,
    CallId Call,
    int Cause
)
{
    /// <summary>Whether it is the end of a leg that was answered: billing must hear of that, or ask at the end of its lease.</summary>
    public bool EndsPaidLeg { get; init; }
}

internal enum PbxEventKind
{
    Bound,
    Answered,
    Ended,
}
