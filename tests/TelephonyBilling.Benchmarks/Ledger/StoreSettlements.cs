using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using TelephonyBilling.Benchmarks.Reporting;
using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Ledger;
using TelephonyBilling.Storage.Sqlite;

namespace TelephonyBilling.Benchmarks.Ledger;

/// <summary>The daemon's store with calls that are open, to be settled.</summary>
internal sealed class StoreSettlements : IAsyncDisposable
{
    private static readonly Currency Usd = Currency.Parse("USD");
    private static readonly TimeSpan Connected = TimeSpan.FromSeconds(95);
    private static readonly CallPrice Price = new(
        new Money(40_000, Usd),
        new Money(20_000, Usd),
        new BillingIncrements(60, 60)
    );

    private readonly SqliteStore store;
    private readonly DateTimeOffset now = TimeProvider.System.GetUtcNow();
    private int opened;
    private int settled;

    private StoreSettlements(SqliteStore store) => this.store = store;

    /// <summary>Opens the books with so many accounts.</summary>
    public static async Task<StoreSettlements> OpenAsync(
        string path,
        int accounts,
        CancellationToken cancellationToken
    )
    {
        var books = new StoreSettlements(
            await SqliteStore.OpenAsync(
                new SqliteStoreOptions(path),
                TimeProvider.System,
                NullLogger.Instance,
                cancellationToken
            )
        );
        for (var i = 0; i < accounts; i++)
        {
            await books.store.Accounts.CreateAsync(
                new Account(
                    Name(i),
                    Name(i),
                    Usd,
                    "standard",
                    AccountStatus.Active,
                    null,
                    books.now
                ),
                cancellationToken
            );
            await books.store.Ledger.PostAsync(
                new NewEntry(
                    Name(i),
                    EntryKind.TopUp,
                    new Money(10_000_000 * Money.MicrosPerUnit, Usd),
                    $"topup/{Name(i)}/1",
                    "bench",
                    "bench",
                    books.now
                ),
                cancellationToken
            );
        }
        return books;
    }

    /// <summary>The instant that every call's id and time are made of.</summary>
    public DateTimeOffset OpenedAt => now;

    /// <summary>Opens so many more calls, as the gate does.</summary>
    public async Task OpenCallsAsync(int count, int accounts, CancellationToken cancellationToken)
    {
        const int atOnce = 4_096;
        for (var left = count; left > 0; left -= atOnce)
        {
            await Task.WhenAll(
                Enumerable
                    .Range(opened, Math.Min(left, atOnce))
                    .Select(i =>
                        store.Calls.AuthoriseAsync(Call(i, i % accounts), cancellationToken)
                    )
                    .ToArray()
            );
            opened += Math.Min(left, atOnce);
        }
    }

    /// <summary>Settles so many of them by callers that each wait for their own before the next.</summary>
    public async Task<Cost> SettleAsync(int count, int callers, CancellationToken cancellationToken)
    {
        var end = settled + count;
        var next = settled - 1;
        settled = end;
        var meter = Cost.Begin();
        await Task.WhenAll(
            Enumerable
                .Range(0, callers)
                .Select(_ =>
                    Task.Run(
                        async () =>
                        {
                            for (int i; (i = Interlocked.Increment(ref next)) < end; )
                            {
                                await SettleAsync(i, cancellationToken);
                            }
                        },
                        cancellationToken
                    )
                )
        );
        return meter.End();
    }

    /// <summary>Settles one and gives the time that it took, in µs.</summary>
    public async Task<double> SettleOneAsync(CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        await SettleAsync(settled++, cancellationToken);
        return Stopwatch.GetElapsedTime(started).TotalMicroseconds;
    }

    /// <summary>Throws if the books don't balance after all that.</summary>
    public async Task VerifyAsync(CancellationToken cancellationToken)
    {
        var report = await store.Ledger.VerifyAsync(cancellationToken);
        if (report.Faults.Count > 0)
        {
            throw new InvalidOperationException($"The books don't balance: {report.Faults[0]}");
        }
    }

    public ValueTask DisposeAsync() => store.DisposeAsync();

    private static string Name(int account) =>
        string.Create(CultureInfo.InvariantCulture, $"acct-{account:D3}");

    private async Task SettleAsync(int index, CancellationToken cancellationToken)
    {
        var billed = Price.BilledSeconds(Connected);
        var outcome = await store.Calls.SettleAsync(
            new CallSettlement(
                CallId.Create(now, (ulong)index),
                string.Create(CultureInfo.InvariantCulture, $"1733.{index}"),
                now,
                now + Connected,
                Connected,
                billed,
                Price.Charge(billed),
                EndReason.Hangup,
                Cause: 16,
                Estimated: false,
                ClockStepped: false
            ),
            cancellationToken
        );
        if (outcome != SettleOutcome.Settled)
        {
            throw new InvalidOperationException($"Call {index} gave {outcome}.");
        }
    }

    private NewCall Call(int index, int account) =>
        new(
            CallId.Create(now, (ulong)index),
            "bench",
            Owner: string.Create(CultureInfo.InvariantCulture, $"1732.{index}"),
            OwnerIsTrunk: false,
            new CallParties(
                Name(account),
                Service.InternationalOutbound,
                From: "1001",
                To: "442079460000",
                Dialled: "011442079460000",
                "United Kingdom",
                Number: null,
                Extension: "1001",
                Member: "Jo",
                Department: "Sales"
            ),
            Price,
            WantedSeconds: 300,
            NeedsCredit: false,
            Limits: default,
            now
        );
}
