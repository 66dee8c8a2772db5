using System.Runtime.CompilerServices;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Events;
using TelephonyBilling.Engine.Ledger;
using TelephonyBilling.Engine.Limits;

namespace TelephonyBilling.Testing.Store;

/// <summary>
/// Accounts, calls and ledger in memory: the promises of a real store, kept in the plainest way. The engine's tests run on
/// it, and real stores are compared with it. It throws where a balance would fall below what is held, so that a test need
/// not look. Answers at once, on the caller's thread. Thread-safe by one lock.
/// </summary>
public sealed class InMemoryBooks
{
    private readonly Lock door = new();
    private readonly TimeProvider time;

    /// <summary>Empty books.</summary>
    /// <param name="time">Dates charges and what <see cref="TopUp"/> does.</param>
    public InMemoryBooks(TimeProvider? time = null)
    {
        this.time = time ?? TimeProvider.System;
        Accounts = new InMemoryAccountStore(this);
        Members = new InMemoryMemberStore(this);
        Calls = new InMemoryCallStore(this, this.time);
        Ledger = new InMemoryLedgerStore(this);
        LimitBook = new InMemoryLimitStore(this, this.time);
        EventBook = new InMemoryEventStore(this);
    }

    /// <summary>Accounts.</summary>
    public IAccountStore Accounts { get; }

    /// <summary>Members.</summary>
    public IMemberStore Members { get; }

    /// <summary>Calls and reservations.</summary>
    public ICallStore Calls { get; }

    /// <summary>The ledger.</summary>
    public ILedgerStore Ledger { get; }

    /// <summary>Limits on use.</summary>
    public ILimitStore Limits => LimitBook;

    /// <summary>Events.</summary>
    public IEventStore Events => EventBook;

    /// <summary>While set, every method of the stores throws <see cref="StoreUnavailableException"/> with this text.</summary>
    public string? Away { get; set; }

    /// <summary>Runs before each method of the stores does its work, such as to throw or to wait; gets the method's name.</summary>
    public Func<string, Task> Before { get; set; } = _ => Task.CompletedTask;

    /// <summary>The records of all calls that the gate allowed, oldest first.</summary>
    public IReadOnlyList<CallRecord> AllowedCalls =>
        Look(() => Records().Where(call => call.State != CallState.Refused).ToArray());

    /// <summary>The records of the attempts that the gate refused, oldest first.</summary>
    public IReadOnlyList<CallRecord> RefusedCalls =>
        Look(() => Records().Where(call => call.State == CallState.Refused).ToArray());

    internal Dictionary<string, AccountBook> ById { get; } = new(StringComparer.OrdinalIgnoreCase);

    internal Dictionary<string, LedgerEntry> EntryOf { get; } = new(StringComparer.Ordinal);

    internal CallBook CallBook { get; } = new();

    internal InMemoryLimitStore LimitBook { get; }

    internal InMemoryEventStore EventBook { get; }

    /// <summary>The stores as tests of contracts take them.</summary>
    public Books ToBooks() => new(Accounts, Members, Calls, Ledger, Limits, Events);

    /// <summary>Adds credit to an account, and the account where there is none; the operator's hand, which nothing stops.</summary>
    public void TopUp(string account, Money amount) =>
        Look(() =>
        {
            if (!ById.TryGetValue(account, out var book))
            {
                book = new AccountBook(Sample.Account(account) with { Currency = amount.Currency });
                ById.Add(account, book);
            }
            return Add(
                new NewEntry(
                    account,
                    EntryKind.TopUp,
                    amount,
                    $"topup/{account}/{EntryOf.Count}",
                    "",
                    "tester",
                    time.GetUtcNow()
                ),
                book
            );
        });

    /// <summary>Suspends or resumes an account; the operator's hand, which nothing stops.</summary>
    public void Suspend(string account, bool suspended = true) =>
        Look(() =>
            ById[account].Account = ById[account].Account with
            {
                Status = suspended ? AccountStatus.Suspended : AccountStatus.Active,
            }
        );

    /// <summary>An account's money, whether or not the books are <see cref="Away"/>.</summary>
    public AccountBalance Balance(string account) => Look(() => ById[account].Money);

    /// <summary>Whether an account owns what its limits are about.</summary>
    internal bool Knows(LimitOwner owner) => ((InMemoryAccountStore)Accounts).Knows(owner);

    internal async Task<T> RunAsync<T>(Func<T> operation, [CallerMemberName] string what = "")
    {
        await Before(what);
        return Look(() =>
        {
            if (Away is { } why)
            {
                throw new StoreUnavailableException(why);
            }
            var result = operation();
            foreach (var (account, book) in ById)
            {
                if (book.Money is { Available.IsNegative: true } or { Held.IsNegative: true })
                {
                    throw new InvalidOperationException(
                        $"{what} left account {account} with {book.Money.Balance}, of which {book.Money.Held} is held."
                    );
                }
            }
            return result;
        });
    }

    internal LedgerEntry Add(NewEntry entry, AccountBook book)
    {
        var added = new LedgerEntry(
            EntryOf.Count + 1,
            book.Account.Id,
            entry.Kind,
            entry.Amount,
            book.Money.Balance + entry.Amount,
            entry.Cause,
            entry.Note,
            entry.Actor,
            entry.At.ToUniversalTime()
        );
        EntryOf.Add(entry.Cause, added);
        book.Entries.Add(added);
        return added;
    }

    private IEnumerable<CallRecord> Records() => CallBook.All.Select(call => call.Record);

    private T Look<T>(Func<T> look)
    {
        lock (door)
        {
            return look();
        }
    }
}
