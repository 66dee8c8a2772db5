using System.Net;
using TelephonyBilling.Asterisk.Ami;
using TelephonyBilling.Benchmarks.Reporting;

namespace TelephonyBilling.Benchmarks.Ami;

/// <summary>Reads events with the library's client, from the socket to a handler.</summary>
internal static class ClientReader
{
    /// <summary>Connects, lets <paramref name="start"/> begin the sending, and waits for the last event.</summary>
    /// <param name="manager">Where the sender listens.</param>
    /// <param name="subscriptions">Null: every event; otherwise these and the one that ends.</param>
    /// <param name="handler">Counts.</param>
    /// <param name="queue">Room for events that wait for the handler.</param>
    /// <param name="start">Called when the client is logged in.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<Cost> ReadAsync(
        IPEndPoint manager,
        IReadOnlyCollection<string>? subscriptions,
        CountingHandler handler,
        int queue,
        Func<Task> start,
        CancellationToken cancellationToken
    )
    {
        var options = new AmiClientOptions
        {
            Host = manager.Address.ToString(),
            Port = manager.Port,
            User = "bench",
            Secret = "bench",
            Subscriptions = subscriptions is null ? null : [.. subscriptions, AmiTraffic.EndEvent],
            QueueCapacity = queue,
            QueueMaxBytes = 4L * 1024 * 1024 * 1024,
            PingInterval = TimeSpan.FromMinutes(10),
        };
        await using var client = new AmiClient(options, handler);
        _ = client.RunAsync(cancellationToken); // Awaited when the client is disposed.
        await handler.Connected.WaitAsync(cancellationToken);
        var meter = Cost.Begin();
        await start();
        await handler.Ended.WaitAsync(cancellationToken);
        return meter.End();
    }
}
