using Microsoft.Extensions.Logging;
using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Domain.Limits;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Events;
using TelephonyBilling.Engine.Gating;
using TelephonyBilling.Engine.Limits;
using TelephonyBilling.Engine.Metering;
using TelephonyBilling.Engine.Recovery;
using TelephonyBilling.Engine.Switching;
using TelephonyBilling.Testing.Engine;
using TelephonyBilling.Testing.Logging;
using TelephonyBilling.Testing.Store;
using TelephonyBilling.Testing.Time;

namespace TelephonyBilling.Engine.Tests;

/// <summary>
/// The whole engine on virtual time: gate, loop, effects and comparison, with a store and a switch in memory. Account
/// <c>acme</c> has extension 1001 and a toll-free number, 4 cents on answer, 2 cents a minute; 60 s quotas.
/// </summary>
internal sealed class EngineRig : IAsyncDisposable
{
    public const string Pbx = "pbx1";
    public const string Account = DirectoryBuilder.Usual;
    public const string Owner = "1732.1";
    public const string Leg = "1732.2";
    public const string London = "011442079460000";
    public const string TollFree = "18005550100";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly MeterOptions Options = new() { Quota = TimeSpan.FromSeconds(60) };

    private readonly EngineMetrics metrics = new();
    private readonly CancellationTokenSource stop = new();
    private readonly Task running;

    /// <param name="credit">What the account has at first, unless <paramref name="before"/> is given.</param>
    /// <param name="increments">The deck's.</param>
    /// <param name="before">An engine that died, or lives on beside this one; store, switch and clock are shared.</param>
    /// <param name="daemon">Its name among daemons that share the store.</param>
    public EngineRig(
        string credit = "1.00",
        string increments = "60/60",
        EngineRig? before = null,
        string daemon = ""
    )
    {
        Time = before?.Time ?? new FakeTimeProvider();
        Store = before?.Store ?? new InMemoryBooks(Time);
        Clock = before?.Clock ?? new DaemonClock(Time);
        Switch = before?.Switch ?? new FakeSwitch(Pbx, Clock);
        Directory = before?.Directory ?? NewDirectory(increments);
        if (before is null)
        {
            Store.TopUp(Account, Dollars(credit));
        }
        var gate = new GateOptions { FirstQuota = Options.Quota, Daemon = daemon };
        var switches = new SwitchDirectory();
        switches.Add(Switch);
        Effects = new MeterEffects(Store.Calls, switches, Clock, metrics, Log.For<MeterEffects>());
        Loop = new MeterLoop(Options, Effects, Clock, metrics, Log.For<MeterLoop>());
        var redial = new Redial(Store.Calls, Loop, switches, Clock, Log.For<Redial>());
        Gate = new Gate(
            new GateRules(NumberingPlan.NorthAmerica),
            Directory,
            Store.Calls,
            Loop,
            redial,
            gate,
            Clock,
            metrics,
            Log.For<Gate>()
        );
        SurchargeGate = new SurchargeGate(
            Directory,
            Store.Calls,
            Loop,
            redial,
            gate,
            Clock,
            metrics,
            Log.For<SurchargeGate>()
        );
        Comparison = new Comparison(Store.Calls, Loop, gate, Clock, metrics, Log.For<Comparison>());
        Forgotten = new ForgottenCalls(
            Store.Calls,
            Loop,
            switches,
            Clock,
            metrics,
            Log.For<ForgottenCalls>()
        );
        Observer = new SwitchObserver(Loop, Comparison, Log.For<SwitchObserver>());
        running = Task.Run(() => Loop.RunAsync(stop.Token));
    }

    /// <summary>What the engine said, oldest first.</summary>
    public ListLogger Log { get; } = new(LogLevel.Information);

    public FakeTimeProvider Time { get; }

    public DaemonClock Clock { get; }

    public InMemoryBooks Store { get; }

    public FakeSwitch Switch { get; }

    public DirectoryBuilder Directory { get; }

    public MeterEffects Effects { get; }

    public MeterLoop Loop { get; }

    public Gate Gate { get; }

    public SurchargeGate SurchargeGate { get; }

    public Comparison Comparison { get; }

    public ForgottenCalls Forgotten { get; }

    public SwitchObserver Observer { get; }

    public AccountBalance Balance => Store.Balance(Account);

    /// <summary>The only call that was ever opened.</summary>
    public CallRecord Call => Store.AllowedCalls.Should().ContainSingle().Subject;

    public static Money Dollars(string amount) => Money.Parse(amount, Currency.Parse("USD"));

    public Task<GateDecision> AskAsync(
        string dialled = London,
        string owner = Owner,
        CallDirection direction = CallDirection.Outbound,
        bool isWatched = true,
        string endpoint = "1001"
    ) =>
        Gate.AuthoriseAsync(
            new GateRequest
            {
                Pbx = Pbx,
                Direction = direction,
                Dialled = dialled,
                Owner = owner,
                Endpoint = endpoint,
                Caller = direction == CallDirection.Inbound ? "12125559999" : "",
            },
            isWatched,
            CancellationToken.None
        );

    /// <summary>Sets limits of the account, or of its extension or number, in the books and for the gate.</summary>
    public async Task LimitAsync(
        UsageLimits limits,
        string? extension = null,
        string? number = null
    )
    {
        var owner = LimitOwner.OfAccount(Account);
        if (extension is not null)
        {
            owner = LimitOwner.OfExtension(Account, extension);
            await Store.Accounts.AddExtensionAsync(
                Sample.Extension(extension, Account),
                CancellationToken.None
            );
        }
        if (number is not null)
        {
            owner = LimitOwner.OfNumber(Account, number);
            await Store.Accounts.AddNumberAsync(
                Sample.Number(number, Account),
                CancellationToken.None
            );
        }
        (await Store.Limits.SetAsync(owner, limits, CancellationToken.None))
            .Should()
            .Be(LimitChange.Done);
        Directory.Limit(owner, limits);
    }

    /// <summary>All events, newest first.</summary>
    public Task<IReadOnlyList<EventRecord>> EventsAsync() =>
        Store.Events.ListAsync(new EventFilter(), CancellationToken.None);

    /// <summary>A call is allowed, and its leg rings.</summary>
    public async Task<OpenCall> RingAsync(string owner = Owner, string leg = Leg)
    {
        Switch.Add(owner);
        var decision = await AskAsync(owner: owner);
        var call = decision.Should().BeOfType<GateDecision.Allow>().Subject.Call;
        Switch.Add(leg);
        Switch.Keep(call.Id, new KeptCall(leg, null, null, 0));
        await Observer.LegBoundAsync(Pbx, call.Id, leg);
        await IdleAsync();
        return call;
    }

    /// <summary>A call is allowed, and its leg is answered.</summary>
    public async Task<OpenCall> TalkAsync(string owner = Owner, string leg = Leg)
    {
        var call = await RingAsync(owner, leg);
        await AnswerAsync(call, leg);
        return call;
    }

    public async Task AnswerAsync(OpenCall call, string leg = Leg, bool told = true)
    {
        Switch.Add(leg, up: true);
        Switch.Keep(call.Id, new KeptCall(leg, Switch.Moment.SwitchTime, null, 0));
        if (told)
        {
            await Observer.ChannelAnsweredAsync(Pbx, leg, Switch.Moment);
        }
        await IdleAsync();
    }

    /// <summary>The caller's channel ends, and the engine is told.</summary>
    public async Task OwnerEndsAsync(string owner = Owner, int cause = 16) =>
        await Observer.ChannelEndedAsync(Pbx, owner, Switch.Moment, cause);

    /// <summary>The leg and then the caller's channel end.</summary>
    public async Task HangUpAsync(
        OpenCall call,
        string owner = Owner,
        string leg = Leg,
        int cause = 16,
        bool told = true,
        bool byLease = false,
        bool kept = true
    )
    {
        var record = await Switch.FindKeptCallAsync(call.Id, CancellationToken.None);
        if (kept && record is not null)
        {
            Switch.Keep(
                call.Id,
                record with
                {
                    EndedAt = Switch.Moment.SwitchTime,
                    Cause = cause,
                    ByLease = byLease,
                }
            );
        }
        Switch.Remove(leg);
        Switch.Remove(owner);
        if (told)
        {
            await Observer.ChannelEndedAsync(Pbx, leg, Switch.Moment, cause);
            await OwnerEndsAsync(owner, cause);
        }
        await IdleAsync();
    }

    /// <summary>Lets time pass in steps, and the engine come to rest after each.</summary>
    public async Task PassAsync(double seconds, double step = 0.5)
    {
        for (var rest = seconds; rest > 0; rest -= step)
        {
            Time.Advance(TimeSpan.FromSeconds(Math.Min(step, rest)));
            await IdleAsync();
        }
    }

    /// <summary>Every message has been dealt with, and the messages that came of those.</summary>
    public async Task IdleAsync()
    {
        const int generations = 12;
        for (var i = 0; i < generations; i++)
        {
            await ReadAsync(_ => true);
        }
    }

    public Task<T> ReadAsync<T>(Func<MeterBook, T> read) =>
        Loop.AskAsync(read, CancellationToken.None).WaitAsync(Patience);

    /// <summary>Nothing is open, nothing is held, no meter is left.</summary>
    public async Task ShouldBeCleanAsync()
    {
        await IdleAsync();
        await PassAsync(0.25);
        Store.AllowedCalls.Should().NotContain(call => call.EndedAt == null);
        Balance.Held.IsZero.Should().BeTrue();
        (await ReadAsync(book => book.Calls.Count)).Should().Be(0);
        (await ReadAsync(book => book.Remembered)).Should().Be(0, "nothing may pile up for years");
    }

    /// <summary>The daemon is killed: nothing that it has not done yet is done.</summary>
    public async Task<EngineRig> KillAsync()
    {
        await DisposeAsync();
        return new EngineRig(before: this);
    }

    public async Task<ComparisonSummary> CompareAsync()
    {
        var summary = await Comparison.RunAsync(Switch, CancellationToken.None).WaitAsync(Patience);
        await IdleAsync();
        return summary;
    }

    public async ValueTask DisposeAsync()
    {
        Effects.Stop();
        await stop.CancelAsync();
        await running.WaitAsync(Patience);
        stop.Dispose();
        metrics.Dispose();
        Effects.Dispose();
    }

    private static DirectoryBuilder NewDirectory(string increments) =>
        new DirectoryBuilder()
            .Account()
            .Extension("1001", international: true)
            .Number(TollFree, kind: NumberKind.TollFree, perCaller: 1)
            .Rate(Service.InternationalOutbound, "44", increments: increments)
            .Rate(Service.InternationalOutbound, "45", free: true)
            .Rate(Service.TollFreeInbound, "1800", increments: increments);
}
