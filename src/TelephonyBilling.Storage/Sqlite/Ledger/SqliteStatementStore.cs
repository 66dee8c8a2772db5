using Dapper;
using Microsoft.Data.Sqlite;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Engine.Ledger;
using TelephonyBilling.Engine.Statements;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Spans of the ledger, from SQLite.</summary>
internal sealed class SqliteStatementStore(StoreGateway gateway) : IStatementStore
{
    public Task<bool> ReadAsync(
        string account,
        DateTimeOffset from,
        DateTimeOffset until,
        Action<StatementSpan> read,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(read);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from, until);
        const string find = "SELECT key, id, currency, last_entry FROM account WHERE id = @id";
        return gateway.ReadAsync(
            connection =>
            {
                var found = connection.QuerySingleOrDefault<Payer>(
                    find,
                    new { id = account.ToLowerInvariant() }
                );
                if (found is not null)
                {
                    Read(connection, found, (from, until), read, cancellationToken);
                }
                return found is not null;
            },
            cancellationToken
        );
    }

    private static void Read(
        SqliteConnection connection,
        Payer payer,
        (DateTimeOffset From, DateTimeOffset Until) span,
        Action<StatementSpan> read,
        CancellationToken cancellationToken
    )
    {
        using var cut = new LedgerCut(connection, payer.Key, payer.LastEntry);
        var before = cut.Before(span.From);
        var last = cut.Before(span.Until);
        var entries = cut.Between(before, last, cancellationToken);
        read(
            new StatementSpan(
                BalanceAfter(connection, payer, before),
                BalanceAfter(connection, payer, last),
                Lines(connection, payer, entries, cancellationToken)
            )
        );
    }

    private static Money BalanceAfter(SqliteConnection connection, Payer payer, long entry)
    {
        const string sql = "SELECT balance_after_micros FROM ledger_entry WHERE id = @entry";
        return new Money(
            entry == 0 ? 0 : connection.QuerySingle<long>(sql, new { entry }),
            payer.Unit
        );
    }

    private static IEnumerable<StatementLine> Lines(
        SqliteConnection connection,
        Payer payer,
        IReadOnlyList<long> entries,
        CancellationToken cancellationToken
    )
    {
        const string sql = """
            SELECT e.kind, e.amount_micros, e.balance_after_micros, e.cause, e.note, e.actor, e.at,
                   c.service, c.from_party, c.to_party, c.destination, c.connected_ticks
            FROM ledger_entry e LEFT JOIN call c ON c.key = e.call
            WHERE e.id = ?1
            """;
        using var statement = new Statement(connection.Handle!, sql);
        foreach (var id in entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            statement.Bind(1, id).Step();
            var line = new StatementLine(EntryOf(statement, payer, id), CallOf(statement));
            statement.Reset();
            yield return line;
        }
    }

    private static LedgerEntry EntryOf(Statement row, Payer payer, long id) =>
        new(
            id,
            payer.Id,
            StoredText.ToEntryKind(row.Text(0)),
            new Money(row.Int64(1), payer.Unit),
            new Money(row.Int64(2), payer.Unit),
            row.Text(3),
            row.Text(4),
            row.Text(5),
            Instant.FromStored(row.Int64(6))
        );

    private static ChargedCall? CallOf(Statement row) =>
        row.IsNull(7)
            ? null
            : new ChargedCall(
                ServiceNames.Parse(row.Text(7)),
                row.Text(8),
                row.Text(9),
                row.Text(10),
                TimeSpan.FromTicks(row.Int64(11))
            );

    /// <summary>What is needed of a row of <c>account</c>.</summary>
    private sealed class Payer
    {
        public long Key { get; init; }
        public required string Id { get; init; }
        public required string Currency { get; init; }
        public long LastEntry { get; init; }

        internal Currency Unit => Domain.Monetary.Currency.Parse(Currency);
    }
}
