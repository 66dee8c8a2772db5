using System.Globalization;
using Microsoft.Data.Sqlite;

namespace TelephonyBilling.Benchmarks.Sweeps;

/// <summary>The baseline: mails inserted in one transaction; prepared statement, write-ahead log, synchronous=FULL.</summary>
internal sealed class PlainOutbox : IDisposable
{
    private readonly SqliteConnection connection;
    private int rounds;

    internal PlainOutbox(string path)
    {
        SQLitePCL.Batteries_V2.Init();
        connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        Run("PRAGMA journal_mode=WAL");
        Run("PRAGMA synchronous=FULL");
        Run(
            "CREATE TABLE mail (id INTEGER PRIMARY KEY, cause TEXT NOT NULL UNIQUE, account INTEGER NOT NULL, data TEXT NOT NULL)"
        );
    }

    public void Dispose() => connection.Dispose();

    internal void Insert(int mails)
    {
        rounds++;
        using var transaction = connection.BeginTransaction();
        using var insert = connection.CreateCommand();
        insert.Transaction = transaction;
        insert.CommandText = "INSERT INTO mail (cause, account, data) VALUES (@c, @a, @d)";
        var cause = insert.Parameters.Add("@c", SqliteType.Text);
        var account = insert.Parameters.Add("@a", SqliteType.Integer);
        insert.Parameters.AddWithValue("@d", new string('x', 400));
        for (var i = 0; i < mails; i++)
        {
            cause.Value = string.Create(CultureInfo.InvariantCulture, $"mail/{rounds}/{i}");
            account.Value = i;
            insert.ExecuteNonQuery();
        }
        transaction.Commit();
    }

    private void Run(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
