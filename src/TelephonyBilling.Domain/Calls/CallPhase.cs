namespace TelephonyBilling.Domain.Calls;

/// <summary>Where a gated call stands.</summary>
public enum CallPhase
{
    /// <summary>Money is reserved; no trunk leg was answered yet.</summary>
    Authorised,

    /// <summary>A trunk leg is up and costs money.</summary>
    Connected,

    /// <summary>Settled or released: nothing more will be charged.</summary>
    Closed,
}
