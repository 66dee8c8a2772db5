using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Ledger;
using TelephonyBilling.Testing.Store;

namespace TelephonyBilling.Storage.Tests.Model;

/// <summary>
/// The books in memory: the same promises as a real store, kept in the plainest way, as the model that a real store is
/// compared with. Safe for all threads by one lock.
/// </summary>
public sealed class ModelBooks
{
    /// <summary>Empty books.</summary>
    /// <param name="time">Dates the charges.</param>
    public ModelBooks(TimeProvider? time = null)
    {
        Accounts = new ModelAccountStore(this);
        Calls = new ModelCallStore(this, time ?? TimeProvider.System);
        Ledger = new ModelLedgerStore(this);
    }

    /// <summary>Accounts.</summary>
    public ModelAccountStore Accounts { get; }

    /// <summary>Calls and reservations.</summary>
    public ModelCallStore Calls { get; }

    /// <summary>The ledger.</summary>
    public ModelLedgerStore Ledger { get; }

    /// <summary>The stores as tests of contracts take them.</summary>
    public Books ToBooks() => new(Accounts, Calls, Ledger);

    internal Dictionary<string, Account> AccountsById { get; } =
        new(StringComparer.OrdinalIgnoreCase);

    internal List<LedgerEntry> Entries { get; } = [];

    internal List<BookedCall> Booked { get; } = [];

    private Lock Door { get; } = new();

    internal Task<T> Run<T>(Func<T> operation)
    {
        lock (Door)
        {
            try
            {
                return Task.FromResult(operation());
            }
            catch (Exception exception)
            {
                return Task.FromException<T>(exception);
            }
        }
    }

    internal AccountBalance BalanceOf(Account account)
    {
        var balance = Money.Zero(account.Currency);
        foreach (var entry in Entries.Where(entry => entry.Account == account.Id))
        {
            balance += entry.Amount;
        }
        var held = Money.Zero(account.Currency);
        foreach (
            var call in Booked.Where(call =>
                call.IsOpen && call.Record.Parties.Account == account.Id
            )
        )
        {
            held += call.Record.Held;
        }
        return new AccountBalance(balance, held);
    }

    internal LedgerEntry Add(NewEntry entry, Account account)
    {
        var added = new LedgerEntry(
            Entries.Count + 1,
            account.Id,
            entry.Kind,
            entry.Amount,
            BalanceOf(account).Balance + entry.Amount,
            entry.Cause,
            entry.Note,
            entry.Actor,
            entry.At.ToUniversalTime()
        );
        Entries.Add(added);
        return added;
    }

    internal BookedCall Call(CallId id) =>
        Booked.Find(call => call.Record.Id == id)
        ?? throw new InvalidOperationException($"There is no call {id} in the store.");

    /// <summary>A call's record, and what only an open call has.</summary>
    internal sealed class BookedCall(CallRecord record, string owner, bool ownerIsTrunk)
    {
        internal CallRecord Record { get; set; } = record;
        internal string Owner { get; } = owner;
        internal bool OwnerIsTrunk { get; } = ownerIsTrunk;
        internal bool IsOpen => Record.EndedAt is null;

        internal OpenCall ToOpenCall() =>
            new(
                Record.Id,
                Record.Pbx,
                Owner,
                OwnerIsTrunk,
                Record.Parties,
                Record.Price!,
                Record.FundedSeconds,
                Record.AuthorisedAt,
                Record.Leg,
                Record.AnsweredAt
            );
    }
}
