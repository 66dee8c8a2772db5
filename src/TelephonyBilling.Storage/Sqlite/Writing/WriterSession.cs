using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>The one connection that writes, with its compiled statements. Used by the writer's thread alone.</summary>
internal sealed class WriterSession : IDisposable
{
    // By reference: the texts are constants, and hashing a long one at each use would cost as much as a lookup in a table.
    private readonly Dictionary<string, Statement> statements = new(
        ReferenceEqualityComparer.Instance
    );
    private readonly sqlite3 handle;

    internal WriterSession(SqliteConnection connection)
    {
        Connection = connection;
        handle =
            connection.Handle
            ?? throw new InvalidOperationException("The writer's connection is not open.");
    }

    /// <summary>For statements that are not run at each call: through Dapper, without a transaction of their own.</summary>
    internal SqliteConnection Connection { get; }

    /// <summary>How many rows the last statement changed, those changed by triggers not counted.</summary>
    internal int Changes => raw.sqlite3_changes(handle);

    /// <summary>The key of the row that was inserted last.</summary>
    internal long LastKey => raw.sqlite3_last_insert_rowid(handle);

    /// <summary>What was prepared so far; for tests that look at how SQLite runs it.</summary>
    internal IReadOnlyCollection<string> Prepared => statements.Keys;

    private bool InTransaction => raw.sqlite3_get_autocommit(handle) == 0;

    public void Dispose()
    {
        foreach (var statement in statements.Values)
        {
            statement.Dispose();
        }
        statements.Clear();
        Connection.Dispose();
    }

    /// <summary>The compiled statement of a constant text.</summary>
    internal Statement Prepare(string sql)
    {
        if (!statements.TryGetValue(sql, out var statement))
        {
            statements.Add(sql, statement = new Statement(handle, sql));
        }
        return statement;
    }

    /// <summary>Begins a transaction that holds the write lock from the start, so that nothing in it can meet a lock later.</summary>
    internal void Begin() => Prepare("BEGIN IMMEDIATE").Run();

    internal void Commit() => Prepare("COMMIT").Run();

    /// <summary>Undoes the transaction, unless SQLite has done so itself, as it does when the disk is full.</summary>
    internal void Rollback()
    {
        foreach (var statement in statements.Values)
        {
            statement.Reset();
        }
        if (InTransaction)
        {
            Prepare("ROLLBACK").Run();
        }
    }
}
