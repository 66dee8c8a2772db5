namespace TelephonyBilling.Asterisk.Ami.Events;

/// <summary>A channel ended: the last event of its <see cref="AmiEvent.Uniqueid"/>.</summary>
public sealed record HangupEvent : AmiEvent
{
    internal HangupEvent(AmiMessage message)
        : base(message)
    {
        this.Cause = (int)this.Number("Cause", 0);
        this.CauseText = this.Text("Cause-txt");
    }

    /// <summary>Q.850 cause (16 normal clearing, 17 busy, …); 0 when unknown.</summary>
    public int Cause { get; }

    /// <summary>The cause in words.</summary>
    public string CauseText { get; }
}
