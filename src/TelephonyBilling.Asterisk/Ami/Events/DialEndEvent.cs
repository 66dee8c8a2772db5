namespace TelephonyBilling.Asterisk.Ami.Events;

/// <summary>A dial ended. For an answered trunk leg this comes after its <see cref="NewstateEvent"/>.</summary>
public sealed record DialEndEvent : AmiEvent
{
    internal DialEndEvent(AmiMessage message)
        : base(message)
    {
        this.DestChannel = this.Text("DestChannel");
        this.DestUniqueid = this.Text("DestUniqueid");
        this.DestLinkedid = this.Text("DestLinkedid");
        this.DialStatus = this.Text("DialStatus");
        this.Forward = this.Text("Forward");
    }

    /// <summary>The called channel.</summary>
    public string DestChannel { get; }

    /// <summary>The called channel's identity.</summary>
    public string DestUniqueid { get; }

    /// <summary>The called channel's group.</summary>
    public string DestLinkedid { get; }

    /// <summary><c>ANSWER</c>, <c>BUSY</c>, <c>NOANSWER</c>, <c>CANCEL</c>, <c>CHANUNAVAIL</c>, <c>CONGESTION</c>, ….</summary>
    public string DialStatus { get; }

    /// <summary>Where the call was forwarded to, or empty.</summary>
    public string Forward { get; }
}
