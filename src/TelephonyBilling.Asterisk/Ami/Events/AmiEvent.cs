namespace TelephonyBilling.Asterisk.Ami.Events;

/// <summary>
/// Third layer: an event with its meaning. What nearly all events have lies here; what one kind has lies in its record.
/// Text that an event lacks is the empty string, so that nobody has to ask twice; <see cref="Message"/> keeps the
/// difference, every repeat and every header that no record names.
/// </summary>
public abstract record AmiEvent
{
    private protected AmiEvent(AmiMessage message)
    {
        this.Message = message;
        this.Name = this.Text("Event");
        this.Channel = this.Text("Channel");
        this.Uniqueid = this.Text("Uniqueid");
        this.Linkedid = this.Text("Linkedid");
        this.State = AmiEventParser.StateOf(message, "ChannelState");
        this.Timestamp =
            message.TryGetBytes("Timestamp", out var stamp)
            && AmiTimestamp.TryParse(stamp, out var instant)
                ? instant
                : null;
    }

    /// <summary>Everything that was on the wire.</summary>
    public AmiMessage Message { get; }

    /// <summary>The <c>Event</c> header.</summary>
    public string Name { get; }

    /// <summary>The channel's name, such as <c>PJSIP/trunk-0000002a</c>. It may change; it is not identity.</summary>
    public string Channel { get; }

    /// <summary>The channel's identity on this PBX.</summary>
    public string Uniqueid { get; }

    /// <summary>Groups channels that have to do with each other; changes on bridging.</summary>
    public string Linkedid { get; }

    /// <summary>The channel's state after the event.</summary>
    public AmiChannelState State { get; }

    /// <summary>
    /// When it happened by the PBX's clock, exact to its microsecond. Null without <c>timestampevents = yes</c>, and for
    /// events that answer an action, which bear none.
    /// </summary>
    public DateTimeOffset? Timestamp { get; }

    /// <summary>The value of a header, or an empty string.</summary>
    protected string Text(string key) => this.Message[key] ?? string.Empty;

    /// <summary>A header as a number, or the fall-back when it is absent or not a number.</summary>
    protected long Number(string key, long fallback) =>
        this.Message.TryGetInt64(key, out var value) ? value : fallback;
}
