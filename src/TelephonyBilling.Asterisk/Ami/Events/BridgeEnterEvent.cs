namespace TelephonyBilling.Asterisk.Ami.Events;

/// <summary>A channel entered a bridge.</summary>
public sealed record BridgeEnterEvent : AmiEvent
{
    internal BridgeEnterEvent(AmiMessage message)
        : base(message)
    {
        this.BridgeUniqueid = this.Text("BridgeUniqueid");
        this.BridgeNumChannels = (int)this.Number("BridgeNumChannels", 0);
        this.SwapUniqueid = this.Text("SwapUniqueid");
    }

    /// <summary>The bridge.</summary>
    public string BridgeUniqueid { get; }

    /// <summary>How many channels are in it now.</summary>
    public int BridgeNumChannels { get; }

    /// <summary>The channel whose place it took, or empty.</summary>
    public string SwapUniqueid { get; }
}
