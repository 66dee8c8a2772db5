using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using TelephonyBilling.Benchmarks.Rates;
using TelephonyBilling.Daemon.Mail;
using TelephonyBilling.Daemon.Options;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Invoices;
using TelephonyBilling.Engine.Ledger;
using TelephonyBilling.Engine.Notices;
using TelephonyBilling.Engine.Payments;
using TelephonyBilling.Engine.Rates;
using TelephonyBilling.Engine.Rentals;
using TelephonyBilling.Engine.Statements;
using TelephonyBilling.Engine.Switching;
using TelephonyBilling.Engine.TopUps;
using TelephonyBilling.Storage.Sqlite;

namespace TelephonyBilling.Benchmarks.Sweeps;

/// <summary>Books of many accounts, all of which have to be told everything that jobs tell.</summary>
internal sealed class SweptBooks : IAsyncDisposable
{
    /// <summary>How many rates a deck has.</summary>
    internal const int Rates = 20_000;

    private const string Plan = "standard";
    private const int AtOnce = 500;

    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private readonly SettableTime time = new() { Now = Start };
    private readonly SqliteStore store;
    private readonly OutboxSender sender;
    private readonly NoticeMetrics metrics = new();

    private SweptBooks(SqliteStore store)
    {
        this.store = store;
        var clock = new DaemonClock(time);
        Mail = new MailServices(new DaemonOptions(), store, clock, NullLoggerFactory.Instance);
        sender = new OutboxSender(
            store.Outbox,
            Mail.Composer,
            new WillingServer(),
            new OutboxPolicy(),
            "bench",
            clock,
            metrics,
            NullLogger<OutboxSender>.Instance
        );
        var policy = new RechargePolicy();
        Recharger = new Recharger(
            store.Recharges,
            store.TopUps,
            new CardTopUps(
                store.TopUps,
                store.Cards,
                new WillingProvider(),
                policy,
                clock,
                NullLogger<CardTopUps>.Instance
            ),
            new InvoiceDesk(
                store.Invoices,
                store.TopUps,
                new InvoicePolicy(),
                policy,
                clock,
                NullLogger<InvoiceDesk>.Instance
            ),
            policy,
            clock,
            NullLogger<Recharger>.Instance
        );
        Rents = new RentCollector(store.Rentals, clock, NullLogger<RentCollector>.Instance);
    }

    /// <summary>What queues mails.</summary>
    internal MailServices Mail { get; }

    /// <summary>Recharges by a card that pays at once.</summary>
    internal Recharger Recharger { get; }

    /// <summary>Charges the rent of numbers.</summary>
    internal RentCollector Rents { get; }

    internal static async Task<SweptBooks> MakeAsync(
        string path,
        int accounts,
        int entries,
        CancellationToken cancellationToken
    )
    {
        var books = new SweptBooks(
            await SqliteStore.OpenAsync(
                new SqliteStoreOptions(path),
                TimeProvider.System,
                NullLogger.Instance,
                cancellationToken
            )
        );
        await books.ImportAsync("0.02", null, cancellationToken);
        await books.ImportAsync("0.03", Start.AddDays(10), cancellationToken);
        foreach (var some in Enumerable.Range(0, accounts).Chunk(AtOnce))
        {
            await Task.WhenAll(
                some.Select(number => books.OpenAsync(number, entries, cancellationToken))
            );
        }
        return books;
    }

    /// <summary>November is over.</summary>
    internal void GoToNextMonth() =>
        time.Now = new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero) + StatementMails.Grace;

    /// <summary>The second month of every rented number begins.</summary>
    internal void GoToNextRent() => time.Now = Start.AddMonths(1);

    /// <returns>How many mails were sent.</returns>
    internal async Task<int> SendAsync(CancellationToken cancellationToken) =>
        (await sender.SendDueAsync(cancellationToken)).Sent;

    public async ValueTask DisposeAsync()
    {
        Mail.Dispose();
        metrics.Dispose();
        await store.DisposeAsync();
    }

    private async Task OpenAsync(int number, int entries, CancellationToken cancellationToken)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"a{number}");
        await store.Accounts.CreateAsync(
            new Account(id, id, RateFiles.Usd, Plan, AccountStatus.Active, null, Start)
            {
                Email = $"{id}@example.com",
            },
            cancellationToken
        );
        await store.Thresholds.SetAsync(id, [Dollars("1000")], "bench", cancellationToken);
        for (var entry = 0; entry < entries; entry++)
        {
            await store.Ledger.PostAsync(
                new NewEntry(
                    id,
                    EntryKind.Adjustment,
                    Dollars("1.25"),
                    string.Create(CultureInfo.InvariantCulture, $"bench/{id}/{entry}"),
                    "",
                    "bench",
                    Start
                ),
                cancellationToken
            );
        }
        await store.Cards.SetAsync(
            new Card(id, id, "pm", "visa", "4242", "2029-04", CardState.Saved),
            "bench",
            Start,
            cancellationToken
        );
        await store.Recharges.SetAsync(
            new RechargeRule(id, true, Dollars("30"), Dollars("25"), TopUpSource.Card, null, null),
            "bench",
            cancellationToken
        );
        var rented = E164Number.Parse(
            string.Create(CultureInfo.InvariantCulture, $"1212{number:D7}")
        );
        await store.Accounts.AddNumberAsync(
            new AccountNumber(rented, id, NumberKind.Local, "US", false, null, null, null),
            cancellationToken
        );
        await store.Rentals.StartAsync(
            new NumberRental(rented, Dollars("0.50")),
            Dollars("0.50"),
            Start,
            "bench",
            cancellationToken
        );
    }

    private static Money Dollars(string amount) => Money.Parse(amount, RateFiles.Usd);

    private async Task ImportAsync(
        string price,
        DateTimeOffset? from,
        CancellationToken cancellationToken
    )
    {
        var rows = Enumerable
            .Range(0, Rates)
            .Select(number => new RateRow(
                number + 2,
                new Rate
                {
                    Service = Service.InternationalOutbound,
                    Prefix = NumberPrefix.Parse(
                        string.Create(CultureInfo.InvariantCulture, $"{2_000_000 + number}")
                    ),
                    Destination = string.Create(CultureInfo.InvariantCulture, $"D{number / 20}"),
                    Price = new CallPrice(
                        Money.Zero(RateFiles.Usd),
                        Money.Parse(price, RateFiles.Usd),
                        default
                    ),
                }
            ));
        await store.Rates.ImportAsync(
            new RateImport(Plan, RateFiles.Usd, [.. rows], Start) { EffectiveFrom = from },
            cancellationToken
        );
    }

    private sealed class SettableTime : TimeProvider
    {
        internal DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }

    private sealed class WillingProvider : IPaymentProvider
    {
        public string Name => "bench";

        public Money StepOf(Currency currency) => new(Money.MicrosPerUnit / 100, currency);

        public Task<PaymentOutcome> ChargeAsync(
            PaymentRequest request,
            CancellationToken cancellationToken
        ) => Task.FromResult<PaymentOutcome>(new PaymentOutcome.Succeeded($"pi-{request.Key}"));

        public Task<PaymentOutcome?> FindAsync(
            PaymentInquiry inquiry,
            CancellationToken cancellationToken
        ) => throw new NotSupportedException();

        public Task<PaymentOutcome> RefundAsync(
            RefundRequest request,
            CancellationToken cancellationToken
        ) => throw new NotSupportedException();

        public Task<IReadOnlyList<ProviderRefund>> RefundsAsync(
            string payment,
            CancellationToken cancellationToken
        ) => throw new NotSupportedException();

        public Task<ProviderDispute?> FindDisputeAsync(
            string dispute,
            CancellationToken cancellationToken
        ) => throw new NotSupportedException();

        public Task<CardSetup> SetUpCardAsync(
            CardHolder holder,
            CancellationToken cancellationToken
        ) => throw new NotSupportedException();

        public Task<SavedCard?> FindCardAsync(
            string customer,
            CancellationToken cancellationToken
        ) => throw new NotSupportedException();

        public Task RemoveCardAsync(string method, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }

    private sealed class WillingServer : IMailer
    {
        public string? Unavailable => null;

        public Task SendAsync(OutgoingMail mail, CancellationToken cancellationToken) =>
            Task.CompletedTask;
    }
}
