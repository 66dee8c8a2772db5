using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Gating;
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
    private readonly ChannelOwners owners = new();
    private readonly SurchargeIndex surcharges = new();
    private readonly DueQueue due = new();
    private readonly List<MeterAction> actions = [];

    /// <summary>The cause of ITU-T Q.850 with which things end as somebody wanted.</summary>
    private const int NormalClearing = 16;

    /// <summary>The open calls; a call leaves when its settlement or release is in the store.</summary>
    public IReadOnlyDictionary<CallId, MeteredCall> Calls => calls;

    /// <summary>How many channels are remembered, as legs or as owners of calls, and calls with surcharges: none, when no call is open.</summary>
    public int Remembered => legs.Count + owners.Count + surcharges.Count;

    /// <summary>The length of the queue of meters that wait; closed calls leave it late.</summary>
    public int Queued => due.Count;

    /// <summary>When <see cref="RunDue"/> wants to be called next; null: nothing waits. It may be earlier than needed.</summary>
    public TimeSpan? NextDue => due.Next;

    /// <summary>
    /// A channel is asking the gate: should it end before its call is here, that is remembered. Each call of this is
    /// followed by one <see cref="Admit"/> or <see cref="Dismiss"/>.
    /// </summary>
    public void Expect(string pbx, string owner) => owners.Expect(pbx, owner);

    /// <summary>The gate did not open a call for this channel after all.</summary>
    public void Dismiss(string pbx, string owner) => owners.Answer(pbx, owner);

    /// <summary>Takes in a call that the gate opened.</summary>
    /// <param name="call">The call; if it is known, nothing changes but that the gate has answered.</param>
    /// <param name="now">The daemon's monotonic clock.</param>
    public void Admit(OpenCall call, TimeSpan now)
    {
        var metered = Take(call, now);
        if (owners.Answer(call.Pbx, call.Owner) is { } end)
        {
            // Inbound, the channel that asked is the trunk leg too: both have ended.
            End(metered, call.Owner, end.At, end.Cause, now);
            Apply(metered, new CallSignal.OwnerEnded(), now);
        }
        if (call.Parent is { } parent)
        {
            // Its call may have ended while the store was asked.
            var parentEnd = calls.TryGetValue(parent, out var of)
                ? of.End
                : new CallEnd(null, now, Cause: 0, Estimated: false);
            EndWith(parentEnd, metered, now);
        }
    }

    /// <summary>Tells a call's meter what happened. A call that isn't here is over, and the signal late: nothing is done.</summary>
    public void Signal(CallId call, CallSignal signal, TimeSpan now)
    {
        if (calls.TryGetValue(call, out var metered))
        {
            Apply(metered, signal, now);
        }
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
            effects.Judge(pbx, call, leg);
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
        if (
            legs.TryGetValue((pbx, channel), out var call)
            && calls.TryGetValue(call, out var metered)
        )
        {
            End(metered, channel, at, cause, now);
        }
        foreach (var id in owners.End(pbx, channel, at, cause))
        {
            // A channel that asked twice, for two numbers, may be the trunk leg of more than one call.
            End(calls[id], channel, at, cause, now);
            Signal(id, new CallSignal.OwnerEnded(), now);
        }
    }

    /// <summary>A feature runs from now on: for a surcharge what the answer is for a call.</summary>
    public void FeatureBegan(
        string pbx,
        CallId call,
        CallFeature feature,
        string channel,
        Moment at,
        TimeSpan now
    )
    {
        if (calls.TryGetValue(call, out var metered))
        {
            Apply(metered, new CallSignal.LegAnswered(metered.Call.Owner, at), now);
        }
        else
        {
            effects.JudgeFeature(pbx, call, feature, channel);
        }
    }

    /// <summary>A feature runs no more.</summary>
    public void FeatureEnded(string pbx, CallId call, Moment at, TimeSpan now)
    {
        if (calls.TryGetValue(call, out var metered))
        {
            End(metered, metered.Call.Owner, at, NormalClearing, now);
        }
        else
        {
            effects.JudgeRecord(pbx, call);
        }
    }

    /// <summary>
    /// Compares one call that is open in the store with what its switch knows of it, in one stroke: a call that ended
    /// while nobody watched is closed without being renewed or hung up in between.
    /// </summary>
    /// <param name="call">The call; it is taken in if it isn't here.</param>
    /// <param name="found">What the switch knows.</param>
    /// <param name="now">The daemon's monotonic clock.</param>
    public void Compare(OpenCall call, FoundCall found, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(found);
        var metered = Take(call, now);
        foreach (var signal in found.SignalsFor(metered, found.ParentEnd ?? EndOfParent(metered)))
        {
            Tell(metered, signal, now);
        }
        if (metered.Meter.Phase == CallPhase.Closed)
        {
            actions.RemoveAll(action =>
                action is MeterAction.ExtendLease or MeterAction.RecordAnswer
            );
        }
        else if (call.Leg is not null)
        {
            actions.RemoveAll(action => action is MeterAction.RecordAnswer);
        }
        var once = actions.Distinct().ToList();
        actions.Clear();
        actions.AddRange(once);
        Carry(metered, now);
        due.Add(metered);
    }

    /// <summary>
    /// Compares a call that seems forgotten, while events go on: what was told since the switch was asked counts more than
    /// what it said then.
    /// </summary>
    /// <param name="call">A call that is open in the store.</param>
    /// <param name="found">What the switch knew of it.</param>
    /// <param name="believed">What <see cref="Believed"/> gave of it before the switch was asked; null: it was not here.</param>
    /// <param name="now">The daemon's monotonic clock.</param>
    public void CompareForgotten(
        OpenCall call,
        FoundCall found,
        BelievedCall? believed,
        TimeSpan now
    )
    {
        ArgumentNullException.ThrowIfNull(call);
        if (
            believed is not null
            && calls.GetValueOrDefault(call.Id) is not { Meter.Phase: CallPhase.Authorised }
        )
        {
            return; // It was answered or closed meanwhile.
        }
        Compare(call, found with { Judged = believed?.Legs }, now);
    }

    /// <summary>The calls of a switch that are here, as they are now.</summary>
    public IReadOnlyDictionary<CallId, BelievedCall> Believed(string pbx) =>
        calls
            .Values.Where(metered => metered.Call.Pbx == pbx)
            .ToDictionary(
                metered => metered.Call.Id,
                metered => new BelievedCall(
                    metered.Meter.Phase,
                    [.. metered.Legs],
                    !metered.OwnerEnded
                )
            );

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

    /// <summary>
    /// Forgets calls that somebody else closed in the store, such as another daemon that found them first. Their legs, should
    /// any be left, are judged like all legs of calls that are not here.
    /// </summary>
    /// <param name="before">The calls that were here before the store was read.</param>
    /// <param name="open">Those that are open in the store.</param>
    public void DropClosed(IEnumerable<CallId> before, IReadOnlyCollection<OpenCall> open)
    {
        ArgumentNullException.ThrowIfNull(before);
        var stillOpen = open.Select(call => call.Id).ToHashSet();
        foreach (var id in before.Where(id => !stillOpen.Contains(id)).ToList())
        {
            // A meter that is closed has closed the call itself, and says so when that is done.
            if (calls.TryGetValue(id, out var metered) && metered.Meter.Phase != CallPhase.Closed)
            {
                Judge(metered);
                Remove(id);
            }
        }
    }

    /// <summary>The call's settlement or release is in the store.</summary>
    public void Remove(CallId call)
    {
        if (!calls.Remove(call, out var metered))
        {
            return;
        }
        foreach (var leg in metered.Legs.ToArray())
        {
            Unbind(metered, leg);
        }
        owners.Remove(metered.Call.Pbx, metered.Call.Owner, call);
        if (metered.Call.Parent is { } parent)
        {
            surcharges.Remove(parent, call);
        }
        due.Compact(calls.Values);
        metered.Close();
    }

    /// <summary>Where the calls stand that a channel asked for.</summary>
    public IReadOnlyList<CallStanding> Standings(string pbx, string owner) =>
        [
            .. owners
                .CallsOf(pbx, owner)
                .Select(id => calls[id])
                .Select(metered => new CallStanding(
                    metered.Call.Id,
                    metered.Meter.Phase,
                    metered.Meter.ConnectedLeg,
                    metered.Meter.AnsweredAt?.SwitchTime,
                    metered.Closed
                )),
        ];

    /// <summary>Lets every meter act that is due.</summary>
    public void RunDue(TimeSpan now)
    {
        while (due.TryTake(now, out var metered))
        {
            if (metered.Meter.NextDue <= now)
            {
                Collect(() => metered.Meter.Tick(now, actions));
                Carry(metered, now);
            }
            due.Add(metered);
        }
    }

    private void Judge(MeteredCall metered)
    {
        var call = metered.Call;
        foreach (var leg in metered.Legs)
        {
            if (call.Parent is null)
            {
                effects.Judge(call.Pbx, call.Id, leg);
            }
            else
            {
                effects.JudgeFeature(call.Pbx, call.Id, call.Feature, leg);
            }
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
        owners.Add(call.Pbx, call.Owner, call.Id);
        if (call.Parent is { } parent)
        {
            surcharges.Add(parent, call.Id);
        }
        if (call.OwnerIsLeg)
        {
            Signal(call.Id, new CallSignal.LegBound(call.Owner), now);
        }
        return metered;
    }

    private void End(MeteredCall metered, string leg, Moment at, int cause, TimeSpan now)
    {
        if (metered.Legs.Contains(leg))
        {
            Apply(metered, new CallSignal.LegEnded(leg, at, cause), now);
        }
    }

    private void Bind(MeteredCall metered, string leg)
    {
        if (metered.Legs.Contains(leg))
        {
            return;
        }
        metered.Legs.Add(leg);
        if (metered.Call.Parent is null)
        {
            // A feature's channel may be the trunk leg of its call; what that has to tell is told to features by their owner.
            legs[(metered.Call.Pbx, leg)] = metered.Call.Id;
        }
    }

    private void Unbind(MeteredCall metered, string leg)
    {
        metered.Legs.Remove(leg);
        var key = (metered.Call.Pbx, leg);
        if (legs.TryGetValue(key, out var call) && call == metered.Call.Id)
        {
            legs.Remove(key);
        }
    }

    private void Apply(MeteredCall metered, CallSignal signal, TimeSpan now)
    {
        Tell(metered, signal, now);
        Carry(metered, now);
        due.Add(metered);
    }

    private void Tell(MeteredCall metered, CallSignal signal, TimeSpan now)
    {
        switch (signal)
        {
            case CallSignal.LegBound bound:
                if (metered.EndedLegs.Contains(bound.Leg))
                {
                    return;
                }
                Bind(metered, bound.Leg);
                break;
            case CallSignal.LegAnswered answered:
                if (metered.EndedLegs.Contains(answered.Leg))
                {
                    return;
                }
                Bind(metered, answered.Leg);
                break;
            case CallSignal.LegEnded ended:
                metered.EndedLegs.Add(ended.Leg);
                Unbind(metered, ended.Leg);
                break;
            case CallSignal.LegVanished vanished:
                Unbind(metered, vanished.Leg);
                break;
            case CallSignal.OwnerEnded:
                metered.OwnerEnded = true;
                break;
            default:
                break;
        }
        Collect(() => metered.Meter.Apply(signal, now, actions));
    }

    private void Collect(Action decide)
    {
        try
        {
            decide();
        }
        catch
        {
            // What one meter wanted before it failed must not be carried out for the next one.
            actions.Clear();
            throw;
        }
    }

    private void Carry(MeteredCall metered, TimeSpan now)
    {
        var wanted = actions.ToArray();
        actions.Clear();
        foreach (var action in wanted)
        {
            metered.End ??= CallEnd.Of(metered, action, now);
            effects.Begin(metered, action);
        }
        foreach (var id in surcharges.Of(metered.Call.Id))
        {
            EndWith(metered.End, calls[id], now);
        }
    }

    /// <summary>Ends a surcharge with its call, if that has ended.</summary>
    private void EndWith(CallEnd? end, MeteredCall surcharge, TimeSpan now)
    {
        if (end is null)
        {
            return;
        }
        foreach (var signal in end.SignalsFor(surcharge))
        {
            Apply(surcharge, signal, now);
        }
    }

    private CallEnd? EndOfParent(MeteredCall metered) =>
        metered.Call.Parent is { } parent ? calls.GetValueOrDefault(parent)?.End : null;
}
