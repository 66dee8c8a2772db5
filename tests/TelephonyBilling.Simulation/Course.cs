using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Domain.Limits;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Limits;
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
    private readonly Dictionary<string, LimitLaws> laws = new(StringComparer.Ordinal);
    private readonly Dialplan dialplan;
    private readonly Oracle oracle;
    private readonly MeterOptions options;
    private readonly TimeSpan end;
    private readonly Fleet fleet;
    private bool healing;

    /// <param name="world">Its seed decides everything.</param>
    /// <param name="books">The store that all daemons share, by the world's clock.</param>
    /// <param name="length">How long there is trouble, in virtual time.</param>
    /// <param name="daemons">How many daemons serve the PBX; any of them may be asked by its dialplan.</param>
    public Course(World world, SimulatedBooks books, TimeSpan length, int daemons = 1)
    {
        this.world = world;
        this.books = books;
        end = length;
        fleet = new Fleet(world, daemons, Tally, NewDaemon);
        pbx = new VirtualPbx(world) { Emit = fleet.Send };
        dialplan = new Dialplan(world, pbx, () => fleet.Any);
        oracle = new Oracle(world, Tally);
        pbx.ChannelGone = Judge;
        options = new MeterOptions
        {
            Quota = TimeSpan.FromSeconds(world.Pick(5, 30, 60, 60, 300)),
            RenewBefore = TimeSpan.FromSeconds(world.Pick(2, 15, 15)),
        };
        world.AfterEach = fleet.Run;
        for (var i = 0; i < Accounts; i++)
        {
            AddAccount(i);
        }
    }

    public Tally Tally { get; } = new();

    public IReadOnlyList<string> Faults => world.Faults;

    public void Run()
    {
        fleet.Start();
        KeepCalling(world.Pick(5, 20, 60));
        Trouble(world.Pick(0, 300, 1800), fleet.Kill);
        Trouble(world.Pick(0, 120, 900), fleet.Gap);
        Trouble(world.Pick(0, 0, 600, 3600), CrashPbx);
        Trouble(world.Pick(0, 0, 300, 1800), Outage);
        Trouble(world.Pick(0, 0, 0, 900), () => pbx.StepClock(Step()));
        Trouble(world.Pick(0, 60, 600), TopUp);
        Trouble(world.Pick(0, 0, 600), Suspend);
        Trouble(world.Pick(0, 120, 900), Limit);
        world.RunTo(end);
        Heal();
        Check();
    }

    private void AddAccount(int index)
    {
        var id = Name(index);
        laws[id] = new LimitLaws(world, Tally, id);
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

    private VirtualDaemon NewDaemon(string name) =>
        new(name, world, pbx, books.Calls, weather, directory, options, Tally);

    private void CrashPbx()
    {
        if (!pbx.IsUp)
        {
            return;
        }
        Tally.PbxCrashes++;
        pbx.Crash();
        fleet.Cut();
        world.After(
            world.Between(2, 60),
            () =>
            {
                pbx.Restart();
                fleet.ConnectSoon();
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

    /// <summary>The operator limits an account, or limits it otherwise, or no more.</summary>
    private void Limit()
    {
        var account = Name(world.Random.Next(Accounts));
        var limits = world.Chance(0.2) ? UsageLimits.None : AnyLimits();
        books.Limit(account, limits);
        directory.Limit(LimitOwner.OfAccount(account), limits);
        laws[account].Changed(limits, books.Open(account));
    }

    private UsageLimits AnyLimits()
    {
        Money? Spend(params string[] amounts) =>
            world.Chance(0.5) ? Money.Parse(world.Pick(amounts), Usd) : null;
        return new UsageLimits
        {
            SpendPerCall = Spend("0.05", "0.20", "1"),
            SpendPerHour = Spend("0.10", "0.50", "3"),
            SpendPerDay = Spend("0.20", "1", "5"),
            CallsPerMinute = world.Chance(0.3) ? world.Pick(1, 2, 4) : null,
            MaxCallSeconds = world.Chance(0.3) ? world.Pick(1, 61, 150, 600) : null,
        };
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
        fleet.Heal();
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
        var calls = books.All();
        foreach (var call in calls)
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
            laws[account]
                .Check(
                    [.. calls.Where(call => call.Parties.Account == account)],
                    books.Entries(account)
                );
        }
        foreach (var daemon in fleet.Alive)
        {
            if (daemon.Book is not { Calls.Count: 0, Remembered: 0 } left)
            {
                world.Fault(
                    $"a daemon still remembers {daemon.Book?.Calls.Count} calls and {daemon.Book?.Remembered} channels"
                );
            }
        }
        books.Verify(world.Fault);
        Tally.Refused = dialplan.Refused;
        Tally.RefusedByLimit = books.Refused("spend-limit") + books.Refused("call-rate-limit");
        Tally.Events = world.Events;
        Tally.Virtual = world.Now;
    }
}
