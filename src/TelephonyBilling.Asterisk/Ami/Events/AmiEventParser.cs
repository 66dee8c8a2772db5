using System.Collections.Frozen;
using System.Globalization;

namespace TelephonyBilling.Asterisk.Ami.Events;

/// <summary>
/// Turns messages into typed events. Never throws for what a message contains: an event that lacks a header which gives
/// it its meaning becomes an <see cref="UnknownEvent"/> that says so.
/// </summary>
public static class AmiEventParser
{
    private static readonly FrozenDictionary<string, Kind> Kinds = new Dictionary<string, Kind>(
        StringComparer.OrdinalIgnoreCase
    )
    {
        ["Newchannel"] = new(m => new NewchannelEvent(m), "Uniqueid", "Channel"),
        ["Newstate"] = new(m => new NewstateEvent(m), "Uniqueid", "Channel", "ChannelState"),
        ["Hangup"] = new(m => new HangupEvent(m), "Uniqueid", "Channel"),
        ["Rename"] = new(m => new RenameEvent(m), "Uniqueid", "Channel", "Newname"),
        ["UserEvent"] = new(m => new UserEvent(m), "UserEvent"),
        ["DialBegin"] = new(m => new DialBeginEvent(m), "DestUniqueid", "DestChannel"),
        ["DialEnd"] = new(m => new DialEndEvent(m), "DestUniqueid", "DestChannel", "DialStatus"),
        ["BridgeEnter"] = new(m => new BridgeEnterEvent(m), "Uniqueid", "BridgeUniqueid"),
        ["BridgeLeave"] = new(m => new BridgeLeaveEvent(m), "Uniqueid", "BridgeUniqueid"),
        ["CoreShowChannel"] = new(m => new CoreShowChannelEvent(m), "Uniqueid", "Channel"),
        ["Status"] = new(m => new StatusEvent(m), "Uniqueid", "Channel"),
        ["DBGetResponse"] = new(m => new DbGetResponseEvent(m), "Key", "Val"),
        ["DBGetTreeResponse"] = new(m => new DbGetResponseEvent(m), "Key", "Val"),
        ["FullyBooted"] = new(m => new FullyBootedEvent(m)),
        ["Shutdown"] = new(m => new ShutdownEvent(m)),
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The typed event that a message is.</summary>
    public static AmiEvent Parse(AmiMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var name = message.EventName;
        if (name is null)
        {
            return new UnknownEvent(message, "the message has no Event header");
        }

        if (!Kinds.TryGetValue(name, out var kind))
        {
            return new UnknownEvent(message, null);
        }

        foreach (var header in kind.Needs)
        {
            if (!message.TryGetBytes(header, out var value) || value.IsEmpty)
            {
                // An empty database value is a value.
                if (header == "Val" && message[header] is not null)
                {
                    continue;
                }

                return new UnknownEvent(message, $"{name} without {header}");
            }

            // Asterisk escapes line endings in names, but not in numbers: what gives an event its meaning must stand
            // there once, or somebody may have forged it.
            if (message.HasRepeated(header))
            {
                return new UnknownEvent(message, $"{name} with {header} twice");
            }
        }

        return kind.Make(message);
    }

    internal static AmiChannelState StateOf(AmiMessage message, string key) =>
        message.TryGetInt64(key, out var state) && state is >= 0 and <= 9
            ? (AmiChannelState)state
            : AmiChannelState.Unknown;

    internal static TimeSpan? DurationOf(AmiMessage message, string key)
    {
        // "HH:MM:SS", where the hours go on past 24 (main/manager.c action_coreshowchannels).
        var parts = message[key]?.Split(':');
        return
            parts is { Length: 3 }
            && int.TryParse(
                parts[0],
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var hours
            )
            && int.TryParse(
                parts[1],
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var minutes
            )
            && int.TryParse(
                parts[2],
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var seconds
            )
            && hours < 1_000_000
            ? TimeSpan.FromSeconds((hours * 3600L) + (minutes * 60L) + seconds)
            : null;
    }

    private sealed record Kind(Func<AmiMessage, AmiEvent> Make, params string[] Needs);
}
