using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Ledger;
using TelephonyBilling.Storage.Sqlite;

namespace TelephonyBilling.Simulation;

/// <summary>The books as they are shipped: SQLite in a folder of its own, and its own verification at the end.</summary>
internal sealed class BooksInSqlite : ISimulatedBooks
{
    private readonly string folder;
    private readonly SqliteStore store;
    private readonly Dictionary<string, Money> toppedUp = new(StringComparer.Ordinal);
    private int posted;

    public BooksInSqlite()
    {
        folder = Directory.CreateTempSubdirectory("telephony-billing-simulation-").FullName;
        store = Wait(
            SqliteStore.OpenAsync(
                new SqliteStoreOptions(Path.Combine(folder, "books.db")),
                TimeProvider.System,
                NullLogger.Instance
            )
        );
    }

    public ICallStore Calls => store.Calls;

    public void Open(string account, Money credit)
    {
        Wait(
            store.Accounts.CreateAsync(
                new Account(
                    account,
                    account,
                    credit.Currency,
                    account,
                    AccountStatus.Active,
                    MaxCalls: null,
                    Virtual.World.Start
                ),
                CancellationToken.None
            )
        );
        TopUp(account, credit);
    }

    public void TopUp(string account, Money amount)
    {
        var cause = string.Create(CultureInfo.InvariantCulture, $"topup/{account}/{++posted}");
        Wait(
            store.Ledger.PostAsync(
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
            store.Accounts.SetStatusAsync(
                account,
                suspended ? AccountStatus.Suspended : AccountStatus.Active,
                CancellationToken.None
            )
        );

    public Money ToppedUp(string account) => toppedUp[account];

    public AccountBalance Balance(string account) =>
        Wait(store.Accounts.FindAsync(account, CancellationToken.None))!.Value.Balance;

    public CallRecord Find(CallId call) =>
        Wait(store.Calls.FindAsync(call, CancellationToken.None))!;

    public IReadOnlyList<CallRecord> All() =>
        [
            .. Wait(
                    store.Calls.ListAsync(
                        new CallFilter { Limit = int.MaxValue },
                        CancellationToken.None
                    )
                )
                .Where(call => call.State != CallState.Refused),
        ];

    public void Verify(Action<string> fault)
    {
        foreach (var found in Wait(store.Ledger.VerifyAsync(CancellationToken.None)).Faults)
        {
            fault(found);
        }
    }

    public void Dispose()
    {
        store.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Directory.Delete(folder, recursive: true);
    }

    // The simulator's thread is all there is: while the store works, nothing else happens.
    private static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();
}
