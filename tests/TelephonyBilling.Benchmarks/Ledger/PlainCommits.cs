using Microsoft.Data.Sqlite;

namespace TelephonyBilling.Benchmarks.Ledger;

/// <summary>
/// The baseline: the simplest books that are durable. One transaction for each settlement inserts an entry and updates
/// the balance; prepared statements, write-ahead log, synchronous=FULL, no check of anything.
/// </summary>
internal sealed class PlainCommits : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly SqliteCommand begin;
    private readonly SqliteCommand insert;
    private readonly SqliteCommand update;
    private readonly SqliteCommand commit;
    private long entries;

    public PlainCommits(string path, int accounts)
    {
        SQLitePCL.Batteries_V2.Init();
        connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        Run("PRAGMA journal_mode=WAL");
        Run("PRAGMA synchronous=FULL");
        Run("CREATE TABLE account (key INTEGER PRIMARY KEY, balance INTEGER NOT NULL)");
        Run(
            "CREATE TABLE entry (id INTEGER PRIMARY KEY, account INTEGER NOT NULL, amount INTEGER NOT NULL, cause TEXT NOT NULL UNIQUE)"
        );
        Run(
            $"WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {accounts}) INSERT INTO account SELECT i, 1000000000000 FROM n"
        );
        begin = Command("BEGIN IMMEDIATE");
        insert = Command("INSERT INTO entry (account, amount, cause) VALUES (@a, @m, @c)");
        insert.Parameters.Add("@a", SqliteType.Integer);
        insert.Parameters.Add("@m", SqliteType.Integer);
        insert.Parameters.Add("@c", SqliteType.Text);
        update = Command("UPDATE account SET balance = balance + @m WHERE key = @a");
        update.Parameters.Add("@m", SqliteType.Integer);
        update.Parameters.Add("@a", SqliteType.Integer);
        commit = Command("COMMIT");
    }

    /// <summary>One settlement, durable when it returns.</summary>
    public void Settle(int account, long micros)
    {
        begin.ExecuteNonQuery();
        insert.Parameters[0].Value = account;
        insert.Parameters[1].Value = -micros;
        insert.Parameters[2].Value = $"settlement/bench/1733.{++entries}";
        insert.ExecuteNonQuery();
        update.Parameters[0].Value = -micros;
        update.Parameters[1].Value = account;
        update.ExecuteNonQuery();
        commit.ExecuteNonQuery();
    }

    public void Dispose()
    {
        begin.Dispose();
        insert.Dispose();
        update.Dispose();
        commit.Dispose();
        connection.Dispose();
    }

    private SqliteCommand Command(string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }

    private void Run(string sql)
    {
        using var command = Command(sql);
        command.ExecuteNonQuery();
    }
}
