using TelephonyBilling.Domain.Calls;

namespace TelephonyBilling.Simulation.Switches;

/// <summary>What a PBX says of a channel, stamped by its wall clock.</summary>
internal sealed record PbxEvent(
    PbxEventKind Kind,
    string Channel,
    DateTimeOffset Stamp,
    CallId Call,
    int Cause
);

internal enum PbxEventKind
{
    Bound,
    Answered,
    Ended,
}
