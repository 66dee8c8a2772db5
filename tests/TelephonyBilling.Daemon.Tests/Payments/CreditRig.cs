using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using TelephonyBilling.Daemon.Options;
using TelephonyBilling.Daemon.Payments;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Ledger;
using TelephonyBilling.Engine.Switching;
using TelephonyBilling.Engine.TopUps;
using TelephonyBilling.Storage.Sqlite;
using TelephonyBilling.Testing.Logging;
using TelephonyBilling.Testing.Payments;
using TelephonyBilling.Testing.Store;
using TelephonyBilling.Testing.Time;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Daemon.Tests.Payments;

/// <summary>All that brings credit in, as the daemon puts it together, on the shipped store and a server that takes payments.</summary>
internal sealed class CreditRig : IAsyncDisposable, ILoggerFactory
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("tb-credit-");
    private readonly ListLogger logger = new();

    private CreditRig(FakeTimeProvider time, StripeServer server, PaymentsOptions payments)
    {
        (Time, Server) = (time, server);
        Clock = new DaemonClock(time);
        Options = new DaemonOptions
        {
            Payments = payments with
            {
                Provider = CardProvider.Stripe,
                Stripe = StripeRig.Options(server.Address),
            },
        };
    }

    internal FakeTimeProvider Time { get; }

    internal DaemonClock Clock { get; }

    internal StripeServer Server { get; }

    internal DaemonOptions Options { get; }

    internal SqliteStore Store { get; private set; } = null!;

    internal CreditServices Credit { get; private set; } = null!;

    /// <summary>What was logged.</summary>
    internal IEnumerable<string> Log => logger.Lines;

    internal string Path => System.IO.Path.Combine(folder.FullName, "tb.db");

    /// <summary>The account's name at the payment server.</summary>
    internal string Customer { get; private set; } = "";

    internal static async Task<CreditRig> StartAsync(
        string credit = "0",
        PaymentsOptions? payments = null
    )
    {
        var time = new FakeTimeProvider(Noon);
        var rig = new CreditRig(
            time,
            await StripeServer.StartAsync(time),
            payments ?? new PaymentsOptions()
        );
        rig.Store = await SqliteStore.OpenAsync(
            new SqliteStoreOptions(rig.Path),
            time,
            NullLogger.Instance
        );
        rig.Credit = new CreditServices(rig.Options, rig.Store, rig.Clock, rig);
        var books = new Books(
            rig.Store.Accounts,
            rig.Store.Members,
            rig.Store.Calls,
            rig.Store.Ledger,
            rig.Store.Limits,
            rig.Store.Events
        );
        await books.OpenAccountAsync(credit);
        return rig;
    }

    /// <summary>The account has a card at the server, and we know of it.</summary>
    internal async Task SaveCardAsync(StripeCard kind = StripeCard.Good)
    {
        (Customer, var method) = Server.NewCustomer(kind);
        await Store.Cards.SetAsync(
            new Card(AccountId, Customer, method, "visa", "4242", "2029-04", CardState.Saved),
            "me",
            Noon,
            default
        );
    }

    /// <summary>Buys credit by the card.</summary>
    internal async Task<TopUp> BuyAsync(string amount = "25", string cause = "purchase/1")
    {
        var asked = await Store.TopUps.RequestAsync(
            new NewTopUp(
                TopUpIds.New(Time.GetUtcNow()),
                AccountId,
                TopUpSource.Card,
                Dollars(amount),
                cause,
                "me",
                Time.GetUtcNow()
            ),
            default
        );
        return await Credit.CardTopUps.ChargeAsync(asked.TopUp!.Id, default);
    }

    internal async Task<Money> BalanceAsync() =>
        (await Store.Accounts.FindAsync(AccountId, default))!.Value.Balance.Balance;

    internal async Task<IReadOnlyList<LedgerEntry>> EntriesAsync() =>
        await Store.Ledger.EntriesAsync(AccountId, 100, default);

    /// <summary>The balance is just this, and the books are right.</summary>
    internal async Task BalanceShouldBe(string expected)
    {
        (await BalanceAsync()).Should().Be(Dollars(expected));
        (await Store.Ledger.VerifyAsync(default)).Faults.Should().BeEmpty();
    }

    /// <summary>Spends credit, as calls do.</summary>
    internal async Task SpendAsync(string amount)
    {
        var entry = new NewEntry(
            AccountId,
            EntryKind.Adjustment,
            -Dollars(amount),
            $"spent/{Guid.NewGuid()}",
            "",
            "me",
            Noon
        );
        (await Store.Ledger.PostAsync(entry, default)).Outcome.Should().Be(PostOutcome.Posted);
    }

    public ILogger CreateLogger(string categoryName) => logger;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose() { }

    public async ValueTask DisposeAsync()
    {
        Credit.Dispose();
        await Store.DisposeAsync();
        await Server.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
