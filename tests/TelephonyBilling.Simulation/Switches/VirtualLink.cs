using TelephonyBilling.Daemon.Switches;
using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Engine;
using TelephonyBilling.Engine.Switching;
using TelephonyBilling.Simulation.Laws;
using TelephonyBilling.Simulation.Virtual;

namespace TelephonyBilling.Simulation.Switches;

/// <summary>
/// One daemon's connection to the PBX: late, now and then slow, cut at any time; a request that was cut may have been
/// carried out or not. Events of one channel keep their order, those of different channels may not; some come twice, and
/// the end of a channel that is not being paid for may never be told.
/// It does as the real adapter does: synchronise, compare, then take the events that came meanwhile.
/// </summary>
internal sealed class VirtualLink(
    World world,
    VirtualPbx pbx,
    Process process,
    DaemonClock clock,
    Tally tally
) : ISwitch
{
    private readonly PbxClock pbxClock = new();
    private readonly Queue<PbxEvent> arrived = new();
    private readonly Dictionary<string, TimeSpan> lastDelivery = new(StringComparer.Ordinal);
    private readonly HashSet<TaskCompletionSource> waiting = [];
    private TimeSpan stalledUntil;
    private TimeSpan lastArrival;
    private int session;
    private bool connected;
    private bool taking;

    /// <summary>Set once, before the first connection.</summary>
    public ISwitchObserver Observer { get; set; } = null!;

    public string Name => "pbx1";

    public bool IsWatched { get; private set; }

    public DateTimeOffset? StartedAt { get; private set; }

    public TimeSpan ToMonotonic(DateTimeOffset switchTime) =>
        pbxClock.ToMonotonic(switchTime, (clock.UtcNow, clock.Now));

    public void Connect()
    {
        if (connected || !pbx.IsUp || !process.IsAlive)
        {
            return;
        }
        connected = true;
        var mine = ++session;
        process.Begin(world, () => ConnectedAsync(mine));
        Ping(mine);
    }

    public void Cut()
    {
        connected = false;
        IsWatched = false;
        session++;
        arrived.Clear();
        taking = false;
        foreach (var request in waiting.ToArray())
        {
            request.TrySetException(
                new SwitchUnavailableException(Name, "the connection was lost")
            );
        }
        waiting.Clear();
    }

    public void Send(PbxEvent pbxEvent)
    {
        if (!connected)
        {
            return;
        }
        if (pbxEvent is { Kind: PbxEventKind.Ended, EndsPaidLeg: false } && world.Chance(0.002))
        {
            tally.Untold++;
            return;
        }
        if (world.Chance(0.01))
        {
            var until = world.Now + world.Between(0, 0.8); // All events wait.
            stalledUntil = until > stalledUntil ? until : stalledUntil;
        }
        var delay = world.Chance(0.02) ? world.Between(0, 0.15) : world.Between(0.0002, 0.02);
        var at = (stalledUntil > world.Now ? stalledUntil : world.Now) + delay;
        if (lastDelivery.TryGetValue(pbxEvent.Channel, out var last) && at <= last)
        {
            at = last + TimeSpan.FromMicroseconds(1);
        }
        lastDelivery[pbxEvent.Channel] = at;
        var mine = session;
        world.At(at, () => Arrive(pbxEvent, mine));
        if (world.Chance(0.02))
        {
            world.At(at + world.Between(0, 2), () => Arrive(pbxEvent, mine));
        }
        if (pbxEvent.Kind == PbxEventKind.Ended)
        {
            lastDelivery.Remove(pbxEvent.Channel);
        }
    }

    public Task<bool> ExtendLeaseAsync(
        string leg,
        TimeSpan until,
        CancellationToken cancellationToken
    )
    {
        var remaining = until - clock.Now;
        var shortest = TimeSpan.FromMilliseconds(1);
        return Ask(() =>
        {
            if (!pbx.Channels.TryGetValue(leg, out var channel))
            {
                return false;
            }
            pbx.SetLease(channel, remaining > shortest ? remaining : shortest);
            return true;
        });
    }

    public Task<bool> HangUpAsync(string leg, CancellationToken cancellationToken) =>
        Ask(() =>
        {
            if (!pbx.Channels.TryGetValue(leg, out var channel))
            {
                return false;
            }
            pbx.End(channel, cause: 16);
            return true;
        });

    public Task<bool> StopFeatureAsync(
        string channel,
        CallFeature feature,
        CancellationToken cancellationToken
    ) => Ask(() => pbx.Channels.ContainsKey(channel));

    public Task WarnAsync(string leg, CancellationToken cancellationToken) => Ask(() => true);

    public Task<bool> SetEndPromptAsync(
        string owner,
        string prompt,
        CancellationToken cancellationToken
    ) => Ask(() => pbx.Channels.ContainsKey(owner));

    public Task<IReadOnlyDictionary<string, LiveChannel>> LiveChannelsAsync(
        CancellationToken cancellationToken
    ) =>
        Ask<IReadOnlyDictionary<string, LiveChannel>>(() =>
            pbx.Channels.ToDictionary(
                pair => pair.Key,
                pair => new LiveChannel(pair.Key, pair.Value.IsUp),
                StringComparer.Ordinal
            )
        );

    public Task<KeptCall?> FindKeptCallAsync(CallId call, CancellationToken cancellationToken) =>
        Ask(() => pbx.Record(call));

    public Task<DateTimeOffset?> AnsweredAtAsync(string leg, CancellationToken cancellationToken) =>
        Ask(() => pbx.Channels.TryGetValue(leg, out var channel) ? channel.AnsweredWall : null);

    public Task ForgetAsync(CallId call, CancellationToken cancellationToken) =>
        Ask(() =>
        {
            pbx.Keep(call, null);
            return true;
        });

    private async Task ConnectedAsync(int mine)
    {
        for (var wait = 0.25; mine == session; wait = Math.Min(wait * 2, 5))
        {
            try
            {
                await SynchroniseAsync();
                StartedAt = pbx.StartedAt - TimeSpan.FromSeconds(1);
                await Observer.WatchBeginsAsync(this, CancellationToken.None);
                if (mine == session)
                {
                    IsWatched = true;
                    taking = true;
                    await TakeAsync(mine);
                }
                return;
            }
            catch (StoreUnavailableException)
            {
                // As the adapter does: once more, after a while.
            }
            catch (SwitchUnavailableException)
            {
                // Likewise.
            }
            await Task.Delay(TimeSpan.FromSeconds(wait), clock.TimeProvider);
        }
    }

    private void Arrive(PbxEvent pbxEvent, int mine)
    {
        if (mine != session)
        {
            return;
        }
        arrived.Enqueue(pbxEvent);
        if (IsWatched && !taking)
        {
            taking = true;
            process.Begin(world, () => TakeAsync(mine));
        }
    }

    private async Task TakeAsync(int mine)
    {
        while (mine == session && arrived.TryDequeue(out var next))
        {
            var at = pbxClock.Witness(next.Stamp, clock.Now, backlog: arrived.Count > 0);
            switch (next.Kind)
            {
                case PbxEventKind.Bound:
                    await Observer.LegBoundAsync(Name, next.Call, next.Channel);
                    break;
                case PbxEventKind.Answered:
                    await Observer.ChannelAnsweredAsync(Name, next.Channel, at);
                    break;
                default:
                    await Observer.ChannelEndedAsync(Name, next.Channel, at, next.Cause);
                    break;
            }
        }
        if (mine == session)
        {
            taking = false;
        }
    }

    private void Ping(int mine) =>
        world.After(
            TimeSpan.FromSeconds(2),
            () =>
            {
                if (mine == session && process.IsAlive)
                {
                    process.Begin(
                        world,
                        async () =>
                        {
                            try
                            {
                                await SynchroniseAsync();
                            }
                            catch (SwitchUnavailableException)
                            {
                                // The next connection synchronises first.
                            }
                        }
                    );
                    Ping(mine);
                }
            }
        );

    private async Task SynchroniseAsync()
    {
        var sent = clock.Now;
        var stamp = await Ask(() => pbx.Wall);
        if (pbxClock.Synchronise(sent, stamp, clock.Now) != TimeSpan.Zero)
        {
            await Observer.ClockSteppedAsync(Name);
        }
    }

    private async Task<T> Ask<T>(Func<T> act)
    {
        if (!connected)
        {
            throw new SwitchUnavailableException(Name, "not connected");
        }
        var mine = session;
        T result = default!;
        // On the way there, where nothing overtakes, then on the way back.
        var there = world.Now + world.Between(0.0002, 0.01);
        lastArrival = there > lastArrival ? there : lastArrival + TimeSpan.FromMicroseconds(1);
        await Wait(lastArrival - world.Now);
        if (mine != session || !pbx.IsUp)
        {
            throw new SwitchUnavailableException(Name, "the connection was lost");
        }
        if (world.Chance(0.003))
        {
            if (world.Chance(0.5))
            {
                result = act();
            }
            await Wait(TimeSpan.FromSeconds(5));
            throw new SwitchUnavailableException(Name, "no answer in 5 s");
        }
        result = act();
        await Wait(world.Between(0.0002, 0.01));
        return result;
    }

    private Task Wait(TimeSpan delay)
    {
        var done = new TaskCompletionSource();
        waiting.Add(done);
        world.After(
            delay,
            () =>
            {
                waiting.Remove(done);
                done.TrySetResult();
            }
        );
        return done.Task;
    }
}
