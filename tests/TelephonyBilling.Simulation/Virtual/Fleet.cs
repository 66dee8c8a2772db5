using TelephonyBilling.Simulation.Laws;
using TelephonyBilling.Simulation.Switches;

namespace TelephonyBilling.Simulation.Virtual;

/// <summary>The daemons that serve the PBX on one store: one, or several beside each other. Any of them may die or lose its line.</summary>
internal sealed class Fleet(World world, int size, Tally tally, Func<string, VirtualDaemon> make)
{
    private readonly VirtualDaemon?[] daemons = new VirtualDaemon?[size];

    /// <summary>One of them, by chance; null: it is dead.</summary>
    public VirtualDaemon? Any => daemons[AnyIndex()];

    public IEnumerable<VirtualDaemon> Alive => daemons.OfType<VirtualDaemon>();

    public void Start()
    {
        for (var i = 0; i < daemons.Length; i++)
        {
            StartAt(i);
        }
    }

    public void Kill()
    {
        var index = AnyIndex();
        if (daemons[index] is not { } daemon)
        {
            return;
        }
        tally.Kills++;
        daemon.Kill();
        daemons[index] = null;
        world.After(
            world.Chance(0.5) ? world.Between(0.1, 3) : world.About(120),
            () => StartAt(index)
        );
    }

    /// <summary>One of them loses its connection to the PBX for a while.</summary>
    public void Gap()
    {
        var index = AnyIndex();
        if (daemons[index] is not { } daemon)
        {
            return;
        }
        tally.Gaps++;
        daemon.Link.Cut();
        world.After(
            world.Chance(0.5) ? world.Between(0.02, 3) : world.About(60),
            () => daemons[index]?.Link.Connect()
        );
    }

    public void Cut()
    {
        foreach (var daemon in Alive)
        {
            daemon.Link.Cut();
        }
    }

    public void ConnectSoon()
    {
        for (var i = 0; i < daemons.Length; i++)
        {
            ConnectSoon(i);
        }
    }

    /// <summary>All run and are connected, from now on.</summary>
    public void Heal()
    {
        Start();
        foreach (var daemon in Alive)
        {
            daemon.Link.Connect();
        }
    }

    public void Send(PbxEvent happened)
    {
        foreach (var daemon in daemons)
        {
            daemon?.Link.Send(happened);
        }
    }

    public void Run()
    {
        foreach (var daemon in daemons)
        {
            daemon?.Run();
        }
    }

    private int AnyIndex() => size == 1 ? 0 : world.Random.Next(size);

    private void StartAt(int index)
    {
        if (daemons[index] is null)
        {
            daemons[index] = make($"daemon-{index}");
            ConnectSoon(index);
        }
    }

    private void ConnectSoon(int index) =>
        world.After(world.Between(0.02, 3), () => daemons[index]?.Link.Connect());
}
