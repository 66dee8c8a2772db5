using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Simulation.Calls;
using TelephonyBilling.Simulation.Laws;
using TelephonyBilling.Simulation.Switches;
using TelephonyBilling.Simulation.Virtual;
using TelephonyBilling.Testing.Engine;

namespace TelephonyBilling.Simulation;

/// <summary>One seed's course of events: some hours of calls with faults in between, then everything heals and is checked.</summary>
internal sealed class Course
{
    private const int Accounts = 3;
    private static readonly Currency Usd = Currency.Parse("USD");

    private readonly World world;
    private readonly VirtualPbx pbx;
    private readonly SimulatedBooks books;
    private readonly StoreWeather weather = new();
    private readonly DirectoryBuilder directory = new();
    private readonly Dialplan dialplan;
    private readonly Oracle oracle;
    private readonly MeterOptions options;
    private readonly TimeSpan end;
    private VirtualDaemon? daemon;
    private bool healing;

    public Course(int seed, SimulatedBooks books, TimeSpan length)
    {
        world = new World(seed);
        this.books = books;
        end = length;
        pbx = new VirtualPbx(world) { Emit = happened => daemon?.Link.Send(happened) };
        dialplan = new Dialplan(world, pbx, () => daemon);
        oracle = new Oracle(world, Tally);
        pbx.ChannelGone = Judge;
        options = new MeterOptions
        {
            Quota = TimeSpan.FromSeconds(world.Pick(5, 30, 60, 60, 300)),
            RenewBefore = TimeSpan.FromSeconds(world.Pick(2, 15, 15)),
        };
        world.AfterEach = () => daemon?.Run();
        for (var i = 0; i < Accounts; i++)
        {
            AddAccount(i);
        }
    }

    public Tally Tally { get; } = new();

    public IReadOnlyList<string> Faults => world.Faults;

    public void Run()
    {
        StartDaemon();
        KeepCalling(world.Pick(5, 20, 60));
        Trouble(world.Pick(0, 300, 1800), Kill);
        Trouble(world.Pick(0, 120, 900), Gap);
        Trouble(world.Pick(0, 0, 600, 3600), CrashPbx);
        Trouble(world.Pick(0, 0, 300, 1800), Outage);
        Trouble(world.Pick(0, 0, 0, 900), () => pbx.StepClock(Step()));
        Trouble(world.Pick(0, 60, 600), TopUp);
        Trouble(world.Pick(0, 0, 600), Suspend);
        world.RunTo(end);
        Heal();
        Check();
    }

    private void AddAccount(int index)
    {
        var id = Name(index);
        var increments = world.Pick("60/60", "6/6", "1/1", "60/6", "30/6");
        books.Open(id, Money.Parse(world.Pick("0.05", "0.50", "5", "50"), Usd));
        directory
            .Account(id, plan: id)
            .Extension($"ext-{id}", id, international: true)
            .Number($"1800555{1000 + index}", id, kind: NumberKind.TollFree)
            .Rate(
                Service.InternationalOutbound,
                "44",
                fee: world.Pick("0", "0.04"),
                perMinute: world.Pick("0.02", "0.37", "0.005"),
                increments: increments,
                deck: id
            )
            .Rate(Service.InternationalOutbound, "45", free: true, deck: id)
            .Rate(Service.TollFreeInbound, "1800", fee: "0", increments: increments, deck: id);
    }

    private static string Name(int index) => $"account-{index}";

    private void KeepCalling(double everySeconds) =>
        world.After(
            world.About(everySeconds),
            () =>
            {
                if (healing)
                {
                    return;
                }
                var account = world.Random.Next(Accounts);
                if (world.Chance(0.2))
                {
                    new TollFreeCall(world, pbx, dialplan, $"1800555{1000 + account}").Begin();
                }
                else
                {
                    new PhoneCall(world, pbx, dialplan, $"ext-{Name(account)}").Begin();
                }
                KeepCalling(everySeconds);
            }
        );

    private void Trouble(double everySeconds, Action make)
    {
        if (everySeconds == 0)
        {
            return;
        }
        world.After(
            world.About(everySeconds),
            () =>
            {
                if (!healing)
                {
                    make();
                    Trouble(everySeconds, make);
                }
            }
        );
    }

    private void StartDaemon()
    {
        daemon = new VirtualDaemon(world, pbx, books.Calls, weather, directory, options, Tally);
        ConnectSoon();
    }

    private void ConnectSoon() => world.After(world.Between(0.02, 3), () => daemon?.Link.Connect());

    private void Kill()
    {
        if (daemon is null)
        {
            return;
        }
        Tally.Kills++;
        daemon.Kill();
        daemon = null;
        world.After(
            world.Chance(0.5) ? world.Between(0.1, 3) : world.About(120),
            () =>
            {
                if (daemon is null)
                {
                    StartDaemon();
                }
            }
        );
    }

    private void Gap()
    {
        if (daemon is null)
        {
            return;
        }
        Tally.Gaps++;
        daemon.Link.Cut();
        world.After(
            world.Chance(0.5) ? world.Between(0.02, 3) : world.About(60),
            () => daemon?.Link.Connect()
        );
    }

    private void CrashPbx()
    {
        if (!pbx.IsUp)
        {
            return;
        }
        Tally.PbxCrashes++;
        pbx.Crash();
        daemon?.Link.Cut();
        world.After(
            world.Between(2, 60),
            () =>
            {
                pbx.Restart();
                ConnectSoon();
            }
        );
    }

    private void Outage()
    {
        Tally.Outages++;
        weather.IsAway = true;
        world.After(
            world.Chance(0.5) ? world.Between(0.05, 3) : world.About(60),
            () => weather.IsAway = false
        );
    }

    private TimeSpan Step() =>
        world.Pick(1, -1) * (world.Chance(0.5) ? world.Between(0.2, 5) : world.Between(60, 3600));

    private void TopUp() =>
        books.TopUp(
            Name(world.Random.Next(Accounts)),
            Money.Parse(world.Pick("0.02", "0.10", "1"), Usd)
        );

    private void Suspend()
    {
        var account = Name(world.Random.Next(Accounts));
        books.Suspend(account, true);
        world.After(world.About(60), () => books.Suspend(account, false));
    }

    private void Judge(VirtualChannel channel)
    {
        foreach (var truth in dialplan.Calls.Values.Where(truth => truth.Legs.Contains(channel)))
        {
            oracle.LegEnded(channel, books.Find(truth.Call.Id));
        }
    }

    /// <summary>Nothing new happens, and everything is there: calls end, what is owed is charged.</summary>
    private void Heal()
    {
        healing = true;
        world.RunTo(world.Now + TimeSpan.FromMinutes(20));
        weather.IsAway = false;
        if (!pbx.IsUp)
        {
            pbx.Restart();
        }
        if (daemon is null)
        {
            StartDaemon();
        }
        daemon?.Link.Connect();
        world.RunTo(world.Now + TimeSpan.FromMinutes(5));
        foreach (var channel in pbx.Channels.Values.ToArray())
        {
            pbx.End(channel, 16);
        }
        // No comparison from here on: whatever is left open now was forgotten.
        world.RunTo(world.Now + TimeSpan.FromMinutes(5));
    }

    private void Check()
    {
        var charged = new Dictionary<string, Money>(StringComparer.Ordinal);
        foreach (var call in books.All())
        {
            if (!dialplan.Calls.TryGetValue(call.Id, out var truth))
            {
                if (call.State != CallState.Released)
                {
                    world.Fault(
                        $"{call.Id} was never dialled, but is {call.State} and holds {call.Held}"
                    );
                }
                continue;
            }
            oracle.Check(call, truth);
            var account = call.Parties.Account;
            if (call.Charge is { } charge)
            {
                charged[account] = charged.GetValueOrDefault(account, Money.Zero(Usd)) + charge;
            }
        }
        for (var i = 0; i < Accounts; i++)
        {
            var account = Name(i);
            var balance = books.Balance(account);
            oracle.CheckBooks(
                account,
                books.ToppedUp(account),
                balance.Balance,
                balance.Held,
                charged.GetValueOrDefault(account, Money.Zero(Usd))
            );
        }
        if (daemon?.Book is not { Calls.Count: 0, Remembered: 0 } left)
        {
            world.Fault(
                $"the daemon still remembers {daemon?.Book?.Calls.Count} calls and {daemon?.Book?.Remembered} channels"
            );
        }
        books.Verify(world.Fault);
        Tally.Refused = dialplan.Refused;
        Tally.Events = world.Events;
        Tally.Virtual = world.Now;
    }
}
