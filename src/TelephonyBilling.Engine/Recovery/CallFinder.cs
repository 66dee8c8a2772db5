using Microsoft.Extensions.Logging;
using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Metering;
using TelephonyBilling.Engine.Switching;

namespace TelephonyBilling.Engine.Recovery;

/// <summary>Finds out what a switch knows of open calls.</summary>
internal sealed class CallFinder(ICallStore calls, DaemonClock clock, ILogger logger)
{
    /// <summary>Records that are asked for at once: enough to be quick, few enough not to crowd the connection.</summary>
    private const int AskedAtOnce = 32;

    /// <summary>The switch's own records of calls; null where it kept none.</summary>
    internal static async Task<Dictionary<CallId, KeptCall?>> FindKeptAsync(
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

    /// <summary>What a call's meter is to be told.</summary>
    /// <param name="switch">The call's switch.</param>
    /// <param name="call">The call.</param>
    /// <param name="kept">Its record.</param>
    /// <param name="live">The channels that exist; listed before the record was read, so that a leg that is missing has had its record written before.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal async Task<FoundCall> FindAsync(
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
            ParentEnd = call.Parent is { } parent
                ? await FindEndAsync(@switch, parent, cancellationToken)
                : null,
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

    private async Task<CallEnd?> FindEndAsync(
        ISwitch @switch,
        CallId parent,
        CancellationToken cancellationToken
    ) =>
        await calls.FindAsync(parent, cancellationToken) is { EndedAt: { } at } ended
            ? new CallEnd(at, @switch.ToMonotonic(at), ended.Cause, ended.Estimated)
            : null;

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
        RecoveryLog.AnswerTimeUnknown(logger, @switch.Name, call.Id, kept.Leg);
        return new Moment(clock.UtcNow, clock.Now, Witnessed: false);
    }
}
