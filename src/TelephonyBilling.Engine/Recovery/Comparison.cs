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
        // The order matters. Open calls first: one that is authorised later isn't judged by the list of channels. Then
        // the channels, then the records: a leg that is missing from the list has had its record written before.
        var open = await calls.OpenCallsAsync(@switch.Name, cancellationToken);
        var live = await @switch.LiveChannelsAsync(cancellationToken);
        var kept = await FindKeptAsync(@switch, open, cancellationToken);
        if (LegsSeenSince(open, kept, live) is { Count: > 0 } doubtful)
        {
            // A record names a leg that is not in the list: it died with its switch, or was made since. A second list
            // tells, and, for a leg that is in neither, the record as it is now.
            live = Union(live, await @switch.LiveChannelsAsync(cancellationToken));
            var gone = doubtful.Where(call => !live.ContainsKey(kept[call.Id]!.Leg)).ToList();
            foreach (var (id, again) in await FindKeptAsync(@switch, gone, cancellationToken))
            {
                kept[id] = again;
            }
        }
        var summary = new ComparisonSummary();
        foreach (var call in open)
        {
            var found = await FindAsync(@switch, call, kept[call.Id], live, cancellationToken);
            summary.Count(call, found);
            await meters.PostAsync((book, now) => book.Compare(call, found, now));
        }
        summary.Report(logger, metrics, @switch.Name);
        return summary;
    }

    private static async Task<Dictionary<CallId, KeptCall?>> FindKeptAsync(
        ISwitch @switch,
        IEnumerable<OpenCall> open,
        CancellationToken cancellationToken
    )
    {
        var kept = new Dictionary<CallId, KeptCall?>();
        foreach (var batch in open.Chunk(AskedAtOnce))
        {
            var found = await Task.WhenAll(
                batch.Select(call => @switch.FindKeptCallAsync(call.Id, cancellationToken))
            );
            for (var i = 0; i < batch.Length; i++)
            {
                kept[batch[i].Id] = found[i];
            }
        }
        return kept;
    }

    private static List<OpenCall> LegsSeenSince(
        IEnumerable<OpenCall> open,
        Dictionary<CallId, KeptCall?> kept,
        IReadOnlyDictionary<string, LiveChannel> live
    ) =>
        [
            .. open.Where(call =>
                kept[call.Id] is { EndedAt: null } record && !live.ContainsKey(record.Leg)
            ),
        ];

    private static Dictionary<string, LiveChannel> Union(
        IReadOnlyDictionary<string, LiveChannel> older,
        IReadOnlyDictionary<string, LiveChannel> newer
    )
    {
        // A channel of the older list alone has ended since, after events began to arrive: its end is among them.
        var union = new Dictionary<string, LiveChannel>(older, StringComparer.Ordinal);
        foreach (var (id, channel) in newer)
        {
            union[id] = channel;
        }
        return union;
    }

    private async Task<FoundCall> FindAsync(
        ISwitch @switch,
        OpenCall call,
        KeptCall? kept,
        IReadOnlyDictionary<string, LiveChannel> live,
        CancellationToken cancellationToken
    )
    {
        var found = new FoundCall
        {
            Recorded = call is { Leg: not null, AnsweredAt: { } at }
                ? @switch.Recall(at, clock)
                : null,
            Live = live,
            SwitchStartedAt = @switch.StartedAt,
        };
        if (kept is null)
        {
            return found;
        }
        return found with
        {
            Leg = kept.Leg,
            Answered = kept.AnsweredAt is { } answeredAt
                ? @switch.Recall(answeredAt, clock)
                : await AskForAnswerAsync(@switch, call, kept, live, cancellationToken),
            Ended = kept.EndedAt is { } endedAt ? @switch.Recall(endedAt, clock) : null,
            Cause = kept.Cause,
            ByLease = kept.ByLease,
        };
    }

    /// <summary>A leg that is up costs money, also where its record does not say since when.</summary>
    private async Task<Moment?> AskForAnswerAsync(
        ISwitch @switch,
        OpenCall call,
        KeptCall kept,
        IReadOnlyDictionary<string, LiveChannel> live,
        CancellationToken cancellationToken
    )
    {
        if (
            kept.EndedAt is not null
            || call.Leg == kept.Leg
            || !live.TryGetValue(kept.Leg, out var channel)
            || !channel.IsUp
        )
        {
            return null;
        }
        if (await @switch.AnsweredAtAsync(kept.Leg, cancellationToken) is { } answeredAt)
        {
            return @switch.Recall(answeredAt, clock);
        }
        // It may be gone by now, and with its end the record says when it was answered.
        if (
            await @switch.FindKeptCallAsync(call.Id, cancellationToken)
                is { AnsweredAt: { } recordedAt } again
            && again.Leg == kept.Leg
        )
        {
            return @switch.Recall(recordedAt, clock);
        }
        Log.AnswerTimeUnknown(logger, @switch.Name, call.Id, kept.Leg);
        return new Moment(clock.UtcNow, clock.Now, Witnessed: false);
    }
}
