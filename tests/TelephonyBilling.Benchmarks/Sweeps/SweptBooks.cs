using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using TelephonyBilling.Benchmarks.Rates;
using TelephonyBilling.Daemon.Mail;
using TelephonyBilling.Daemon.Options;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Ledger;
using TelephonyBilling.Engine.Notices;
using TelephonyBilling.Engine.Rates;
using TelephonyBilling.Engine.Statements;
using TelephonyBilling.Engine.Switching;
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
    }

    /// <summary>What queues mails.</summary>
    internal MailServices Mail { get; }

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
        await store.Thresholds.SetAsync(
            id,
            [Money.Parse("1000", RateFiles.Usd)],
            "bench",
            cancellationToken
        );
        for (var entry = 0; entry < entries; entry++)
        {
            await store.Ledger.PostAsync(
                new NewEntry(
                    id,
                    EntryKind.Adjustment,
                    Money.Parse("1.25", RateFiles.Usd),
                    string.Create(CultureInfo.InvariantCulture, $"bench/{id}/{entry}"),
                    "",
                    "bench",
                    Start
                ),
                cancellationToken
            );
        }
    }

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

    private sealed class WillingServer : IMailer
    {
        public string? Unavailable => null;

        public Task SendAsync(OutgoingMail mail, CancellationToken cancellationToken) =>
            Task.CompletedTask;
    }
}
