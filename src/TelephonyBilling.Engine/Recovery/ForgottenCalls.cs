using Microsoft.Extensions.Logging;
using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Metering;
using TelephonyBilling.Engine.Switching;

namespace TelephonyBilling.Engine.Recovery;

/// <summary>
/// Looks every minute after calls that hold money, are not answered as far as is known, and are older than any usual
/// ringing: an event that a switch never sent, a store whose answer got lost, or another daemon that died may have left
/// them so. Those whose channels are gone are closed as a comparison would close them; those that go on are left alone.
/// </summary>
/// <remarks>Cheap while there are none: one read of the store, and no question to the switch.</remarks>
public sealed class ForgottenCalls(
    ICallStore calls,
    MeterLoop meters,
    SwitchDirectory switches,
    DaemonClock clock,
    EngineMetrics metrics,
    ILogger<ForgottenCalls> logger
)
{
    /// <summary>How often it is looked.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    /// <summary>How old a call must be: longer than phones are usually let ring, and than the gate takes to announce a call.</summary>
    public static readonly TimeSpan Age = TimeSpan.FromMinutes(2);

    private readonly CallFinder finder = new(calls, clock, logger);

    /// <summary>Looks at all switches, again and again, until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Every, clock.TimeProvider, cancellationToken);
                foreach (var watched in switches.All.Where(one => one.IsWatched))
                {
                    await TryLookAsync(watched, cancellationToken);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopping; the next start compares.
        }
    }

    /// <summary>Looks at one switch, once.</summary>
    /// <returns>How many forgotten calls were found.</returns>
    /// <exception cref="SwitchUnavailableException">The switch went away meanwhile; the comparison that follows will tell.</exception>
    /// <exception cref="StoreUnavailableException">The open calls can't be read.</exception>
    public async Task<int> LookAsync(ISwitch @switch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(@switch);
        // The book before the store: a call that is open in the store after it was not in the book was not closed between,
        // and, being old, is not about to be admitted. Then, as a comparison does, the channels before the records.
        var book = await meters.AskAsync(b => b.Believed(@switch.Name), cancellationToken);
        var before = clock.UtcNow - Age;
        var open = await calls.OpenCallsAsync(@switch.Name, cancellationToken);
        await meters.PostAsync((b, _) => b.DropClosed(book.Keys, open));
        var old = open.Where(call =>
                call.AuthorisedAt < before
                && book.GetValueOrDefault(call.Id) is null or { Phase: CallPhase.Authorised }
            )
            .ToList();
        if (old.Count == 0)
        {
            return 0;
        }
        var live = await @switch.LiveChannelsAsync(cancellationToken);
        var doubtful = old.Where(call => IsDoubtful(call, book.GetValueOrDefault(call.Id), live))
            .ToList();
        var kept = await CallFinder.FindKeptAsync(@switch, doubtful, cancellationToken);
        var forgotten = 0;
        foreach (var call in doubtful)
        {
            var believed = book.GetValueOrDefault(call.Id);
            if (believed is null && GoesOn(call, kept[call.Id], live))
            {
                continue; // Another daemon's, or bounded by its lease alone: it is closed here once it has ended.
            }
            RecoveryLog.CallForgotten(logger, @switch.Name, call.Id);
            forgotten++;
            var found = await finder.FindAsync(
                @switch,
                call,
                kept[call.Id],
                live,
                cancellationToken
            );
            await meters.PostAsync((b, now) => b.CompareForgotten(call, found, believed, now));
        }
        metrics.Repaired(@switch.Name, "forgotten", forgotten);
        return forgotten;
    }

    /// <summary>Whether a channel of the call is gone, or a leg of it is up, and nobody said so.</summary>
    private static bool IsDoubtful(
        OpenCall call,
        BelievedCall? believed,
        IReadOnlyDictionary<string, LiveChannel> live
    ) =>
        believed is null
            ? !live.ContainsKey(call.Owner)
            : (believed.OwnerLives && !live.ContainsKey(call.Owner))
                || believed.Legs.Any(leg =>
                    !live.TryGetValue(leg, out var channel) || channel.IsUp
                );

    private static bool GoesOn(
        OpenCall call,
        KeptCall? kept,
        IReadOnlyDictionary<string, LiveChannel> live
    ) =>
        (call.Leg is { } leg && live.ContainsKey(leg))
        || (kept is { EndedAt: null } && live.ContainsKey(kept.Leg));

    private async Task TryLookAsync(ISwitch @switch, CancellationToken cancellationToken)
    {
        try
        {
            await LookAsync(@switch, cancellationToken);
        }
        catch (StoreUnavailableException e)
        {
            RecoveryLog.ForgottenCallsNotRead(logger, @switch.Name, e.Message);
        }
        catch (SwitchUnavailableException e)
        {
            RecoveryLog.ForgottenCallsNotRead(logger, @switch.Name, e.Message);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            RecoveryLog.ForgottenCallsFailed(logger, @switch.Name, e);
        }
    }
}
