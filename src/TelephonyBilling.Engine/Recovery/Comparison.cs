using Microsoft.Extensions.Logging;
using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Metering;
using TelephonyBilling.Engine.Switching;

namespace TelephonyBilling.Engine.Recovery;

/// <summary>
/// Compares the open calls of a switch with the switch itself, at the start and after each gap in its events: what goes
/// on is resumed, what ended is settled from the switch's own record, and what left no record from its lease.
/// </summary>
public sealed class Comparison(
    ICallStore calls,
    MeterLoop meters,
    DaemonClock clock,
    EngineMetrics metrics,
    ILogger<Comparison> logger
)
{
    /// <summary>Records that are asked for at once: enough to be quick, few enough not to crowd the connection.</summary>
    private const int AskedAtOnce = 32;

    /// <summary>Compares.</summary>
    /// <exception cref="SwitchUnavailableException">The switch went away meanwhile; nothing is lost by comparing again.</exception>
    /// <exception cref="StoreUnavailableException">The open calls can't be read; compare again later.</exception>
    public async Task<ComparisonSummary> RunAsync(
        ISwitch @switch,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(@switch);
        var summary = new ComparisonSummary();
        // The order matters. Open calls first: one that is authorised later isn't judged by the list of channels. Then
        // the channels, then the records: a leg that is missing from the list has had its record written before.
        var open = await calls.OpenCallsAsync(@switch.Name, cancellationToken);
        var live = await @switch.LiveChannelsAsync(cancellationToken);
        foreach (var batch in open.Chunk(AskedAtOnce))
        {
            var kept = await Task.WhenAll(
                batch.Select(call => @switch.FindKeptCallAsync(call.Id, cancellationToken))
            );
            for (var i = 0; i < batch.Length; i++)
            {
                var known = kept[i];
                if (
                    known is { AnsweredAt: null }
                    && live.TryGetValue(known.Leg, out var channel)
                    && channel.IsUp
                )
                {
                    var answeredAt = await @switch.AnsweredAtAsync(known.Leg, cancellationToken);
                    known = known with { AnsweredAt = answeredAt };
                }
                await TellAsync(@switch, batch[i], known);
                summary.Count(batch[i], known, live);
            }
        }
        var ids = open.Select(call => call.Id).ToList();
        await meters.PostAsync(
            (book, now) => book.Survey(@switch.Name, ids, live, @switch.StartedAt, now)
        );
        summary.Report(logger, metrics, @switch.Name);
        return summary;
    }

    private async Task TellAsync(ISwitch @switch, OpenCall call, KeptCall? kept)
    {
        Moment? answered = call.AnsweredAt is { } at ? Recalled(@switch, at) : null;
        await meters.PostAsync((book, now) => book.Adopt(call, answered, now));
        if (kept is null)
        {
            return;
        }
        if (kept.AnsweredAt is { } answeredAt)
        {
            await meters.SignalAsync(
                call.Id,
                new CallSignal.LegAnswered(kept.Leg, Recalled(@switch, answeredAt))
            );
        }
        else if (kept.EndedAt is null)
        {
            await meters.SignalAsync(call.Id, new CallSignal.LegBound(kept.Leg));
        }
        if (kept.EndedAt is { } endedAt)
        {
            await meters.SignalAsync(
                call.Id,
                new CallSignal.LegEnded(kept.Leg, Recalled(@switch, endedAt), kept.Cause)
            );
        }
    }

    private Moment Recalled(ISwitch @switch, DateTimeOffset at)
    {
        var monotonic = @switch.ToMonotonic(at);
        // A record from the future is a clock that stepped back; the call can't have been answered after now.
        return new Moment(at, monotonic < clock.Now ? monotonic : clock.Now, Witnessed: false);
    }
}
