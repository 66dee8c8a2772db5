namespace TelephonyBilling.Asterisk.Ami.Events;

/// <summary>A channel was made.</summary>
public sealed record NewchannelEvent : AmiEvent
{
    internal NewchannelEvent(AmiMessage message)
        : base(message)
    {
        this.CallerIdNum = this.Text("CallerIDNum");
        this.CallerIdName = this.Text("CallerIDName");
        this.AccountCode = this.Text("AccountCode");
        this.Context = this.Text("Context");
        this.Exten = this.Text("Exten");
    }

    /// <summary>The caller's number, or <c>&lt;unknown&gt;</c>.</summary>
    public string CallerIdNum { get; }

    /// <summary>The caller's name with C escapes, as Asterisk writes it.</summary>
    public string CallerIdName { get; }

    /// <summary>The channel's account code.</summary>
    public string AccountCode { get; }

    /// <summary>Dialplan context.</summary>
    public string Context { get; }

    /// <summary>Dialplan extension.</summary>
    public string Exten { get; }
}
