using Dapper;
using Microsoft.Data.Sqlite;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Rates;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Rate decks in SQLite.</summary>
/// <remarks>
/// An import writes a new set of rates beside the one in force, a few thousand at a time, so that no call waits for it, not
/// even in another process; then one transaction puts it in force. Until then nobody sees it, and an import that was
/// killed leaves only rows that the next one clears away.
/// </remarks>
internal sealed class SqliteRateStore(StoreGateway gateway) : IRateStore
{
    /// <summary>Rows of one transaction: about 20 ms of writing.</summary>
    private const int RowsAtOnce = 4000;

    /// <summary>Between transactions, so that a process that waits for the lock gets it: SQLite's lock has no queue.</summary>
    private static readonly TimeSpan Courtesy = TimeSpan.FromMilliseconds(5);

    /// <summary>A set that nobody put in force for so long was left by an import that was killed.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(6);

    public async Task<bool> ImportAsync(
        string deck,
        Currency currency,
        IReadOnlyList<RateRow> rows,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        StoredArgument.Name(deck, "deck");
        currency = Currency.Parse(currency.Code);
        Check(deck, currency, rows);
        if (
            !await gateway.WriteAsync(
                session => IsOfCurrency(session, deck, currency),
                cancellationToken
            )
        )
        {
            return false;
        }
        var set = await gateway.WriteAsync(session => BeginSet(session, at), cancellationToken);
        try
        {
            // In the order of the table, so that rows are appended.
            var ordered = rows.OrderBy(row => (int)row.Rate.Service)
                .ThenBy(row => row.Rate.Prefix)
                .ToArray();
            foreach (var some in ordered.Chunk(RowsAtOnce))
            {
                await gateway.WriteAsync(session => Append(session, set, some), cancellationToken);
                await YieldAsync(some.Length, cancellationToken);
            }
            var (done, replaced) = await gateway.WriteAsync(
                session => PutInForce(session, deck, currency, set, at),
                cancellationToken
            );
            set = done ? replaced : set;
            return done;
        }
        finally
        {
            // Clears the set that was replaced, or the new one if it did not come into force. Not cancelled: the caller
            // may have gone, the rows stay.
            await RemoveAsync(set, CancellationToken.None);
            await RemoveAbandonedAsync(at, CancellationToken.None);
        }
    }

    public Task<(Currency Currency, IReadOnlyList<RateRow> Rows)?> ExportAsync(
        string deck,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(deck);
        const string sql = "SELECT name, currency, rate_set FROM rate_deck WHERE name = @deck";
        return gateway.ReadAsync(
            connection =>
                connection.QuerySingleOrDefault<DeckRow>(sql, new { deck }) is { } row
                    ? (Currency.Parse(row.Currency), Rows(connection, row, cancellationToken))
                    : ((Currency, IReadOnlyList<RateRow>)?)null,
            cancellationToken
        );
    }

    /// <summary>A deck's rows in the order of service and prefix.</summary>
    internal static IReadOnlyList<RateRow> Rows(
        SqliteConnection connection,
        DeckRow deck,
        CancellationToken cancellationToken
    )
    {
        const string sql =
            "SELECT "
            + RateRecord.Columns
            + " FROM rate WHERE rate_set = ?1 ORDER BY service, prefix, origin, effective_from";
        using var statement = new Statement(connection.Handle!, sql);
        statement.Bind(1, deck.RateSet);
        var currency = Currency.Parse(deck.Currency);
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        var rows = new List<RateRow>();
        while (statement.Step())
        {
            cancellationToken.ThrowIfCancellationRequested();
            rows.Add(RateRecord.Read(statement, currency, texts));
        }
        return rows;
    }

    /// <summary>The importer has told people of errors before; what is wrong still is a defect.</summary>
    private static void Check(string deck, Currency currency, IReadOnlyList<RateRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (!RateDeck.TryCompile(deck, currency, rows, at: null, out _, out var errors))
        {
            throw new ArgumentException(
                $"The rates of deck '{deck}' contradict themselves: {errors}",
                nameof(rows)
            );
        }
    }

    private static bool IsOfCurrency(WriterSession session, string deck, Currency currency)
    {
        const string sql = "SELECT currency FROM rate_deck WHERE name = @deck";
        var found = session.Connection.ExecuteScalar<string>(sql, new { deck });
        return found is null || found == currency.Code;
    }

    private static long BeginSet(WriterSession session, DateTimeOffset at)
    {
        const string sql = "INSERT INTO rate_set (started_at) VALUES (@at) RETURNING key";
        return session.Connection.ExecuteScalar<long>(sql, new { at = Instant.ToStored(at) });
    }

    private static bool Append(WriterSession session, long set, RateRow[] rows)
    {
        const string sql =
            "INSERT INTO rate (rate_set, "
            + RateRecord.Columns
            + ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";
        var insert = session.Prepare(sql);
        foreach (var row in rows)
        {
            RateRecord.Insert(insert, set, row);
        }
        return true;
    }

    /// <returns>Whether it is in force, and the set that was in force before; 0: none.</returns>
    private static (bool Done, long Replaced) PutInForce(
        WriterSession session,
        string deck,
        Currency currency,
        long set,
        DateTimeOffset at
    )
    {
        const string find = "SELECT rate_set FROM rate_deck WHERE name = @deck";
        const string put = """
            INSERT INTO rate_deck (name, currency, rate_set, imported_at)
            VALUES (@deck, @currency, @set, @at)
            ON CONFLICT (name) DO UPDATE SET rate_set = excluded.rate_set, imported_at = excluded.imported_at
            """;
        const string plan = """
            INSERT INTO plan (name, deck)
            SELECT name, key FROM rate_deck WHERE name = @deck
            ON CONFLICT (name) DO NOTHING
            """;
        // Another import of this deck may have come first.
        if (!IsOfCurrency(session, deck, currency))
        {
            return (false, 0);
        }
        var replaced = session.Connection.ExecuteScalar<long?>(find, new { deck }) ?? 0;
        session.Connection.Execute(
            put,
            new
            {
                deck,
                currency = currency.Code,
                set,
                at = Instant.ToStored(at),
            }
        );
        session.Connection.Execute(plan, new { deck });
        return (true, replaced);
    }

    private async Task RemoveAsync(long set, CancellationToken cancellationToken)
    {
        const string some = """
            DELETE FROM rate
            WHERE rate_set = @set AND (service, prefix, origin, effective_from) IN (
                SELECT service, prefix, origin, effective_from FROM rate WHERE rate_set = @set LIMIT @RowsAtOnce)
            """;
        const string all = "DELETE FROM rate_set WHERE key = @set";
        var removed = RowsAtOnce;
        while (set != 0 && removed == RowsAtOnce)
        {
            removed = await gateway.WriteAsync(
                session => session.Connection.Execute(some, new { set, RowsAtOnce }),
                cancellationToken
            );
            await YieldAsync(removed, cancellationToken);
        }
        await gateway.WriteAsync(
            session => session.Connection.Execute(all, new { set }),
            cancellationToken
        );
    }

    private async Task RemoveAbandonedAsync(DateTimeOffset at, CancellationToken cancellationToken)
    {
        const string sql = """
            SELECT key FROM rate_set
            WHERE started_at < @before AND key NOT IN (SELECT rate_set FROM rate_deck)
            """;
        var before = Instant.ToStored(at - Abandoned);
        var sets = await gateway.ReadAsync(
            connection => connection.Query<long>(sql, new { before }).AsList(),
            cancellationToken
        );
        foreach (var set in sets)
        {
            await RemoveAsync(set, cancellationToken);
        }
    }

    // By the real clock whatever clock the store was given: it is another process that needs the time.
    private static Task YieldAsync(int rows, CancellationToken cancellationToken) =>
        rows < RowsAtOnce
            ? Task.CompletedTask
            : Task.Delay(Courtesy, TimeProvider.System, cancellationToken);

    /// <summary>A row of <c>rate_deck</c>.</summary>
    internal sealed record DeckRow
    {
        public required string Name { get; init; }
        public required string Currency { get; init; }
        public long RateSet { get; init; }
    }
}
