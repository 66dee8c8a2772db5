using Dapper;
using Microsoft.Data.Sqlite;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Rates;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Rate decks in SQLite.</summary>
/// <remarks>
/// An import writes a new set of rates beside those that are there, a few thousand at a time, so that no call waits for it,
/// not even in another process; then one transaction makes it a version of its deck. Until then nobody sees it, and an
/// import that was killed leaves only rows that the next one clears away.
/// </remarks>
internal sealed class SqliteRateStore(StoreGateway gateway) : IRateStore
{
    /// <summary>Rows of one transaction: about 20 ms of writing.</summary>
    private const int RowsAtOnce = 4000;

    /// <summary>Between transactions, so that a process that waits for the lock gets it: SQLite's lock has no queue.</summary>
    private static readonly TimeSpan Courtesy = TimeSpan.FromMilliseconds(5);

    /// <summary>A set that nobody put in force for so long was left by an import that was killed.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(6);

    public async Task<bool> ImportAsync(RateImport import, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(import);
        StoredArgument.Name(import.Deck, "deck");
        StoredArgument.Text(import.Source, "source");
        import = import with { Currency = Currency.Parse(import.Currency.Code) };
        Check(import);
        if (!await gateway.WriteAsync(session => IsOfCurrency(session, import), cancellationToken))
        {
            return false;
        }
        var set = await gateway.WriteAsync(
            session => BeginSet(session, import.At),
            cancellationToken
        );
        try
        {
            // In the order of the table, so that rows are appended.
            var ordered = import
                .Rows.OrderBy(row => (int)row.Rate.Service)
                .ThenBy(row => row.Rate.Prefix)
                .ToArray();
            var written = 0;
            foreach (var some in ordered.Chunk(RowsAtOnce))
            {
                await gateway.WriteAsync(session => Append(session, set, some), cancellationToken);
                import.Progress?.Report(written += some.Length);
                await YieldAsync(some.Length, cancellationToken);
            }
            var (done, replaced) = await gateway.ChangeAsync(
                session => PutInForce(session, import, set),
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
            await RemoveAbandonedAsync(import.At, CancellationToken.None);
        }
    }

    public Task<StoredDeck?> ExportAsync(
        string deck,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(deck);
        const string sql =
            VersionRow.Select
            + """
                WHERE d.name = @deck AND v.effective_from <= @at
                ORDER BY v.effective_from DESC
                LIMIT 1
                """;
        return gateway.ReadAsync(
            connection =>
                connection.QuerySingleOrDefault<VersionRow>(
                    sql,
                    new { deck, at = Instant.ToStored(at) }
                )
                    is { } row
                    ? new StoredDeck(row.ToVersion(), Rows(connection, row, cancellationToken))
                    : null,
            cancellationToken
        );
    }

    public async Task<VersionRemoval> RemoveVersionAsync(
        string deck,
        DateTimeOffset effectiveFrom,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(deck);
        const string ofDeck =
            "WHERE deck = (SELECT key FROM rate_deck WHERE name = @deck) AND effective_from = @from";
        const string find = "SELECT rate_set FROM rate_version " + ofDeck;
        const string remove = "DELETE FROM rate_version " + ofDeck;
        var version = new { deck, from = Instant.ToStored(effectiveFrom) };
        var (removal, set) = await gateway.ChangeAsync(
            session =>
            {
                var found = session.Connection.ExecuteScalar<long?>(find, version);
                if (found is not { } key)
                {
                    return (VersionRemoval.Unknown, 0);
                }
                if (effectiveFrom <= at)
                {
                    return (VersionRemoval.HasBegun, 0);
                }
                session.Connection.Execute(remove, version);
                return (VersionRemoval.Removed, key);
            },
            cancellationToken
        );
        if (set != 0)
        {
            // Not cancelled: the version is gone, only its rows are left.
            await RemoveAsync(set, CancellationToken.None);
        }
        return removal;
    }

    public Task<IReadOnlyList<DeckVersion>> VersionsAsync(
        string? deck,
        CancellationToken cancellationToken
    )
    {
        const string sql =
            VersionRow.Select
            + "WHERE @deck IS NULL OR d.name = @deck ORDER BY d.name, v.effective_from";
        return gateway.ReadAsync<IReadOnlyList<DeckVersion>>(
            connection =>
                [.. connection.Query<VersionRow>(sql, new { deck }).Select(row => row.ToVersion())],
            cancellationToken
        );
    }

    /// <summary>A deck's rows in the order of service and prefix.</summary>
    internal static IReadOnlyList<RateRow> Rows(
        SqliteConnection connection,
        VersionRow deck,
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
    private static void Check(RateImport import)
    {
        if (
            !RateDeck.TryCompile(
                import.Deck,
                import.Currency,
                import.Rows,
                at: null,
                out _,
                out var errors
            )
        )
        {
            throw new ArgumentException(
                $"The rates of deck '{import.Deck}' contradict themselves: {errors}",
                nameof(import)
            );
        }
    }

    private static bool IsOfCurrency(WriterSession session, RateImport import)
    {
        const string sql = "SELECT currency FROM rate_deck WHERE name = @Deck";
        var found = session.Connection.ExecuteScalar<string>(sql, new { import.Deck });
        return found is null || found == import.Currency.Code;
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

    /// <returns>Whether it is in force from its instant on, and the set of that instant before; 0: none.</returns>
    private static (bool Done, long Replaced) PutInForce(
        WriterSession session,
        RateImport import,
        long set
    )
    {
        const string makeDeck = """
            INSERT INTO rate_deck (name, currency) VALUES (@Deck, @Currency)
            ON CONFLICT (name) DO NOTHING
            """;
        const string makePlan =
            "INSERT INTO plan (name) VALUES (@Deck) ON CONFLICT (name) DO NOTHING";
        const string useDeck = """
            INSERT INTO plan_deck (plan, service, position, deck)
            SELECT p.key, '', 1, d.key FROM plan p, rate_deck d WHERE p.name = @Deck AND d.name = @Deck
            """;
        const string hasVersion =
            "SELECT 1 FROM rate_version WHERE deck = (SELECT key FROM rate_deck WHERE name = @Deck) LIMIT 1";
        const string remove = """
            DELETE FROM rate_version
            WHERE deck = (SELECT key FROM rate_deck WHERE name = @Deck) AND effective_from = @from
            RETURNING rate_set
            """;
        const string add = """
            INSERT INTO rate_version (rate_set, deck, effective_from, imported_at, rates, source)
            SELECT @set, key, @from, @at, @rates, @Source FROM rate_deck WHERE name = @Deck
            """;
        // Another import of this deck may have come first.
        if (!IsOfCurrency(session, import))
        {
            return (false, 0);
        }
        var connection = session.Connection;
        connection.Execute(makeDeck, new { import.Deck, Currency = import.Currency.Code });
        if (connection.Execute(makePlan, new { import.Deck }) == 1)
        {
            connection.Execute(useDeck, new { import.Deck });
        }
        var isFirst = connection.ExecuteScalar<long?>(hasVersion, new { import.Deck }) is null;
        var from = (import.EffectiveFrom, isFirst) switch
        {
            ({ } instant, _) => Instant.ToStored(instant),
            (null, true) => Instant.Ever,
            (null, false) => Instant.ToStored(import.At),
        };
        var replaced =
            connection.QuerySingleOrDefault<long?>(remove, new { import.Deck, from }) ?? 0;
        connection.Execute(
            add,
            new
            {
                set,
                from,
                at = Instant.ToStored(import.At),
                rates = import.Rows.Count,
                import.Source,
                import.Deck,
            }
        );
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
            WHERE started_at < @before AND key NOT IN (SELECT rate_set FROM rate_version)
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
}
