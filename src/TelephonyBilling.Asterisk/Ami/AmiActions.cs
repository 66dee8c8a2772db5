using System.Globalization;

namespace TelephonyBilling.Asterisk.Ami;

/// <summary>
/// The actions that callers need, with their arguments checked. Headers are those of each action's own documentation
/// (<c>manager show command NAME</c>), present in Asterisk 16 and 22 alike.
/// </summary>
public static class AmiActions
{
    /// <summary>Keep-alive; needs no privilege.</summary>
    public static AmiAction Ping() => new("Ping");

    /// <summary>
    /// Ends a channel after this time from now; sending it again replaces the deadline. The time is cut to whole
    /// microseconds, the finest that Asterisk keeps, so it is never longer than asked.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than a microsecond: Asterisk would take 0 for no limit.</exception>
    public static AmiAction AbsoluteTimeout(string channel, TimeSpan timeout)
    {
        var microseconds = timeout.Ticks / TimeSpan.TicksPerMicrosecond;
        if (microseconds <= 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(timeout),
                timeout,
                "An absolute timeout must be at least one microsecond."
            );
        }

        return ForChannel("AbsoluteTimeout", channel)
            .With(
                "Timeout",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{microseconds / 1_000_000}.{microseconds % 1_000_000:000000}"
                )
            );
    }

    /// <summary>Hangs a channel up with a Q.850 cause.</summary>
    /// <exception cref="ArgumentException">A name that begins with a slash: Asterisk would read it as a pattern.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A cause that is not 1 to 127.</exception>
    public static AmiAction Hangup(string channel, int cause = 16)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cause, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(cause, 127);
        return ForChannel("Hangup", channel).With("Cause", cause);
    }

    /// <summary>Ends the recording of a channel, the newest one that <c>MixMonitor</c> began; refused where none runs.</summary>
    public static AmiAction StopMixMonitor(string channel) => ForChannel("StopMixMonitor", channel);

    /// <summary>Reads an entry of Asterisk's database; refused with an error when there is none.</summary>
    public static AmiAction DbGet(string family, string key) => ForKey("DBGet", family, key);

    /// <summary>Writes an entry of Asterisk's database.</summary>
    public static AmiAction DbPut(string family, string key, string value) =>
        ForKey("DBPut", family, key).With("Val", value);

    /// <summary>Deletes an entry of Asterisk's database; refused with an error when there is none.</summary>
    public static AmiAction DbDel(string family, string key) => ForKey("DBDel", family, key);

    /// <summary>Lists a family's entries with their whole paths as keys.</summary>
    public static AmiAction DbGetTree(string family) =>
        new AmiAction("DBGetTree").With("Family", Filled(family, nameof(family)));

    /// <summary>Lists all channels.</summary>
    public static AmiAction CoreShowChannels() => new("CoreShowChannels");

    /// <summary>Lists one channel, or all, with the named variables of each.</summary>
    public static AmiAction Status(string? channel = null, params string[] variables)
    {
        ArgumentNullException.ThrowIfNull(variables);
        var action = new AmiAction("Status").WithOptional("Channel", channel);
        return variables.Length == 0
            ? action
            : action.With("Variables", string.Join(',', variables));
    }

    /// <summary>Reads a channel variable or function; the response has <c>Value</c>. A null channel means a global.</summary>
    public static AmiAction Getvar(string? channel, string variable) =>
        new AmiAction("Getvar")
            .WithOptional("Channel", channel)
            .With("Variable", Filled(variable, nameof(variable)));

    /// <summary>Sets a channel variable or function. A null channel means a global.</summary>
    public static AmiAction Setvar(string? channel, string variable, string value) =>
        new AmiAction("Setvar")
            .WithOptional("Channel", channel)
            .With("Variable", Filled(variable, nameof(variable)))
            .With("Value", value);

    /// <summary>Plays one DTMF digit towards the channel's peer, or to the channel itself with <paramref name="receive"/>.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="digit">0–9, *, #, A–D.</param>
    /// <param name="duration">Whole milliseconds; null for Asterisk's own.</param>
    /// <param name="receive">As if the channel had sent it.</param>
    public static AmiAction PlayDtmf(
        string channel,
        char digit,
        TimeSpan? duration = null,
        bool receive = false
    )
    {
        if (!"0123456789*#ABCDabcd".Contains(digit, StringComparison.Ordinal))
        {
            throw new ArgumentException($"'{digit}' is no DTMF digit.", nameof(digit));
        }

        var action = ForChannel("PlayDTMF", channel).With("Digit", digit.ToString());
        if (duration is { } time)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(
                time,
                TimeSpan.FromMilliseconds(1),
                nameof(duration)
            );
            action.With("Duration", (long)time.TotalMilliseconds);
        }

        return receive ? action.With("Receive", "true") : action;
    }

    /// <summary>Shows a bridge and the channels in it, as a list.</summary>
    public static AmiAction BridgeInfo(string bridgeUniqueid) =>
        new AmiAction("BridgeInfo").With(
            "BridgeUniqueid",
            Filled(bridgeUniqueid, nameof(bridgeUniqueid))
        );

    /// <summary>Adds a filter on this connection's events: a regular expression over an event's text, <c>!</c> in front to exclude.</summary>
    public static AmiAction Filter(string expression) =>
        new AmiAction("Filter")
            .With("Operation", "Add")
            .With("Filter", Filled(expression, nameof(expression)));

    /// <summary>Asterisk's version and settings.</summary>
    public static AmiAction CoreSettings() => new("CoreSettings");

    /// <summary>When Asterisk started and how many calls it has.</summary>
    public static AmiAction CoreStatus() => new("CoreStatus");

    /// <summary>Runs a CLI command; the response's <see cref="AmiResponse.Output"/> has its lines.</summary>
    public static AmiAction Command(string command) =>
        new AmiAction("Command").With("Command", Filled(command, nameof(command)));

    /// <summary>Sends an event with headers of one's own to every AMI client.</summary>
    public static AmiAction UserEvent(
        string name,
        IEnumerable<KeyValuePair<string, string>>? headers = null
    )
    {
        var action = new AmiAction("UserEvent").With("UserEvent", Filled(name, nameof(name)));
        foreach (var (key, value) in headers ?? [])
        {
            action.With(key, value);
        }

        return action;
    }

    /// <summary>Whether a module is loaded; an error when it isn't.</summary>
    public static AmiAction ModuleCheck(string module) =>
        new AmiAction("ModuleCheck").With("Module", Filled(module, nameof(module)));

    /// <summary>The actions that this user may send; each is a header of the response.</summary>
    public static AmiAction ListCommands() => new("ListCommands");

    /// <summary>Places a call; see <see cref="OriginateRequest"/>.</summary>
    public static AmiAction Originate(OriginateRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.ToAction();
    }

    private static AmiAction ForChannel(string action, string channel)
    {
        if (Filled(channel, nameof(channel))[0] == '/')
        {
            // "/…/" is a regular expression for Hangup (main/manager.c): one call must never end many.
            throw new ArgumentException(
                $"A channel's name can't begin with a slash: \"{channel}\".",
                nameof(channel)
            );
        }

        return new AmiAction(action).With("Channel", channel);
    }

    private static AmiAction ForKey(string action, string family, string key) =>
        new AmiAction(action)
            .With("Family", Filled(family, nameof(family)))
            .With("Key", Filled(key, nameof(key)));

    private static string Filled(string value, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(value, parameter);
        return value;
    }
}
