using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Domain.Limits;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Ledger;
using TelephonyBilling.Engine.Limits;
using TelephonyBilling.Storage.Sqlite;
using TelephonyBilling.Testing.Store;

namespace TelephonyBilling.Simulation;

/// <summary>The books of one course, and what the operator and the judge do with them beside the daemon.</summary>
internal sealed class SimulatedBooks : IDisposable
{
    private readonly Books books;
    private readonly Action close;
    private readonly Dictionary<string, Money> toppedUp = new(StringComparer.Ordinal);
    private int posted;

    private SimulatedBooks(Books books, Action close)
    {
        this.books = books;
        this.close = close;
    }

    public ICallStore Calls => books.Calls;

    /// <summary>Quick to keep, and they throw at any overdraft.</summary>
    /// <param name="time">The clock that they go by.</param>
    public static SimulatedBooks InMemory(TimeProvider time) =>
        new(new InMemoryBooks(time).ToBooks(), () => { });

    /// <summary>As they are shipped: SQLite, in a folder that goes with them.</summary>
    /// <param name="time">The clock that they go by.</param>
    public static SimulatedBooks InSqlite(TimeProvider time)
    {
        var folder = Directory.CreateTempSubdirectory("telephony-billing-simulation-").FullName;
        var store = Wait(
            SqliteStore.OpenAsync(
                new SqliteStoreOptions(Path.Combine(folder, "books.db")),
                time,
                NullLogger.Instance
            )
        );
        return new SimulatedBooks(
            new Books(
                store.Accounts,
                store.Members,
                store.Calls,
                store.Ledger,
                store.Limits,
                store.Events
            ),
            () =>
            {
                store.DisposeAsync().AsTask().GetAwaiter().GetResult();
                Directory.Delete(folder, recursive: true);
            }
        );
    }

    public void Open(string account, Money credit)
    {
        Wait(
            books.Accounts.CreateAsync(
                Sample.Account(account, plan: account) with
                {
                    Currency = credit.Currency,
                },
                CancellationToken.None
            )
        );
        TopUp(account, credit);
    }

    public void TopUp(string account, Money amount)
    {
        var cause = string.Create(CultureInfo.InvariantCulture, $"topup/{account}/{++posted}");
        Wait(
            books.Ledger.PostAsync(
                new NewEntry(
                    account,
                    EntryKind.TopUp,
                    amount,
                    cause,
                    "",
                    "simulation",
                    Virtual.World.Start
                ),
                CancellationToken.None
            )
        );
        toppedUp[account] = toppedUp.TryGetValue(account, out var before)
            ? before + amount
            : amount;
    }

    public void Suspend(string account, bool suspended) =>
        Wait(
            books.Accounts.SetStatusAsync(
                account,
                suspended ? AccountStatus.Suspended : AccountStatus.Active,
                CancellationToken.None
            )
        );

    public void Limit(string account, UsageLimits limits) =>
        Wait(books.Limits.SetAsync(LimitOwner.OfAccount(account), limits, CancellationToken.None));

    /// <summary>The calls of an account that hold money now.</summary>
    public IReadOnlyList<CallRecord> Open(string account) =>
        Wait(
            books.Calls.ListAsync(
                new CallFilter
                {
                    Account = account,
                    OnlyOpen = true,
                    Limit = int.MaxValue,
                },
                CancellationToken.None
            )
        );

    public IReadOnlyList<LedgerEntry> Entries(string account) =>
        Wait(books.Ledger.EntriesAsync(account, int.MaxValue, CancellationToken.None));

    /// <summary>How many attempts the gate refused for this reason.</summary>
    public int Refused(string reason) =>
        Wait(
                books.Calls.ListAsync(
                    new CallFilter { State = CallState.Refused, Limit = int.MaxValue },
                    CancellationToken.None
                )
            )
            .Count(call => call.EndReason == reason);

    public Money ToppedUp(string account) => toppedUp[account];

    public AccountBalance Balance(string account) => Wait(books.BalanceAsync(account));

    public CallRecord Find(CallId call) =>
        Wait(books.Calls.FindAsync(call, CancellationToken.None))!;

    /// <summary>Every call that the gate allowed.</summary>
    public IReadOnlyList<CallRecord> All() =>
        [
            .. Wait(
                    books.Calls.ListAsync(
                        new CallFilter { Limit = int.MaxValue },
                        CancellationToken.None
                    )
                )
                .Where(call => call.State != CallState.Refused),
        ];

    /// <summary>Whatever the store can say of itself.</summary>
    public void Verify(Action<string> fault)
    {
        foreach (var found in Wait(books.Ledger.VerifyAsync(CancellationToken.None)).Faults)
        {
            fault(found);
        }
    }

    public void Dispose() => close();

    // The simulator's thread is all there is: while the store works, nothing else happens.
    private static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();
}
