namespace TelephonyBilling.Asterisk.Ami.Events;

/// <summary>An application or the dialplan said something (<c>UserEvent</c>).</summary>
public sealed record UserEvent : AmiEvent
{
    internal UserEvent(AmiMessage message)
        : base(message) => this.UserEventName = this.Text("UserEvent");

    /// <summary>The name that the sender chose; its own headers are in <see cref="AmiEvent.Message"/>.</summary>
    public string UserEventName { get; }
}
