namespace TelephonyBilling.Asterisk.Ami.Events;

/// <summary>One live channel, in the reply to <c>Status</c>.</summary>
public sealed record StatusEvent : AmiEvent
{
    internal StatusEvent(AmiMessage message)
        : base(message)
    {
        this.AccountCode = this.Text("AccountCode");
        this.Dnid = this.Text("DNID");
        this.BridgeId = this.Text("BridgeID");
        this.Application = this.Text("Application");
        this.Seconds = this.Number("Seconds", 0);
        this.TimeToHangup = this.Number("TimeToHangup", 0);
        this.Variables = message.GetAll("Variable");
    }

    /// <summary>The channel's account code.</summary>
    public string AccountCode { get; }

    /// <summary>The dialled number.</summary>
    public string Dnid { get; }

    /// <summary>The bridge that it is in, or empty.</summary>
    public string BridgeId { get; }

    /// <summary>The application that it runs, or empty.</summary>
    public string Application { get; }

    /// <summary>Since the channel was made, in seconds.</summary>
    public long Seconds { get; }

    /// <summary>The absolute timeout as Asterisk writes it: seconds since 1970 of the deadline, 0 for none.</summary>
    public long TimeToHangup { get; }

    /// <summary>The variables that were asked for, each <c>NAME=value</c>.</summary>
    public IReadOnlyList<string> Variables { get; }
}
