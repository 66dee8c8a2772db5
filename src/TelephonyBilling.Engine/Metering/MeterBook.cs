using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Switching;

namespace TelephonyBilling.Engine.Metering;

/// <summary>
/// All open calls: finds the call that an event belongs to, drives its meter, and knows when which meter is due.
/// </summary>
/// <remarks>
/// Synchronous and without a clock, so that a simulator can drive it through years of calls. Not thread-safe: one caller
/// at a time, which <see cref="MeterLoop"/> sees to. Channels are known by switch and unique id, never by name.
/// </remarks>
public sealed class MeterBook(MeterOptions options, IMeterEffects effects)
{
    private readonly Dictionary<CallId, MeteredCall> calls = [];
    private readonly Dictionary<(string Pbx, string Channel), CallId> legs = [];
    private readonly Dictionary<(string Pbx, string Channel), OwnedCalls> owners = [];
    private readonly PriorityQueue<MeteredCall, TimeSpan> due = new();
    private readonly List<MeterAction> actions = [];

    /// <summary>The open calls; a call leaves when its settlement or release is in the store.</summary>
    public IReadOnlyDictionary<CallId, MeteredCall> Calls => calls;

    /// <summary>When <see cref="RunDue"/> wants to be called next; null: nothing waits. It may be earlier than needed.</summary>
    public TimeSpan? NextDue => due.TryPeek(out _, out var at) ? at : null;

    /// <summary>
    /// A channel is asking the gate: should it end before its call is here, that is remembered. Each call of this is
    /// followed by one <see cref="Admit"/> or <see cref="Dismiss"/>.
    /// </summary>
    public void Expect(string pbx, string owner) => Owner(pbx, owner).Expected++;

    /// <summary>The gate did not open a call for this channel after all.</summary>
    public void Dismiss(string pbx, string owner)
    {
        var owned = Owner(pbx, owner);
        owned.Expected--;
        ForgetWhenUnused((pbx, owner), owned);
    }

    /// <summary>Takes in a call that the gate opened.</summary>
    /// <param name="call">The call; if it is known, nothing changes but that the gate has answered.</param>
    /// <param name="now">The daemon's monotonic clock.</param>
    public void Admit(OpenCall call, TimeSpan now)
    {
        var owned = Owner(call.Pbx, call.Owner);
        owned.Expected--;
        Take(call, now);
        if (owned.Ended && calls.TryGetValue(call.Id, out var metered))
        {
            Apply(metered, new CallSignal.OwnerEnded(), now);
        }
        ForgetWhenUnused((call.Pbx, call.Owner), owned);
    }

    /// <summary>Takes in a call that was open before, found in the store.</summary>
    /// <param name="call">The call; if it is known, nothing changes.</param>
    /// <param name="answered">When it was answered, if the store knows.</param>
    /// <param name="now">The daemon's monotonic clock.</param>
    public void Adopt(OpenCall call, Moment? answered, TimeSpan now)
    {
        if (calls.ContainsKey(call.Id))
        {
            return;
        }
        var metered = Take(call, now);
        if (call.Leg is { } leg && answered is { } at)
        {
            Bind(metered, leg);
            Apply(metered, new CallSignal.LegAnswered(leg, at), now);
        }
    }

    /// <summary>Tells a call's meter what happened. A call that isn't here is over, and the signal late: nothing is done.</summary>
    public void Signal(CallId call, CallSignal signal, TimeSpan now)
    {
        if (!calls.TryGetValue(call, out var metered))
        {
            return;
        }
        switch (signal)
        {
            case CallSignal.LegBound bound:
                Bind(metered, bound.Leg);
                break;
            case CallSignal.LegAnswered answered:
                Bind(metered, answered.Leg);
                break;
            case CallSignal.LegEnded ended:
                Unbind(metered, ended.Leg);
                break;
            case CallSignal.LegVanished vanished:
                Unbind(metered, vanished.Leg);
                break;
            default:
                break;
        }
        Apply(metered, signal, now);
    }

    /// <summary>A trunk leg was made for a call.</summary>
    public void LegBound(string pbx, CallId call, string leg, TimeSpan now)
    {
        if (calls.ContainsKey(call))
        {
            Signal(call, new CallSignal.LegBound(leg), now);
        }
        else
        {
            effects.HangUpUnpaid(pbx, call, leg);
        }
    }

    /// <summary>A channel was answered; most are none of ours.</summary>
    public void ChannelAnswered(string pbx, string channel, Moment at, TimeSpan now)
    {
        if (legs.TryGetValue((pbx, channel), out var call))
        {
            Signal(call, new CallSignal.LegAnswered(channel, at), now);
        }
    }

    /// <summary>A channel is gone; most are none of ours.</summary>
    public void ChannelEnded(string pbx, string channel, Moment at, int cause, TimeSpan now)
    {
        if (legs.TryGetValue((pbx, channel), out var call))
        {
            Signal(call, new CallSignal.LegEnded(channel, at, cause), now);
        }
        OwnerEnded(pbx, channel, now);
    }

    /// <summary>
    /// Compares the calls of one switch with the channels that exist there. What the switch kept of calls that ended was
    /// told by signals before; a leg that is gone without such a record has vanished.
    /// </summary>
    /// <param name="pbx">The switch.</param>
    /// <param name="known">The calls that were open when the channels were listed: a younger one is not judged by the list.</param>
    /// <param name="live">The channels.</param>
    /// <param name="startedAt">When the switch was started: a leg answered before that had ended by then.</param>
    /// <param name="now">The daemon's monotonic clock.</param>
    public void Survey(
        string pbx,
        IEnumerable<CallId> known,
        IReadOnlyDictionary<string, LiveChannel> live,
        DateTimeOffset? startedAt,
        TimeSpan now
    )
    {
        foreach (var id in known)
        {
            if (!calls.TryGetValue(id, out var metered) || metered.Call.Pbx != pbx)
            {
                continue;
            }
            foreach (var leg in metered.Legs.Where(leg => !live.ContainsKey(leg)).ToList())
            {
                var answered = metered.Meter.AnsweredAt?.SwitchTime;
                var notAfter = startedAt > answered ? startedAt : null;
                Signal(id, new CallSignal.LegVanished(leg, notAfter), now);
            }
            if (!live.ContainsKey(metered.Call.Owner))
            {
                Signal(id, new CallSignal.OwnerEnded(), now);
            }
            Signal(id, new CallSignal.LeaseUncertain(), now);
        }
    }

    /// <summary>The switch may hold other leases than were sent to it: they are sent again.</summary>
    public void LeasesUncertain(string pbx, TimeSpan now)
    {
        foreach (
            var id in calls
                .Values.Where(call => call.Call.Pbx == pbx)
                .Select(call => call.Call.Id)
                .ToList()
        )
        {
            Signal(id, new CallSignal.LeaseUncertain(), now);
        }
    }

    /// <summary>The call's settlement or release is in the store.</summary>
    public void Remove(CallId call)
    {
        if (!calls.Remove(call, out var metered))
        {
            return;
        }
        foreach (var leg in metered.Legs)
        {
            legs.Remove((metered.Call.Pbx, leg));
        }
        var key = (metered.Call.Pbx, metered.Call.Owner);
        if (owners.TryGetValue(key, out var owned))
        {
            owned.Calls.Remove(call);
            ForgetWhenUnused(key, owned);
        }
    }

    /// <summary>Lets every meter act that is due.</summary>
    public void RunDue(TimeSpan now)
    {
        while (due.TryPeek(out var metered, out var at) && at <= now)
        {
            due.Dequeue();
            if (metered.QueuedFor != at)
            {
                continue; // It was queued again for an earlier time.
            }
            metered.QueuedFor = null;
            if (metered.Meter.NextDue <= now)
            {
                metered.Meter.Tick(now, actions);
                Carry(metered);
            }
            Queue(metered);
        }
    }

    private MeteredCall Take(OpenCall call, TimeSpan now)
    {
        if (calls.TryGetValue(call.Id, out var known))
        {
            return known;
        }
        var metered = new MeteredCall(call, options);
        calls.Add(call.Id, metered);
        Owner(call.Pbx, call.Owner).Calls.Add(call.Id);
        if (call.OwnerIsTrunk)
        {
            Signal(call.Id, new CallSignal.LegBound(call.Owner), now);
        }
        return metered;
    }

    private void OwnerEnded(string pbx, string owner, TimeSpan now)
    {
        if (!owners.TryGetValue((pbx, owner), out var owned))
        {
            return;
        }
        owned.Ended = true;
        foreach (var id in owned.Calls.ToArray())
        {
            Signal(id, new CallSignal.OwnerEnded(), now);
        }
    }

    private void Bind(MeteredCall metered, string leg)
    {
        if (!metered.Legs.Contains(leg))
        {
            metered.Legs.Add(leg);
            legs[(metered.Call.Pbx, leg)] = metered.Call.Id;
        }
    }

    private void Unbind(MeteredCall metered, string leg)
    {
        metered.Legs.Remove(leg);
        legs.Remove((metered.Call.Pbx, leg));
    }

    private void Apply(MeteredCall metered, CallSignal signal, TimeSpan now)
    {
        metered.Meter.Apply(signal, now, actions);
        Carry(metered);
        Queue(metered);
    }

    private void Carry(MeteredCall metered)
    {
        foreach (var action in actions)
        {
            effects.Begin(metered, action);
        }
        actions.Clear();
    }

    private void Queue(MeteredCall metered)
    {
        if (metered.Meter.NextDue is { } next && !(metered.QueuedFor <= next))
        {
            metered.QueuedFor = next;
            due.Enqueue(metered, next);
        }
    }

    private OwnedCalls Owner(string pbx, string owner)
    {
        if (!owners.TryGetValue((pbx, owner), out var owned))
        {
            owners[(pbx, owner)] = owned = new OwnedCalls();
        }
        return owned;
    }

    private void ForgetWhenUnused((string, string) key, OwnedCalls owned)
    {
        if (owned is { Expected: <= 0, Calls.Count: 0 })
        {
            owners.Remove(key);
        }
    }

    /// <summary>The calls that one channel asked for, and whether it is gone.</summary>
    private sealed class OwnedCalls
    {
        public List<CallId> Calls { get; } = new(1);

        public int Expected { get; set; }

        public bool Ended { get; set; }
    }
}
