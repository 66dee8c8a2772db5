using Microsoft.Extensions.Logging;
using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Gating;
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
    GateOptions gate,
    DaemonClock clock,
    EngineMetrics metrics,
    ILogger<Comparison> logger
)
{
    private readonly CallFinder finder = new(calls, clock, logger);

    /// <summary>Compares.</summary>
    /// <exception cref="SwitchUnavailableException">The switch went away meanwhile; nothing is lost by comparing again.</exception>
    /// <exception cref="StoreUnavailableException">The open calls can't be read; compare again later.</exception>
    public async Task<ComparisonSummary> RunAsync(
        ISwitch @switch,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(@switch);
        // The order matters. The book before the store: what was here and is not open in the store was closed by another
        // daemon. The store before the channels: a call that is authorised later isn't judged by their list. Then the
        // records: a leg that is missing from the list has had its record written before.
        var book = await meters.AskAsync(b => b.Believed(@switch.Name), cancellationToken);
        var open = await OwnCallsAsync(@switch, cancellationToken);
        await meters.PostAsync((b, _) => b.DropClosed(book.Keys, open));
        var live = await @switch.LiveChannelsAsync(cancellationToken);
        var kept = await CallFinder.FindKeptAsync(@switch, open, cancellationToken);
        if (LegsSeenSince(open, kept, live) is { Count: > 0 } doubtful)
        {
            // A record names a leg that is not in the list: it died with its switch, or was made since. A second list
            // tells, and, for a leg that is in neither, the record as it is now.
            live = Union(live, await @switch.LiveChannelsAsync(cancellationToken));
            var gone = doubtful.Where(call => !live.ContainsKey(kept[call.Id]!.Leg)).ToList();
            foreach (
                var (id, again) in await CallFinder.FindKeptAsync(@switch, gone, cancellationToken)
            )
            {
                kept[id] = again;
            }
        }
        var summary = new ComparisonSummary();
        foreach (var family in open.GroupBy(call => call.Parent ?? call.Id))
        {
            var compared = new List<(OpenCall Call, FoundCall Found)>();
            foreach (var call in family)
            {
                var found = await finder.FindAsync(
                    @switch,
                    call,
                    kept[call.Id],
                    live,
                    cancellationToken
                );
                summary.Count(call, found);
                compared.Add((call, found));
            }
            await meters.PostAsync((book, now) => Compare(book, compared, now));
        }
        summary.Report(logger, metrics, @switch.Name);
        return summary;
    }

    private async Task<List<OpenCall>> OwnCallsAsync(
        ISwitch @switch,
        CancellationToken cancellationToken
    )
    {
        var open = await calls.OpenCallsAsync(@switch.Name, cancellationToken);
        var own = open.Where(call => call.Daemon == gate.Daemon).ToList();
        if (own.Count < open.Count)
        {
            RecoveryLog.CallsOfOtherDaemons(logger, @switch.Name, open.Count - own.Count);
        }
        return own;
    }

    /// <summary>
    /// A call and its surcharges in one stroke: first the surcharges whose own record tells of their end; the others end with
    /// the call, if that has ended.
    /// </summary>
    private static void Compare(
        MeterBook book,
        IReadOnlyList<(OpenCall Call, FoundCall Found)> family,
        TimeSpan now
    )
    {
        foreach (
            var (call, found) in family.OrderBy(one =>
                one.Call.Parent is null ? 1
                : one.Found.Ended is not null ? 0
                : 2
            )
        )
        {
            book.Compare(call, found, now);
        }
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
}
