namespace TelephonyBilling.Simulation.Laws;

/// <summary>What runs went through, so that a simulation that tests nothing is noticed.</summary>
internal sealed class Tally
{
    public int Settled { get; set; }

    public int Exact { get; set; }

    /// <summary>A hang-up just after a lease's end was taken for a cut: charged a step less.</summary>
    public int Favours { get; set; }

    public int Cut { get; set; }

    public int Released { get; set; }

    public int Refused { get; set; }

    /// <summary>Attempts for which a limit on use left no room.</summary>
    public int RefusedByLimit { get; set; }

    /// <summary>Calls that a limit on use ended.</summary>
    public int EndedByLimit { get; set; }

    public int Estimated { get; set; }

    /// <summary>Answered in the PBX's last second while nobody watched: there is nothing to charge by.</summary>
    public int LostWithThePbx { get; set; }

    public int Stepped { get; set; }

    public int MisjudgedByStep { get; set; }

    public int Kills { get; set; }

    public int Gaps { get; set; }

    public int PbxCrashes { get; set; }

    public int Outages { get; set; }

    /// <summary>Ends of channels that the PBX never told.</summary>
    public int Untold { get; set; }

    public long Events { get; set; }

    public TimeSpan Talked { get; set; }

    public TimeSpan Virtual { get; set; }

    public TimeSpan LongestOverrun { get; set; }

    public void Add(Tally other)
    {
        Settled += other.Settled;
        Exact += other.Exact;
        Favours += other.Favours;
        Cut += other.Cut;
        Released += other.Released;
        Refused += other.Refused;
        RefusedByLimit += other.RefusedByLimit;
        EndedByLimit += other.EndedByLimit;
        Estimated += other.Estimated;
        LostWithThePbx += other.LostWithThePbx;
        Stepped += other.Stepped;
        MisjudgedByStep += other.MisjudgedByStep;
        Kills += other.Kills;
        Gaps += other.Gaps;
        PbxCrashes += other.PbxCrashes;
        Outages += other.Outages;
        Untold += other.Untold;
        Events += other.Events;
        Talked += other.Talked;
        Virtual += other.Virtual;
        LongestOverrun =
            other.LongestOverrun > LongestOverrun ? other.LongestOverrun : LongestOverrun;
    }

    public override string ToString() =>
        $"{Virtual.TotalDays:0.0} virtual days, {Talked.TotalHours:0} h talked, {Events} events; "
        + $"settled {Settled} (exact {Exact}, favours {Favours}, cut {Cut}, estimated {Estimated}, over a clock step {Stepped}, "
        + $"misjudged by it {MisjudgedByStep}), released {Released} (answered but lost with the PBX {LostWithThePbx}), refused {Refused}; "
        + $"limits refused {RefusedByLimit} and ended {EndedByLimit}; "
        + $"kills {Kills}, gaps {Gaps}, PBX crashes {PbxCrashes}, store outages {Outages}, untold ends {Untold}; longest overrun {LongestOverrun.TotalMilliseconds:0} ms";
}
