namespace TelephonyBilling.Asterisk.Ami.Events;

/// <summary>Asterisk is going down.</summary>
public sealed record ShutdownEvent : AmiEvent
{
    internal ShutdownEvent(AmiMessage message)
        : base(message)
    {
        this.Kind = this.Text("Shutdown");
        this.Restart = string.Equals(
            this.Text("Restart"),
            "True",
            StringComparison.OrdinalIgnoreCase
        );
    }

    /// <summary><c>Cleanly</c> or <c>Uncleanly</c>.</summary>
    public string Kind { get; }

    /// <summary>Whether it will start again by itself.</summary>
    public bool Restart { get; }
}
