namespace TelephonyBilling.Asterisk.Ami.Events;

/// <summary>A channel got another name; its <see cref="AmiEvent.Uniqueid"/> stays.</summary>
public sealed record RenameEvent : AmiEvent
{
    internal RenameEvent(AmiMessage message)
        : base(message) => this.NewName = this.Text("Newname");

    /// <summary>The new name; <see cref="AmiEvent.Channel"/> is the old one.</summary>
    public string NewName { get; }
}
