namespace TelephonyBilling.Simulation.Switches;

/// <summary>A channel, and the truth about it.</summary>
internal sealed class VirtualChannel(string id, Action<VirtualChannel> ended)
{
    public string Id => id;

    /// <summary>Told when it ends, before the event goes out; not where the PBX died.</summary>
    public Action<VirtualChannel> Ended => ended;

    public bool IsUp { get; set; }

    public bool Exists => EndedAt is null;

    public TimeSpan? AnsweredAt { get; set; }

    public DateTimeOffset? AnsweredWall { get; set; }

    public int StepsAtAnswer { get; set; }

    public int StepsAtEnd { get; set; }

    public TimeSpan? EndedAt { get; set; }

    public DateTimeOffset? Lease { get; set; }

    public bool EndedByLease { get; set; }

    /// <summary>The PBX died with it, or within its last second on disk: its end left no record.</summary>
    public bool LostWithThePbx { get; set; }

    public int Cause { get; set; }
}
