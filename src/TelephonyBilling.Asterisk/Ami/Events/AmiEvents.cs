namespace TelephonyBilling.Asterisk.Ami.Events;

/// <summary>An event without a record of its own, or one that lacks what its record needs.</summary>
public sealed record UnknownEvent : AmiEvent
{
    internal UnknownEvent(AmiMessage message, string? problem)
        : base(message) => this.Problem = problem;

    /// <summary>What is wrong with it, for the log; null when it is merely a kind with no record.</summary>
    public string? Problem { get; }
}

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

/// <summary>A channel got another name; its <see cref="AmiEvent.Uniqueid"/> stays.</summary>
public sealed record RenameEvent : AmiEvent
{
    internal RenameEvent(AmiMessage message)
        : base(message) => this.NewName = this.Text("Newname");

    /// <summary>The new name; <see cref="AmiEvent.Channel"/> is the old one.</summary>
    public string NewName { get; }
}

/// <summary>An application or the dialplan said something (<c>UserEvent</c>).</summary>
public sealed record UserEvent : AmiEvent
{
    internal UserEvent(AmiMessage message)
        : base(message) => this.UserEventName = this.Text("UserEvent");

    /// <summary>The name that the sender chose; its own headers are in <see cref="AmiEvent.Message"/>.</summary>
    public string UserEventName { get; }
}

/// <summary>A dial began. The caller's side is in the common properties and is empty for an originated call.</summary>
public sealed record DialBeginEvent : AmiEvent
{
    internal DialBeginEvent(AmiMessage message)
        : base(message)
    {
        this.DestChannel = this.Text("DestChannel");
        this.DestUniqueid = this.Text("DestUniqueid");
        this.DestLinkedid = this.Text("DestLinkedid");
        this.DialString = this.Text("DialString");
    }

    /// <summary>The called channel.</summary>
    public string DestChannel { get; }

    /// <summary>The called channel's identity.</summary>
    public string DestUniqueid { get; }

    /// <summary>The called channel's group.</summary>
    public string DestLinkedid { get; }

    /// <summary>What was dialled, without the technology.</summary>
    public string DialString { get; }
}

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

/// <summary>A channel entered a bridge.</summary>
public sealed record BridgeEnterEvent : AmiEvent
{
    internal BridgeEnterEvent(AmiMessage message)
        : base(message)
    {
        this.BridgeUniqueid = this.Text("BridgeUniqueid");
        this.BridgeNumChannels = (int)this.Number("BridgeNumChannels", 0);
        this.SwapUniqueid = this.Text("SwapUniqueid");
    }

    /// <summary>The bridge.</summary>
    public string BridgeUniqueid { get; }

    /// <summary>How many channels are in it now.</summary>
    public int BridgeNumChannels { get; }

    /// <summary>The channel whose place it took, or empty.</summary>
    public string SwapUniqueid { get; }
}

/// <summary>A channel left a bridge.</summary>
public sealed record BridgeLeaveEvent : AmiEvent
{
    internal BridgeLeaveEvent(AmiMessage message)
        : base(message)
    {
        this.BridgeUniqueid = this.Text("BridgeUniqueid");
        this.BridgeNumChannels = (int)this.Number("BridgeNumChannels", 0);
    }

    /// <summary>The bridge.</summary>
    public string BridgeUniqueid { get; }

    /// <summary>How many channels are left in it.</summary>
    public int BridgeNumChannels { get; }
}

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

/// <summary>One entry of Asterisk's own database, in the reply to <c>DBGet</c> or <c>DBGetTree</c>.</summary>
public sealed record DbGetResponseEvent : AmiEvent
{
    internal DbGetResponseEvent(AmiMessage message)
        : base(message)
    {
        this.Family = this.Text("Family");
        this.Key = this.Text("Key");
        this.Value = this.Text("Val");
    }

    /// <summary>The family; empty in the answer to <c>DBGetTree</c>, whose keys are whole paths.</summary>
    public string Family { get; }

    /// <summary>The key; <c>/family/key</c> in the answer to <c>DBGetTree</c>.</summary>
    public string Key { get; }

    /// <summary>The value.</summary>
    public string Value { get; }
}

/// <summary>Asterisk is ready: sent once it is, or straight after a later login.</summary>
public sealed record FullyBootedEvent : AmiEvent
{
    internal FullyBootedEvent(AmiMessage message)
        : base(message) =>
        this.Uptime =
            message.TryGetInt64("Uptime", out var seconds)
            && seconds is >= 0 and < 1_000_000_000_000
                ? TimeSpan.FromSeconds(seconds)
                : null;

    /// <summary>Since Asterisk started, in whole seconds; null when it doesn't say.</summary>
    public TimeSpan? Uptime { get; }
}

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
