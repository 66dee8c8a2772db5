namespace TelephonyBilling.Asterisk.Ami.Events;

/// <summary>A channel left a bridge.</summary>
public sealed record BridgeLeaveEvent : AmiEvent
{
    internal BridgeLeaveEvent(AmiMessage message)
        : base(message)
    {
        this.BridgeUniqueid = this.Text("BridgeUniqueid");
        this.BridgeNumChannels = (int)this.Number("BridgeNumChannels", 0);
    }

    /// <summary>The bridge.</summary>
    public string BridgeUniqueid { get; }

    /// <summary>How many channels are left in it.</summary>
    public int BridgeNumChannels { get; }
}
