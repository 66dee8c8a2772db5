using System.Runtime.InteropServices;
using Dapper;
using Microsoft.Data.Sqlite;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Ledger;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Checks the books from their first entry, without believing any sum that is written down.</summary>
/// <remarks>One pass over the entries in their order; memory for each account, not for each entry.</remarks>
internal sealed class LedgerVerification(
    SqliteConnection connection,
    CancellationToken cancellationToken
)
{
    /// <summary>More faults than these are counted, not told.</summary>
    private const int MaxTold = 1000;

    private readonly List<string> faults = [];
    private readonly Dictionary<long, Book> books = [];
    private long untold;
    private long entries;
    private long openCalls;

    internal LedgerReport Run()
    {
        LoadAccounts();
        FollowEntries();
        AddUpOpenCalls();
        CompareAccounts();
        MatchChargesWithCalls();
        FindMoneyOfClosedCalls();
        if (untold > 0)
        {
            faults.Add($"There are {untold} more faults.");
        }
        return new LedgerReport(books.Count, entries, openCalls, faults);
    }

    private void LoadAccounts()
    {
        const string sql =
            "SELECT key, id, currency, balance_micros, held_micros, last_entry FROM account ORDER BY id";
        foreach (var row in Rows<AccountRow>(sql))
        {
            books.Add(row.Key, new Book(row));
        }
    }

    private void FollowEntries()
    {
        const string sql = """
            SELECT id, account, amount_micros, balance_after_micros, previous FROM ledger_entry ORDER BY id
            """;
        foreach (var row in Rows<EntryRow>(sql))
        {
            entries++;
            if (!books.TryGetValue(row.Account, out var book))
            {
                Fault(
                    $"Entry {row.Id} belongs to an account that does not exist (key {row.Account})."
                );
                continue;
            }
            if (row.Previous != book.LastEntry)
            {
                Fault(
                    $"Entry {row.Id} of {book.Id} follows entry {row.Previous}, but the account's entry before it is {book.LastEntry}."
                );
            }
            book.Sum += row.AmountMicros;
            if (row.BalanceAfterMicros != book.Sum)
            {
                Fault(
                    $"Entry {row.Id} of {book.Id} gives the balance as {book.Show(row.BalanceAfterMicros)}, but the entries up to it sum to {book.Show(book.Sum)}."
                );
            }
            book.LastEntry = row.Id;
        }
    }

    private void AddUpOpenCalls()
    {
        const string sql = """
            SELECT id, account, held_micros, funded_seconds, connection_fee_micros, per_minute_micros,
                   initial_seconds, subsequent_seconds, price_currency, exchange_trillionths
            FROM call
            WHERE ended_at IS NULL
            """;
        foreach (var row in Rows<OpenRow>(sql))
        {
            openCalls++;
            if (!books.TryGetValue(row.Account, out var book))
            {
                Fault(
                    $"Call {row.Id} belongs to an account that does not exist (key {row.Account})."
                );
                continue;
            }
            book.Held += row.HeldMicros;
            var due = row.Price(book.Currency).Charge(row.FundedSeconds).Micros;
            if (row.HeldMicros != due)
            {
                Fault(
                    $"Call {row.Id} of {book.Id} holds {book.Show(row.HeldMicros)}, but its {row.FundedSeconds} funded seconds cost {book.Show(due)}."
                );
            }
        }
    }

    private void CompareAccounts()
    {
        foreach (var book in books.Values)
        {
            if (book.Balance != book.Sum)
            {
                Fault(
                    $"The balance of {book.Id} is {book.Show(book.Balance)}, but its entries sum to {book.Show(book.Sum)}."
                );
            }
            if (book.NewestEntry != book.LastEntry)
            {
                Fault(
                    $"Account {book.Id} names {book.NewestEntry} as its newest entry, but that is {book.LastEntry}."
                );
            }
            if (book.HeldByAccount != book.Held)
            {
                Fault(
                    $"Account {book.Id} has {book.Show(book.HeldByAccount)} set aside, but its open calls hold {book.Show(book.Held)}."
                );
            }
            if (book.Balance < book.HeldByAccount)
            {
                Fault(
                    $"The balance of {book.Id} is {book.Show(book.Balance)}, less than the {book.Show(book.HeldByAccount)} that are set aside."
                );
            }
        }
    }

    private void MatchChargesWithCalls()
    {
        const string settled = """
            SELECT c.id, c.charge_micros, c.charge_entry, e.call = c.key AS is_own, -e.amount_micros AS charged_micros
            FROM call c LEFT JOIN ledger_entry e ON e.id = c.charge_entry
            WHERE c.state = 'settled' AND (e.id IS NULL OR e.call IS NOT c.key OR e.amount_micros <> -c.charge_micros)
            """;
        foreach (var row in Rows<SettledRow>(settled))
        {
            Fault(
                row.ChargedMicros is not { } charged
                    ? $"Settled call {row.Id} names entry {row.ChargeEntry} as its charge, which does not exist."
                    : $"Settled call {row.Id} says {row.ChargeMicros} millionths were charged, its entry {row.ChargeEntry} says {charged}"
                        + (row.IsOwn ? "." : " and is another call's.")
            );
        }
        const string charges = """
            SELECT e.id, e.cause, c.id AS call
            FROM ledger_entry e LEFT JOIN call c ON c.key = e.call
            WHERE e.kind = 'charge' AND (c.key IS NULL OR c.charge_entry IS NOT e.id)
            """;
        foreach (var row in Rows<ChargeRow>(charges))
        {
            Fault(
                $"Charge {row.Id} ({row.Cause}) is not the charge of call {row.Call ?? "(none)"}."
            );
        }
    }

    private void FindMoneyOfClosedCalls()
    {
        const string sql =
            "SELECT id, held_micros FROM call WHERE ended_at IS NOT NULL AND held_micros <> 0";
        foreach (var row in Rows<ClosedRow>(sql))
        {
            Fault($"Call {row.Id} is over and still holds {row.HeldMicros} millionths.");
        }
    }

    private IEnumerable<T> Rows<T>(string sql)
    {
        foreach (var row in connection.Query<T>(sql, buffered: false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return row;
        }
    }

    private void Fault(string sentence)
    {
        if (faults.Count < MaxTold)
        {
            faults.Add(sentence);
        }
        else
        {
            untold++;
        }
    }

    /// <summary>What an account says of itself, and what its entries and calls add up to.</summary>
    private sealed class Book(AccountRow row)
    {
        internal string Id { get; } = row.Id;
        internal Currency Currency { get; } = Currency.Parse(row.Currency);
        internal long Balance { get; } = row.BalanceMicros;
        internal long HeldByAccount { get; } = row.HeldMicros;
        internal long NewestEntry { get; } = row.LastEntry;
        internal long Sum { get; set; }
        internal long Held { get; set; }
        internal long LastEntry { get; set; }

        internal string Show(long micros) => new Money(micros, Currency).ToString();
    }

    private sealed record AccountRow
    {
        public long Key { get; init; }
        public required string Id { get; init; }
        public required string Currency { get; init; }
        public long BalanceMicros { get; init; }
        public long HeldMicros { get; init; }
        public long LastEntry { get; init; }
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct EntryRow(
        long Id,
        long Account,
        long AmountMicros,
        long BalanceAfterMicros,
        long Previous
    );

    private sealed record OpenRow
    {
        public required string Id { get; init; }
        public long Account { get; init; }
        public long HeldMicros { get; init; }
        public long FundedSeconds { get; init; }
        public long ConnectionFeeMicros { get; init; }
        public long PerMinuteMicros { get; init; }
        public int InitialSeconds { get; init; }
        public int SubsequentSeconds { get; init; }
        public string? PriceCurrency { get; init; }
        public long? ExchangeTrillionths { get; init; }

        internal CallPrice Price(Currency currency) =>
            StoredPrice.Of(
                ConnectionFeeMicros,
                PerMinuteMicros,
                new BillingIncrements(InitialSeconds, SubsequentSeconds),
                currency,
                PriceCurrency,
                ExchangeTrillionths
            );
    }

    private sealed record SettledRow
    {
        public required string Id { get; init; }
        public long ChargeMicros { get; init; }
        public long ChargeEntry { get; init; }
        public bool IsOwn { get; init; }
        public long? ChargedMicros { get; init; }
    }

    private sealed record ChargeRow
    {
        public long Id { get; init; }
        public required string Cause { get; init; }
        public string? Call { get; init; }
    }

    private sealed record ClosedRow
    {
        public required string Id { get; init; }
        public long HeldMicros { get; init; }
    }
}
