namespace TelephonyBilling.Asterisk.Ami.Events;

/// <summary>A dial began. The caller's side is in the common properties and is empty for an originated call.</summary>
public sealed record DialBeginEvent : AmiEvent
{
    internal DialBeginEvent(AmiMessage message)
        : base(message)
    {
        this.DestChannel = this.Text("DestChannel");
        this.DestUniqueid = this.Text("DestUniqueid");
        this.DestLinkedid = this.Text("DestLinkedid");
        this.DialString = this.Text("DialString");
    }

    /// <summary>The called channel.</summary>
    public string DestChannel { get; }

    /// <summary>The called channel's identity.</summary>
    public string DestUniqueid { get; }

    /// <summary>The called channel's group.</summary>
    public string DestLinkedid { get; }

    /// <summary>What was dialled, without the technology.</summary>
    public string DialString { get; }
}
