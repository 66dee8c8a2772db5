using System.Diagnostics.Metrics;
using TelephonyBilling.Asterisk.Ami;

namespace TelephonyBilling.Asterisk;

/// <summary>
/// The meter <c>TelephonyBilling.Asterisk</c>. Tags have few values only: the PBX's name, subscribed event names, action
/// names, routes and fixed words; never anything that a caller chose.
/// </summary>
public static class AsteriskMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "TelephonyBilling.Asterisk";

    private static readonly Meter Meter = new(MeterName);
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<
        AmiClient,
        byte
    > Clients = new();

    internal static readonly Counter<long> EventsReceived = Meter.CreateCounter<long>(
        "asterisk.ami.events.received",
        "{event}",
        "Events read from the connection, wanted or not"
    );

    internal static readonly Counter<long> EventsSkipped = Meter.CreateCounter<long>(
        "asterisk.ami.events.skipped",
        "{event}",
        "Events that nobody subscribed to"
    );

    internal static readonly Counter<long> EventsDelivered = Meter.CreateCounter<long>(
        "asterisk.ami.events.delivered",
        "{event}",
        "Events given to the handler"
    );

    internal static readonly Counter<long> Malformed = Meter.CreateCounter<long>(
        "asterisk.ami.messages.malformed",
        "{message}",
        "Messages with something in them that is not AMI, or without what gives them meaning"
    );

    internal static readonly Counter<long> HandlerFailures = Meter.CreateCounter<long>(
        "asterisk.ami.handler.failures",
        "{failure}",
        "Handler calls that threw"
    );

    internal static readonly Counter<long> ConnectAttempts = Meter.CreateCounter<long>(
        "asterisk.ami.connects",
        "{attempt}",
        "Attempts to connect, by outcome"
    );

    internal static readonly Counter<long> ConnectionsLost = Meter.CreateCounter<long>(
        "asterisk.ami.connections.lost",
        "{connection}",
        "Connections that went, by reason"
    );

    internal static readonly Histogram<double> ActionDuration = Meter.CreateHistogram<double>(
        "asterisk.ami.action.duration",
        "s",
        "From sending an action to its whole reply"
    );

    internal static readonly Counter<long> ProtocolErrors = Meter.CreateCounter<long>(
        "asterisk.protocol.errors",
        "{error}",
        "Connections ended because the peer broke the protocol"
    );

    internal static readonly UpDownCounter<long> AgiSessionsOpen = Meter.CreateUpDownCounter<long>(
        "asterisk.agi.sessions.open",
        "{session}",
        "FastAGI sessions running"
    );

    internal static readonly Counter<long> AgiRequests = Meter.CreateCounter<long>(
        "asterisk.agi.requests",
        "{request}",
        "FastAGI sessions ended, by route and outcome"
    );

    internal static readonly Counter<long> AgiRefused = Meter.CreateCounter<long>(
        "asterisk.agi.refused",
        "{connection}",
        "FastAGI connections closed unread, by reason"
    );

    internal static readonly Histogram<double> AgiSessionDuration = Meter.CreateHistogram<double>(
        "asterisk.agi.session.duration",
        "s",
        "From accepting a FastAGI session to its end"
    );

    static AsteriskMetrics()
    {
        Meter.CreateObservableGauge(
            "asterisk.ami.queue.depth",
            () => Clients.Keys.Select(c => new Measurement<long>(c.QueueDepth, Pbx(c.Name))),
            "{event}",
            "Events waiting for the handler"
        );
        Meter.CreateObservableGauge(
            "asterisk.ami.connected",
            () =>
                Clients.Keys.Select(c => new Measurement<int>(c.IsConnected ? 1 : 0, Pbx(c.Name))),
            null,
            "1 while connected and logged in"
        );
    }

    internal static KeyValuePair<string, object?> Pbx(string name) => new("pbx", name);

    internal static KeyValuePair<string, object?> Tag(string key, string value) => new(key, value);

    internal static void Track(AmiClient client) => Clients.TryAdd(client, 0);

    internal static void Forget(AmiClient client) => Clients.TryRemove(client, out _);
}
