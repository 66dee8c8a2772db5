using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Engine.Switching;
using TelephonyBilling.Simulation.Virtual;

namespace TelephonyBilling.Simulation.Switches;

/// <summary>
/// A PBX as Asterisk is one: leases are wall-clock times, a few milliseconds late; a hangup handler keeps records, of
/// which a crash loses the last second; events are stamped by its wall clock, and nobody keeps them for later.
/// </summary>
internal sealed class VirtualPbx(World world)
{
    private readonly Dictionary<string, VirtualChannel> channels = new(StringComparer.Ordinal);
    private readonly Dictionary<CallId, List<(TimeSpan At, KeptCall? Record)>> records = [];
    private readonly List<VirtualChannel> endedOfLate = [];
    private TimeSpan wallOffset;
    private int made;

    public bool IsUp { get; private set; } = true;

    public DateTimeOffset StartedAt { get; private set; } = World.Start - TimeSpan.FromDays(1);

    public DateTimeOffset Wall => World.Start + world.Now + wallOffset;

    public int Steps { get; private set; }

    public IReadOnlyDictionary<string, VirtualChannel> Channels => channels;

    /// <summary>Takes each event, as it happens.</summary>
    public Action<PbxEvent> Emit { get; set; } = _ => { };

    /// <summary>Hears of each end, however it came about.</summary>
    public Action<VirtualChannel> ChannelGone { get; set; } = _ => { };

    public VirtualChannel? Make(Action<VirtualChannel> ended)
    {
        if (!IsUp)
        {
            return null;
        }
        var channel = new VirtualChannel($"{StartedAt.ToUnixTimeSeconds()}.{++made}", ended);
        channels.Add(channel.Id, channel);
        return channel;
    }

    public void Answer(VirtualChannel channel)
    {
        channel.IsUp = true;
        channel.AnsweredAt = world.Now;
        channel.AnsweredWall = Wall;
        channel.StepsAtAnswer = Steps;
        Emit(new PbxEvent(PbxEventKind.Answered, channel.Id, Wall, default, 0));
    }

    /// <summary>The absolute timeout: so many seconds from now, by the wall clock.</summary>
    public void SetLease(VirtualChannel channel, TimeSpan remaining)
    {
        channel.Lease = Wall + remaining;
        Watch(channel);
    }

    public void End(VirtualChannel channel, int cause, bool byLease = false)
    {
        if (!channels.Remove(channel.Id))
        {
            return;
        }
        channel.EndedAt = world.Now;
        channel.StepsAtEnd = Steps;
        channel.EndedByLease = byLease;
        channel.Cause = cause;
        endedOfLate.RemoveAll(other => other.EndedAt < world.Now - TimeSpan.FromSeconds(1));
        endedOfLate.Add(channel);
        ChannelGone(channel);
        channel.Ended(channel);
        Emit(
            new PbxEvent(PbxEventKind.Ended, channel.Id, Wall, default, cause)
            {
                EndsPaidLeg = channel is { Lease: not null, AnsweredAt: not null },
            }
        );
    }

    public KeptCall? Record(CallId call) =>
        records.TryGetValue(call, out var versions) ? versions[^1].Record : null;

    public void Keep(CallId call, KeptCall? record)
    {
        if (!records.TryGetValue(call, out var versions))
        {
            records[call] = versions = [];
        }
        versions.Add((world.Now, record));
    }

    /// <summary>All channels are gone, no handler runs, and what was not on disk is lost.</summary>
    public void Crash()
    {
        IsUp = false;
        foreach (var channel in channels.Values)
        {
            channel.EndedAt = world.Now;
            channel.StepsAtEnd = Steps;
            channel.LostWithThePbx = true;
            ChannelGone(channel);
        }
        channels.Clear();
        var onDisk = TimeSpan.FromSeconds(Math.Floor(world.Now.TotalSeconds));
        foreach (var channel in endedOfLate.Where(channel => channel.EndedAt > onDisk))
        {
            channel.LostWithThePbx = true;
        }
        foreach (var (call, versions) in records.ToArray())
        {
            versions.RemoveAll(version => version.At > onDisk);
            if (versions.Count == 0)
            {
                records.Remove(call);
            }
        }
    }

    public void Restart()
    {
        IsUp = true;
        StartedAt = Wall;
    }

    public void StepClock(TimeSpan step)
    {
        wallOffset += step;
        Steps++;
        foreach (var channel in channels.Values.ToArray())
        {
            Watch(channel);
        }
    }

    private void Watch(VirtualChannel channel)
    {
        var lease = channel.Lease;
        var steps = Steps;
        var due = lease - Wall + world.Between(0.001, 0.006) ?? TimeSpan.Zero;
        world.After(
            due > TimeSpan.Zero ? due : TimeSpan.Zero,
            () =>
            {
                if (channel.Lease == lease && Steps == steps)
                {
                    End(channel, cause: 16, byLease: true);
                }
            }
        );
    }
}
