using Microsoft.Extensions.Logging.Abstractions;
using TelephonyBilling.Daemon.Payments.Stripe;
using TelephonyBilling.Engine.Invoices;
using TelephonyBilling.Engine.Ledger;
using TelephonyBilling.Engine.Switching;
using TelephonyBilling.Engine.TopUps;
using TelephonyBilling.Storage.Sqlite;
using TelephonyBilling.Testing.Payments;
using TelephonyBilling.Testing.Store;
using TelephonyBilling.Testing.Time;
using Xunit.Abstractions;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Daemon.Tests.Payments;

/// <summary>
/// The daemon dies between charge and credit, at each step, while the network does its worst: in the end there is one charge
/// at the provider and one credit in the ledger. The engine, the store and the Stripe adapter are the shipped ones.
/// </summary>
public sealed class KilledTopUpTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Trials = 200;

    /// <summary>After this many lives the world is kind, so that each trial ends.</summary>
    private const int HardLives = 6;

    private static readonly PaymentFault[] Faults = Enum.GetValues<PaymentFault>();

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("tb-killed-");
    private readonly FakeTimeProvider time = new(Noon);
    private readonly Killer killer = new();
    private StripeServer server = null!;
    private FaultProxy proxy = null!;
    private StripeProvider provider = null!;
    private Func<PaymentFault> next = () => PaymentFault.None;

    public async Task InitializeAsync()
    {
        server = await StripeServer.StartAsync(time);
        proxy = new FaultProxy(server.Port, _ => next());
        provider = new StripeProvider(StripeRig.Options(proxy.Address), time);
        await using var store = await OpenAsync("template");
        var books = new Books(
            store.Accounts,
            store.Members,
            store.Calls,
            store.Ledger,
            store.Limits,
            store.Events
        );
        await books.OpenAccountAsync("5.00");
        await store.Recharges.SetAsync(
            new RechargeRule(
                AccountId,
                Enabled: true,
                Dollars("5"),
                Dollars("25"),
                TopUpSource.Card,
                null,
                null
            ),
            "me",
            default
        );
    }

    public async Task DisposeAsync()
    {
        provider.Dispose();
        await proxy.DisposeAsync();
        await server.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task KilledAtAnyStep_InWhateverNetwork_OneChargeAndOneCredit()
    {
        var first = Random.Shared.Next();
        output.WriteLine($"seeds {first} to {first + Trials - 1}");
        for (var trial = 0; trial < Trials; trial++)
        {
            await TryAsync(first + trial);
        }
        foreach (
            var (step, count) in killer.Struck.OrderBy(pair => pair.Key, StringComparer.Ordinal)
        )
        {
            output.WriteLine($"killed {count} times {step}");
        }
        killer.Struck.Values.Sum().Should().BeGreaterThan(Trials, "most trials die more than once");
        killer
            .Struck.Keys.Should()
            .Contain([
                "before claim",
                "after claim",
                "before begin",
                "after begin",
                "before charge",
                "after charge",
                "before credit",
                "after credit",
                "before find",
                "after find",
            ]);
    }

    private async Task TryAsync(int seed)
    {
        var random = new Random(seed);
        var (customer, method) = server.NewCustomer();
        var before = server.Charges.Count;
        var file = $"trial-{seed}";
        File.Copy(PathOf("template"), PathOf(file));
        for (var life = 0; ; life++)
        {
            await using var store = await OpenAsync(file);
            if (life == 0)
            {
                await store.Cards.SetAsync(
                    new Card(
                        AccountId,
                        customer,
                        method,
                        "visa",
                        "4242",
                        "2029-04",
                        CardState.Saved
                    ),
                    "me",
                    Noon,
                    default
                );
            }
            var isHard = life < HardLives;
            killer.Arm(isHard ? random.Next(1, 12) : 0);
            next = () =>
                isHard && random.Next(3) == 0
                    ? Faults[random.Next(Faults.Length)]
                    : PaymentFault.None;
            await LiveAsync(store);
            var topUps = await store.TopUps.ListAsync(new TopUpFilter(), default);
            if (topUps is [{ State: TopUpState.Succeeded }])
            {
                var entries = await store.Ledger.EntriesAsync(AccountId, 100, default);
                entries
                    .Count(entry => entry.Cause.StartsWith("topup/tu-", StringComparison.Ordinal))
                    .Should()
                    .Be(1, "there is one credit; seed {0}", seed);
                entries[^1].BalanceAfter.Should().Be(Dollars("30"), "seed {0}", seed);
                (server.Charges.Count - before).Should().Be(1, "one charge; seed {0}", seed);
                (await store.Ledger.VerifyAsync(default)).Faults.Should().BeEmpty("seed {0}", seed);
                break;
            }
            topUps.Count.Should().BeLessThan(2, "one recharge was due; seed {0}", seed);
            life.Should().BeLessThan(HardLives + 3, "it has to end; seed {0}", seed);
            // Some lives begin after Stripe has forgotten the key.
            time.Advance(TimeSpan.FromMinutes(random.Next(4) == 0 ? 25 * 60 : 70));
        }
        File.Delete(PathOf(file));
    }

    /// <summary>One life of the daemon: it looks whether a recharge is due, and what became of open ones, until it dies.</summary>
    private async Task LiveAsync(SqliteStore store)
    {
        var clock = new DaemonClock(time);
        var policy = new RechargePolicy();
        var topUps = new KillableTopUps(store.TopUps, killer);
        var recharger = new Recharger(
            new KillableRecharges(store.Recharges, killer),
            topUps,
            new CardTopUps(
                topUps,
                store.Cards,
                new KillableProvider(provider, killer),
                policy,
                clock,
                NullLogger<CardTopUps>.Instance
            ),
            new InvoiceDesk(
                store.Invoices,
                topUps,
                new InvoicePolicy(),
                policy,
                clock,
                NullLogger<InvoiceDesk>.Instance
            ),
            policy,
            clock,
            NullLogger<Recharger>.Instance
        );
        var silences = proxy.Silences;
        var life = WorkAsync(recharger);
        while (await Task.WhenAny(life, proxy.WhenSilentAsync(silences)) != life)
        {
            silences++;
            time.Advance(TimeSpan.FromSeconds(31));
        }
        await life;
    }

    private static async Task WorkAsync(Recharger recharger)
    {
        try
        {
            await recharger.RechargeAsync(AccountId, exhausted: false, default);
            await recharger.ReconcileAsync(default);
        }
        catch (KilledException)
        {
            // The process is gone, and all that it had in memory.
        }
    }

    private string PathOf(string file) => Path.Combine(folder.FullName, file + ".db");

    private Task<SqliteStore> OpenAsync(string file) =>
        SqliteStore.OpenAsync(new SqliteStoreOptions(PathOf(file)), time, NullLogger.Instance);
}
