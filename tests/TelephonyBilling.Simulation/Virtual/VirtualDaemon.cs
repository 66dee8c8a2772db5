using Microsoft.Extensions.Logging.Abstractions;
using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Engine;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Gating;
using TelephonyBilling.Engine.Metering;
using TelephonyBilling.Engine.Recovery;
using TelephonyBilling.Engine.Switching;
using TelephonyBilling.Simulation.Laws;
using TelephonyBilling.Simulation.Switches;

namespace TelephonyBilling.Simulation.Virtual;

/// <summary>One life of the daemon, from its start to its kill: the engine as it is shipped.</summary>
internal sealed class VirtualDaemon
{
    private readonly World world;
    private readonly Process process = new();
    private readonly EngineMetrics metrics = new();
    private readonly MeterLoop loop;
    private readonly Gate gate;
    private MeterBook? book;

    public VirtualDaemon(
        string name,
        World world,
        VirtualPbx pbx,
        ICallStore store,
        StoreWeather weather,
        IDirectory directory,
        MeterOptions options,
        Tally tally
    )
    {
        this.world = world;
        var clock = new DaemonClock(world.Time);
        var calls = new SlowStore(world, process, store, weather);
        var switches = new SwitchDirectory();
        Link = new VirtualLink(world, pbx, process, clock, tally);
        switches.Add(Link);
        var effects = new MeterEffects(
            calls,
            switches,
            clock,
            metrics,
            new FaultLogger<MeterEffects>(world)
        );
        loop = new MeterLoop(options, effects, clock, metrics, new FaultLogger<MeterLoop>(world));
        var gateOptions = new GateOptions { FirstQuota = options.Quota, Daemon = name };
        gate = new Gate(
            new GateRules(NumberingPlan.NorthAmerica),
            directory,
            calls,
            loop,
            new Redial(calls, loop, switches, clock, NullLogger<Redial>.Instance),
            gateOptions,
            clock,
            metrics,
            NullLogger<Gate>.Instance
        );
        Link.Observer = new SwitchObserver(
            loop,
            new Comparison(
                calls,
                loop,
                gateOptions,
                clock,
                metrics,
                NullLogger<Comparison>.Instance
            ),
            NullLogger<SwitchObserver>.Instance
        );
        process.Begin(world, () => loop.RunAsync(CancellationToken.None));
        var forgotten = new ForgottenCalls(
            calls,
            loop,
            switches,
            clock,
            metrics,
            new FaultLogger<ForgottenCalls>(world)
        );
        process.Begin(world, () => forgotten.RunAsync(CancellationToken.None));
        process.Begin(
            world,
            async () => book = await loop.AskAsync(b => b, CancellationToken.None)
        );
    }

    public VirtualLink Link { get; }

    public bool IsAlive => process.IsAlive;

    /// <summary>What the daemon remembers; to be looked at between events only.</summary>
    public MeterBook? Book => book;

    public void Run() => process.Run();

    public void Kill()
    {
        Link.Cut();
        process.Kill();
        metrics.Dispose();
    }

    /// <summary>A channel asks the gate. A daemon that dies never answers.</summary>
    public void Ask(GateRequest request, Action<GateDecision> answered) =>
        process.Begin(
            world,
            async () =>
            {
                var decision = await gate.AuthoriseAsync(
                    request,
                    Link.IsWatched,
                    CancellationToken.None
                );
                world.After(world.Between(0.0002, 0.003), () => answered(decision));
            }
        );

    /// <summary>The channel was gone when the answer came.</summary>
    public void OwnerGone(CallId call) =>
        process.Begin(world, async () => await loop.OwnerGoneAsync(call));
}
