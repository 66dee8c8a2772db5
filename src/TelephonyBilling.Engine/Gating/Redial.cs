using Microsoft.Extensions.Logging;
using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Switching;

namespace TelephonyBilling.Engine.Gating;

/// <summary>
/// What becomes of a channel's earlier calls when it asks for another one. A dialplan that tries the next trunk gets the same
/// answer as before; one that dials again after its call was answered shall get a call of its own, also while the first one
/// is still being settled, or its end is still on the way here. The same for features that are ended and begun again.
/// </summary>
public sealed class Redial(
    ICallStore calls,
    IMeterDesk meters,
    SwitchDirectory switches,
    DaemonClock clock,
    ILogger<Redial> logger
)
{
    /// <summary>
    /// How long a call that is over is waited for: a settlement takes milliseconds, and frees the money and the place among the
    /// account's calls that the next one may need. Much shorter than a dialplan waits for the gate.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The store gave the channel's earlier call again. Is that one over, or answered? If so, the store will open another one
    /// now.
    /// </summary>
    /// <param name="open">The call that the store gave.</param>
    /// <exception cref="StoreUnavailableException">The store can't be asked.</exception>
    public async Task<bool> MakesWayAsync(OpenCall open)
    {
        ArgumentNullException.ThrowIfNull(open);
        if (open.OwnerIsTrunk)
        {
            return false; // The channel that asks is the trunk leg: it is one call for as long as it lives.
        }
        var standings = await meters.StandingsAsync(open.Pbx, open.Owner);
        var standing = standings.FirstOrDefault(call => call.Id == open.Id);
        var kept = await FindKeptAsync(open.Pbx, open.Id);
        if (standing is not null && IsOver(standing, kept) && await IsSoonClosedAsync(standing))
        {
            return true;
        }
        if (open.Parent is not null)
        {
            return standing is { Phase: CallPhase.Closed }; // A feature runs once at a time on a channel.
        }
        if (standing is { Leg: { } leg, AnsweredAt: { } answeredAt })
        {
            await calls.RecordAnswerAsync(open.Id, leg, answeredAt, CancellationToken.None);
            return true;
        }
        if (kept is { AnsweredAt: { } recordedAt })
        {
            await calls.RecordAnswerAsync(open.Id, kept.Leg, recordedAt, CancellationToken.None);
            return true;
        }
        return standing is { Phase: CallPhase.Closed };
    }

    /// <summary>
    /// The channel was refused. Does a call of its own, which is over but not settled yet, hold the money or the place that it
    /// lacks? If so, it is waited for, and the store may say otherwise now.
    /// </summary>
    public async Task<bool> FreesSomethingAsync(string pbx, string owner)
    {
        var freed = false;
        foreach (var standing in await meters.StandingsAsync(pbx, owner))
        {
            freed |=
                IsOver(standing, await FindKeptAsync(pbx, standing.Id))
                && await IsSoonClosedAsync(standing);
        }
        return freed;
    }

    private static bool IsOver(CallStanding standing, KeptCall? kept) =>
        standing.Phase == CallPhase.Closed || kept is { AnsweredAt: not null, EndedAt: not null };

    private async Task<bool> IsSoonClosedAsync(CallStanding standing)
    {
        var patience = Task.Delay(Patience, clock.TimeProvider);
        return await Task.WhenAny(standing.Closed, patience) == standing.Closed;
    }

    /// <summary>The switch's record knows of an answer and of an end before their events are here.</summary>
    private async Task<KeptCall?> FindKeptAsync(string pbx, CallId call)
    {
        if (switches.Find(pbx) is not { IsWatched: true } asked)
        {
            return null;
        }
        try
        {
            return await asked.FindKeptCallAsync(call, CancellationToken.None);
        }
        catch (SwitchUnavailableException e)
        {
            OutageLog.SwitchAway(logger, call, pbx, "redial", e.Message);
            return null; // The meter's word must do.
        }
    }
}
