namespace TelephonyBilling.Asterisk.Ami.Events;

/// <summary>One live channel, in the reply to <c>CoreShowChannels</c>.</summary>
public sealed record CoreShowChannelEvent : AmiEvent
{
    internal CoreShowChannelEvent(AmiMessage message)
        : base(message)
    {
        this.CallerIdNum = this.Text("CallerIDNum");
        this.ConnectedLineNum = this.Text("ConnectedLineNum");
        this.AccountCode = this.Text("AccountCode");
        this.Context = this.Text("Context");
        this.Exten = this.Text("Exten");
        this.Application = this.Text("Application");
        this.ApplicationData = this.Text("ApplicationData");
        this.BridgeId = this.Text("BridgeId");
        this.Duration = AmiEventParser.DurationOf(message, "Duration");
    }

    /// <summary>The caller's number, or <c>&lt;unknown&gt;</c>.</summary>
    public string CallerIdNum { get; }

    /// <summary>The other side's number, or <c>&lt;unknown&gt;</c>.</summary>
    public string ConnectedLineNum { get; }

    /// <summary>The channel's account code.</summary>
    public string AccountCode { get; }

    /// <summary>Dialplan context.</summary>
    public string Context { get; }

    /// <summary>Dialplan extension.</summary>
    public string Exten { get; }

    /// <summary>The application that it runs, or empty.</summary>
    public string Application { get; }

    /// <summary>That application's arguments.</summary>
    public string ApplicationData { get; }

    /// <summary>The bridge that it is in, or empty.</summary>
    public string BridgeId { get; }

    /// <summary>Since the channel was made, in whole seconds; null when it can't be read.</summary>
    public TimeSpan? Duration { get; }
}
