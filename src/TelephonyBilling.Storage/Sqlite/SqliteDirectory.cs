using Dapper;
using Microsoft.Data.Sqlite;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine;
using TelephonyBilling.Engine.Accounts;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Keeps the directory in memory, and asks the database each time whether it still holds.</summary>
/// <remarks>
/// Triggers raise one number with each change, so asking costs a few microseconds. After a change everything is read anew
/// but the decks whose rates are the same: compiling those is what takes long.
/// </remarks>
internal sealed class SqliteDirectory(SqliteDatabase database, TimeProvider time)
    : IDirectory,
        IDisposable
{
    private readonly Lock door = new();
    private SqliteConnection? connection;
    private Statement? revisionQuery;
    private SqliteDirectorySnapshot? current;
    private bool disposed;

    public DirectorySnapshot Current()
    {
        lock (door)
        {
            ObjectDisposedException.ThrowIf(disposed, typeof(SqliteStore));
            try
            {
                return Newest();
            }
            catch (SqliteException exception)
            {
                Close();
                throw SqliteFailures.Unavailable(database.Path, exception);
            }
        }
    }

    public void Dispose()
    {
        lock (door)
        {
            disposed = true;
            Close();
        }
    }

    private SqliteDirectorySnapshot Newest()
    {
        if (connection is null)
        {
            connection = database.OpenReader();
            revisionQuery = new Statement(
                connection.Handle!,
                "SELECT revision FROM directory_revision"
            );
        }
        var now = time.GetUtcNow();
        if (current is null || Revision() != current.Revision || current.NextChange <= now)
        {
            using var transaction = connection.BeginTransaction(deferred: true);
            current = Load(connection, now);
            transaction.Commit();
        }
        return current;
    }

    private long Revision()
    {
        var query = revisionQuery!;
        if (!query.Step())
        {
            throw new StoreUnavailableException(
                $"The database {database.Path} has no directory revision: it is damaged. Restore a backup."
            );
        }
        var revision = query.Int64(0);
        query.Reset();
        return revision;
    }

    private SqliteDirectorySnapshot Load(SqliteConnection reader, DateTimeOffset now)
    {
        const string accounts = """
            SELECT id, name, currency, plan, status, max_calls, created_at, 0 AS balance_micros, 0 AS held_micros
            FROM account
            """;
        const string numbers = """
            SELECT n.digits, a.id AS account, n.kind, n.country, n.international,
                   n.max_calls, n.max_calls_per_caller, n.max_calls_per_caller_per_hour
            FROM number n JOIN account a ON a.key = n.account
            """;
        const string extensions = """
            SELECT e.endpoint, a.id AS account, e.account_code, e.member, e.department,
                   e.default_number, e.international, e.max_calls
            FROM extension e JOIN account a ON a.key = e.account
            """;
        const string plans = """
            SELECT p.name AS plan, d.name, d.currency, d.rate_set
            FROM plan p JOIN rate_deck d ON d.key = p.deck
            """;
        var decks = new Dictionary<long, RateDeck>();
        var deckOfPlan = new Dictionary<string, RateDeck>(StringComparer.Ordinal);
        // Revision first: it is read in the same transaction, so it belongs to just what follows.
        var revision = Revision();
        foreach (var plan in reader.Query<PlanRow>(plans))
        {
            if (!decks.TryGetValue(plan.RateSet, out var deck))
            {
                deck = current?.DeckOf(plan.RateSet, now) ?? Compile(reader, plan, now);
                decks.Add(plan.RateSet, deck);
            }
            deckOfPlan.Add(plan.Plan, deck);
        }
        return new SqliteDirectorySnapshot(
            revision,
            decks,
            deckOfPlan,
            reader.Query<AccountRow>(accounts).Select(row => row.ToAccount()),
            reader.Query<NumberRow>(numbers).Select(row => row.ToNumber()),
            reader.Query<ExtensionRow>(extensions).Select(row => row.ToExtension())
        );
    }

    private static RateDeck Compile(SqliteConnection reader, PlanRow plan, DateTimeOffset now)
    {
        var deck = new SqliteRateStore.DeckRow
        {
            Name = plan.Name,
            Currency = plan.Currency,
            RateSet = plan.RateSet,
        };
        var rows = SqliteRateStore.Rows(reader, deck, CancellationToken.None);
        return RateDeck.Compile(plan.Name, Currency.Parse(plan.Currency), rows, now);
    }

    private void Close()
    {
        revisionQuery?.Dispose();
        connection?.Dispose();
        revisionQuery = null;
        connection = null;
    }

    private sealed record PlanRow
    {
        public required string Plan { get; init; }
        public required string Name { get; init; }
        public required string Currency { get; init; }
        public long RateSet { get; init; }
    }
}
