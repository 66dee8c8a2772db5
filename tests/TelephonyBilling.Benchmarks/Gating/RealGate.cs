using System.Net;
using Microsoft.Extensions.Logging;
using TelephonyBilling.Asterisk.FastAgi;
using TelephonyBilling.Benchmarks.Fakes;
using TelephonyBilling.Benchmarks.Reporting;
using TelephonyBilling.Daemon.Observability;
using TelephonyBilling.Daemon.Options;
using TelephonyBilling.Daemon.Switches;
using TelephonyBilling.Daemon.Switches.Speech;
using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Gating;
using TelephonyBilling.Engine.Ledger;
using TelephonyBilling.Engine.Metering;
using TelephonyBilling.Engine.Rates;
using TelephonyBilling.Engine.Switching;
using TelephonyBilling.Storage.Sqlite;

namespace TelephonyBilling.Benchmarks.Gating;

/// <summary>The daemon's gate with all that belongs to it: rules, meter loop, SQLite file, log file.</summary>
internal sealed class RealGate : IAsyncDisposable
{
    private static readonly Currency Usd = Currency.Parse("USD");

    private readonly ScratchFolder folder;
    private readonly CancellationTokenSource stopping = new();
    private readonly EngineMetrics metrics = new();
    private readonly ILoggerFactory log;
    private readonly SqliteStore store;
    private readonly MeterEffects effects;
    private readonly FastAgiServer server;
    private readonly Task metering;

    private RealGate(ScratchFolder folder, ILoggerFactory log, SqliteStore store)
    {
        (this.folder, this.log, this.store) = (folder, log, store);
        var clock = new DaemonClock(TimeProvider.System);
        var switches = new SwitchDirectory();
        switches.Add(new WatchedSwitch("bench", clock));
        effects = new MeterEffects(
            store.Calls,
            switches,
            clock,
            metrics,
            log.CreateLogger<MeterEffects>()
        );
        var meters = new MeterLoop(
            new MeterOptions(),
            effects,
            clock,
            metrics,
            log.CreateLogger<MeterLoop>()
        );
        var gate = new Gate(
            new GateRules(NumberingPlan.NorthAmerica),
            store.Directory,
            store.Calls,
            meters,
            new Redial(store.Calls, meters, switches, clock, log.CreateLogger<Redial>()),
            new GateOptions(),
            clock,
            metrics,
            log.CreateLogger<Gate>()
        );
        var route = new AuthorizeRoute(
            gate,
            meters,
            new PbxOfPeer(
                switches,
                new Dictionary<string, IReadOnlyList<IPAddress>>(StringComparer.Ordinal)
            ),
            new PriceAnnouncer(
                store.Accounts,
                usually: false,
                TimeProvider.System,
                log.CreateLogger<PriceAnnouncer>()
            ),
            showOnDisplay: false,
            log.CreateLogger<AuthorizeRoute>()
        );
        metering = meters.RunAsync(stopping.Token);
        server = NewServer(log).Map("/authorize", route.ServeAsync);
        server.Start();
    }

    /// <summary>Where it listens.</summary>
    public int Port => server.EndPoint.Port;

    /// <summary>A gate with so many accounts, each of which can pay for all calls.</summary>
    public static async Task<RealGate> StartAsync(int accounts, CancellationToken cancellationToken)
    {
        var scratch = new ScratchFolder();
        var logs = LogSetup.Create(
            new LoggingOptions(),
            new FileStream(scratch.File("daemon.log"), FileMode.Create)
        );
        var books = await SqliteStore.OpenAsync(
            new SqliteStoreOptions(scratch.File("bench.db")),
            TimeProvider.System,
            logs.CreateLogger<SqliteStore>(),
            cancellationToken
        );
        var now = TimeProvider.System.GetUtcNow();
        await books.Rates.ImportAsync(
            new RateImport("standard", Usd, [Rate()], now),
            cancellationToken
        );
        for (var i = 0; i < accounts; i++)
        {
            var id = AgiEnvironment.Account(i);
            var account = new Account(id, id, Usd, "standard", AccountStatus.Active, null, now);
            await books.Accounts.CreateAsync(account, cancellationToken);
            await books.Accounts.AddExtensionAsync(
                new Extension(
                    Endpoint: $"1{i:D3}",
                    id,
                    AccountCode: null,
                    Member: "Jo",
                    Department: "Sales",
                    DefaultNumber: null,
                    International: true,
                    MaxCalls: null
                ),
                cancellationToken
            );
            await AddNumberAsync(books, id, i, cancellationToken);
            await books.Ledger.PostAsync(
                new NewEntry(
                    id,
                    EntryKind.TopUp,
                    new Money(10_000_000 * Money.MicrosPerUnit, Usd),
                    $"topup/{id}/1",
                    "bench",
                    "bench",
                    now
                ),
                cancellationToken
            );
        }
        return new RealGate(scratch, logs, books);
    }

    /// <summary>A server as the daemon configures it, on a free port.</summary>
    public static FastAgiServer NewServer(ILoggerFactory log) =>
        new(
            new FastAgiServerOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, 0) },
            TimeProvider.System,
            log.CreateLogger<FastAgiServer>()
        );

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        effects.Stop();
        await stopping.CancelAsync();
        await metering;
        effects.Dispose();
        await store.DisposeAsync();
        log.Dispose();
        metrics.Dispose();
        stopping.Dispose();
        folder.Dispose();
    }

    private static RateRow Rate() =>
        new(
            2,
            new Rate
            {
                Service = Service.InternationalOutbound,
                Prefix = NumberPrefix.Parse("44"),
                Destination = "United Kingdom",
                Price = new CallPrice(
                    new Money(40_000, Usd),
                    new Money(20_000, Usd),
                    new BillingIncrements(60, 60)
                ),
            }
        );

    private static Task<AddOutcome> AddNumberAsync(
        SqliteStore books,
        string account,
        int index,
        CancellationToken cancellationToken
    ) =>
        books.Accounts.AddNumberAsync(
            new AccountNumber(
                E164Number.Parse($"1212555{index:D4}"),
                account,
                NumberKind.Local,
                "US",
                International: true,
                null,
                null,
                null
            ),
            cancellationToken
        );
}
