using System.Net;
using TelephonyBilling.Benchmarks.Children;
using TelephonyBilling.Benchmarks.Reporting;

namespace TelephonyBilling.Benchmarks.Ami;

/// <summary>Has the sender send, and a reader read.</summary>
internal sealed class AmiBursts(
    ChildProcess sender,
    IPEndPoint manager,
    CancellationToken cancellationToken
)
{
    /// <summary>As fast as it goes.</summary>
    public async Task<Cost> BurstAsync(AmiBenchmark.Variant variant, int events)
    {
        await sender.SendAsync("accept");
        Task Start() => StartAsync($"burst {events}");
        Cost cost;
        if (variant.Bare)
        {
            cost = await BareReader.ReadAsync(manager, events, Start, cancellationToken);
        }
        else
        {
            var handler = new CountingHandler();
            // Room for all: a handler that is slower than the reader is then measured, not dropped.
            cost = await ClientReader.ReadAsync(
                manager,
                variant.Subscriptions,
                handler,
                events + 2,
                Start,
                cancellationToken
            );
            Check(variant, handler.Count, events);
        }
        await sender.AnswerAsync(cancellationToken);
        return cost;
    }

    /// <summary>At an even pace; gives the ages of events in µs.</summary>
    public async Task<Percentiles> PaceAsync(AmiBenchmark.Variant variant, int rate, int events)
    {
        await sender.SendAsync("accept");
        var handler = new CountingHandler { Ages = new List<double>(events) };
        await ClientReader.ReadAsync(
            manager,
            variant.Subscriptions,
            handler,
            events,
            () => StartAsync($"pace {rate} {events}"),
            cancellationToken
        );
        await sender.AnswerAsync(cancellationToken);
        Check(variant, handler.Count, events);
        return new Percentiles(handler.Ages);
    }

    private async Task StartAsync(string command)
    {
        var connected = await sender.AnswerAsync(cancellationToken);
        if (connected != "connected")
        {
            throw new InvalidOperationException($"The sender answered '{connected}'.");
        }
        await sender.SendAsync(command);
    }

    private static void Check(AmiBenchmark.Variant variant, int got, int sent)
    {
        var expected = variant.Subscriptions switch
        {
            null => sent,
            { Count: 0 } => 0,
            _ => sent / 100 * 7,
        };
        if (got != expected)
        {
            throw new InvalidOperationException(
                $"{variant.Name}: {got} events came of {expected}: no use in measuring."
            );
        }
    }
}
