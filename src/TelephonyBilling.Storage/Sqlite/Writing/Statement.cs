using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>A statement that is compiled once and run many times, for writes that each call makes.</summary>
/// <remarks>
/// It speaks to SQLite directly: a command object with its parameters costs as much again as the statement itself.
/// Parameters count from 1, columns from 0. Not thread-safe.
/// </remarks>
internal sealed class Statement : IDisposable
{
    private const uint Persistent = 1; // SQLITE_PREPARE_PERSISTENT: it lives long, so keep it out of lookaside memory
    private const int StackLimit = 512;

    private readonly sqlite3 database;
    private readonly sqlite3_stmt statement;

    internal Statement(sqlite3 database, string sql)
    {
        this.database = database;
        SqliteException.ThrowExceptionForRC(
            raw.sqlite3_prepare_v3(database, sql, Persistent, out statement),
            database
        );
    }

    public void Dispose() => statement.Dispose();

    internal Statement Bind(int parameter, long value)
    {
        Check(raw.sqlite3_bind_int64(statement, parameter, value));
        return this;
    }

    internal Statement Bind(int parameter, long? value)
    {
        if (value is { } number)
        {
            return Bind(parameter, number);
        }
        Check(raw.sqlite3_bind_null(statement, parameter));
        return this;
    }

    internal Statement Bind(int parameter, bool value) => Bind(parameter, value ? 1L : 0L);

    internal Statement Bind(int parameter, string? value)
    {
        if (value is null)
        {
            Check(raw.sqlite3_bind_null(statement, parameter));
        }
        else if (value.Length <= StackLimit / 3)
        {
            Span<byte> utf8 = stackalloc byte[StackLimit];
            Check(
                raw.sqlite3_bind_text(
                    statement,
                    parameter,
                    utf8[..Encoding.UTF8.GetBytes(value, utf8)]
                )
            );
        }
        else
        {
            Check(raw.sqlite3_bind_text(statement, parameter, value));
        }
        return this;
    }

    /// <summary>Goes to the first or next row.</summary>
    /// <returns>False where there is none; the statement is then ready to run again.</returns>
    internal bool Step()
    {
        var result = raw.sqlite3_step(statement);
        if (result == raw.SQLITE_ROW)
        {
            return true;
        }
        // Reset gives the same error once more, and the connection keeps its text meanwhile.
        raw.sqlite3_reset(statement);
        Check(result);
        return false;
    }

    /// <summary>Runs a statement that gives no rows.</summary>
    internal void Run()
    {
        if (Step())
        {
            Reset();
        }
    }

    /// <summary>Leaves the rows that were not read.</summary>
    internal void Reset() => raw.sqlite3_reset(statement);

    internal long Int64(int column) => raw.sqlite3_column_int64(statement, column);

    internal bool IsNull(int column) =>
        raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    internal string Text(int column) => raw.sqlite3_column_text(statement, column).utf8_to_string();

    private void Check(int result)
    {
        if (result is not (raw.SQLITE_OK or raw.SQLITE_DONE))
        {
            SqliteException.ThrowExceptionForRC(result, database);
        }
    }
}
