namespace TelephonyBilling.Asterisk.Ami;

/// <summary>A call to place: either into the dialplan (context, extension, priority) or into an application.</summary>
public sealed record OriginateRequest
{
    /// <summary>What to call, such as <c>PJSIP/1001</c> or <c>Local/1001@phones</c>.</summary>
    public required string Channel { get; init; }

    /// <summary>Dialplan context; with <see cref="Exten"/>.</summary>
    public string? Context { get; init; }

    /// <summary>Dialplan extension.</summary>
    public string? Exten { get; init; }

    /// <summary>Dialplan priority.</summary>
    public int Priority { get; init; } = 1;

    /// <summary>Application to run instead.</summary>
    public string? Application { get; init; }

    /// <summary>The application's arguments.</summary>
    public string? Data { get; init; }

    /// <summary>How long it may ring, in whole milliseconds on the wire. Asterisk's default is 30 s.</summary>
    public TimeSpan? RingTime { get; init; }

    /// <summary>Caller ID to show: <c>"Name" &lt;number&gt;</c>.</summary>
    public string? CallerId { get; init; }

    /// <summary>Account code.</summary>
    public string? Account { get; init; }

    /// <summary>The new channel's Uniqueid, when the caller wants to choose it.</summary>
    public string? ChannelId { get; init; }

    /// <summary>Variables to set on the new channel.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Variables { get; init; } = [];

    internal AmiAction ToAction()
    {
        if (this.Application is null == (this.Exten is null))
        {
            throw new InvalidOperationException("Give either Context and Exten, or Application.");
        }

        var action = new AmiAction("Originate").With("Channel", this.Channel);
        if (this.Application is not null)
        {
            action.With("Application", this.Application).WithOptional("Data", this.Data);
        }
        else
        {
            action
                .WithOptional("Context", this.Context)
                .With("Exten", this.Exten!)
                .With("Priority", this.Priority);
        }

        if (this.RingTime is { } time)
        {
            action.With("Timeout", (long)time.TotalMilliseconds);
        }

        action
            .WithOptional("CallerID", this.CallerId)
            .WithOptional("Account", this.Account)
            .WithOptional("ChannelId", this.ChannelId);
        foreach (var (name, value) in this.Variables)
        {
            action.With("Variable", $"{name}={value}");
        }

        // Without Async Asterisk keeps this connection's other actions waiting until the call is answered.
        return action.With("Async", "true");
    }
}
