namespace TelephonyBilling.Asterisk.Ami.Events;

/// <summary>A channel's state changed: <see cref="AmiChannelState.Up"/> is the answer.</summary>
public sealed record NewstateEvent : AmiEvent
{
    internal NewstateEvent(AmiMessage message)
        : base(message)
    {
        this.ConnectedLineNum = this.Text("ConnectedLineNum");
        this.AccountCode = this.Text("AccountCode");
    }

    /// <summary>The other side's number, or <c>&lt;unknown&gt;</c>.</summary>
    public string ConnectedLineNum { get; }

    /// <summary>The channel's account code.</summary>
    public string AccountCode { get; }
}
