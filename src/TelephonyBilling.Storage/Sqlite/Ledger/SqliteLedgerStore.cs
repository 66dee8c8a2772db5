using Dapper;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Ledger;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>The ledger in SQLite.</summary>
internal sealed class SqliteLedgerStore(StoreGateway gateway) : ILedgerStore
{
    public Task<PostResult> PostAsync(NewEntry entry, CancellationToken cancellationToken)
    {
        var posting = new LedgerPosting(entry);
        return gateway.WriteAsync(posting.Run, cancellationToken);
    }

    public Task<IReadOnlyList<LedgerEntry>> EntriesAsync(
        string account,
        int limit,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        // From the newest backwards, as the entries hang together.
        const string sql = """
            WITH RECURSIVE newest (id, remaining) AS (
                SELECT last_entry, @limit FROM account WHERE id = @account AND last_entry <> 0 AND @limit > 0
                UNION ALL
                SELECT e.previous, n.remaining - 1
                FROM newest n JOIN ledger_entry e ON e.id = n.id
                WHERE e.previous <> 0 AND n.remaining > 1
            )
            SELECT e.id, a.id AS account, a.currency, e.kind, e.amount_micros, e.balance_after_micros,
                   e.cause, e.note, e.actor, e.at
            FROM newest n
            JOIN ledger_entry e ON e.id = n.id
            JOIN account a ON a.key = e.account
            ORDER BY e.id
            """;
        return gateway.ReadAsync<IReadOnlyList<LedgerEntry>>(
            connection =>
                [
                    .. connection
                        .Query<EntryRow>(sql, new { account = account.ToLowerInvariant(), limit })
                        .Select(row => row.ToEntry()),
                ],
            cancellationToken
        );
    }

    public Task<LedgerEntry?> FindAsync(string cause, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cause);
        const string sql = """
            SELECT e.id, a.id AS account, a.currency, e.kind, e.amount_micros, e.balance_after_micros,
                   e.cause, e.note, e.actor, e.at
            FROM ledger_entry e JOIN account a ON a.key = e.account
            WHERE e.cause = @cause
            """;
        return gateway.ReadAsync(
            connection => connection.QuerySingleOrDefault<EntryRow>(sql, new { cause })?.ToEntry(),
            cancellationToken
        );
    }

    public Task<LedgerReport> VerifyAsync(CancellationToken cancellationToken) =>
        gateway.ReadAsync(
            connection => new LedgerVerification(connection, cancellationToken).Run(),
            cancellationToken
        );

    /// <summary>A row of <c>ledger_entry</c> with its account's id and currency.</summary>
    private sealed class EntryRow
    {
        public long Id { get; init; }
        public required string Account { get; init; }
        public required string Currency { get; init; }
        public required string Kind { get; init; }
        public long AmountMicros { get; init; }
        public long BalanceAfterMicros { get; init; }
        public required string Cause { get; init; }
        public required string Note { get; init; }
        public required string Actor { get; init; }
        public long At { get; init; }

        internal LedgerEntry ToEntry()
        {
            var currency = Domain.Monetary.Currency.Parse(Currency);
            return new LedgerEntry(
                Id,
                Account,
                StoredText.ToEntryKind(Kind),
                new Money(AmountMicros, currency),
                new Money(BalanceAfterMicros, currency),
                Cause,
                Note,
                Actor,
                Instant.FromStored(At)
            );
        }
    }
}
