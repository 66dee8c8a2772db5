using Microsoft.Data.Sqlite;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Finds where an instant cuts an account's chain of entries; see <see cref="Engine.Statements.IStatementStore"/>.</summary>
/// <param name="connection">Within a transaction, so that all is of one moment.</param>
/// <param name="account">The account's key.</param>
/// <param name="newest">Its newest entry; 0: it has none.</param>
internal sealed class LedgerCut(SqliteConnection connection, long account, long newest)
    : IDisposable
{
    private const string Step = "SELECT previous, at FROM ledger_entry WHERE id = ?1";

    private readonly Statement step = new(connection.Handle!, Step);

    public void Dispose() => step.Dispose();

    /// <summary>The last entry before an instant; 0: there is none.</summary>
    internal long Before(DateTimeOffset instant)
    {
        var at = Instant.ToStored(instant);
        var entry = Mark(at) ?? newest;
        while (entry != 0)
        {
            var (previous, dated) = Look(entry);
            if (dated < at)
            {
                return entry;
            }
            entry = previous;
        }
        return 0;
    }

    /// <summary>The entries behind one up to another, oldest first.</summary>
    /// <exception cref="InvalidOperationException">The first does not come before the second: the chain is broken.</exception>
    internal IReadOnlyList<long> Between(
        long before,
        long last,
        CancellationToken cancellationToken
    )
    {
        var entries = new List<long>();
        for (var entry = last; entry != before; entry = Look(entry).Previous)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (entry == 0)
            {
                throw new InvalidOperationException(
                    $"The entries before {last} don't lead to {before}; see: telephony-billing ledger verify"
                );
            }
            entries.Add(entry);
        }
        entries.Reverse();
        return entries;
    }

    /// <summary>The first entry, as they were posted, that is no charge and is dated at the instant or later.</summary>
    private long? Mark(long at)
    {
        const string sql = """
            SELECT min(id) FROM ledger_entry WHERE account = ?1 AND at >= ?2 AND kind <> 'charge'
            """;
        using var statement = new Statement(connection.Handle!, sql);
        statement.Bind(1, account).Bind(2, at).Step();
        return statement.IsNull(0) ? null : statement.Int64(0);
    }

    private (long Previous, long At) Look(long entry)
    {
        if (!step.Bind(1, entry).Step())
        {
            throw new InvalidOperationException(
                $"There is no entry {entry} in the ledger, though another follows it; see: telephony-billing ledger verify"
            );
        }
        var found = (step.Int64(0), step.Int64(1));
        step.Reset();
        return found;
    }
}
