namespace TelephonyBilling.Engine.Gating;

/// <summary>What a switch asks before a call is made or taken.</summary>
public sealed record GateRequest
{
    /// <summary>The switch's configured name.</summary>
    public required string Pbx { get; init; }

    /// <summary>Out to a carrier, or in from one.</summary>
    public required CallDirection Direction { get; init; }

    /// <summary>What was dialled; inbound: the number that was called (DID).</summary>
    public required string Dialled { get; init; }

    /// <summary>The channel that asks, by its unique id.</summary>
    public required string Owner { get; init; }

    /// <summary>The account that the dialplan named; empty: it named none.</summary>
    public string Account { get; init; } = "";

    /// <summary>The channel's account code; empty: none.</summary>
    public string AccountCode { get; init; } = "";

    /// <summary>The endpoint that calls; empty: not known.</summary>
    public string Endpoint { get; init; } = "";

    /// <summary>The endpoint that transferred a call to here; empty: none did.</summary>
    public string Transferrer { get; init; } = "";

    /// <summary>
    /// The endpoint that forwarded a call to here, by what the switch itself did or its operator set, never by what a phone
    /// says; empty: none did.
    /// </summary>
    public string Forwarder { get; init; } = "";

    /// <summary>Whether the dialplan says that it is a fax; an extension that is a fax machine need not be told of.</summary>
    public bool IsFax { get; init; }

    /// <summary>The caller's number: what an outbound call shows, or who calls from outside; empty: withheld.</summary>
    public string Caller { get; init; } = "";
}

/// <summary>Which way a call goes, seen from the PBX.</summary>
public enum CallDirection
{
    /// <summary>From a phone to a carrier.</summary>
    Outbound,

    /// <summary>From a carrier to a phone.</summary>
    Inbound,
}
