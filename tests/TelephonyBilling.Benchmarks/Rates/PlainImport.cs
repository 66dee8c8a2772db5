using System.Globalization;
using Microsoft.Data.Sqlite;

namespace TelephonyBilling.Benchmarks.Rates;

/// <summary>
/// The baseline: what the <c>.import</c> of SQLite's shell does. Splits each line at its commas and inserts the fields as they
/// stand, all in one transaction; prepared statement, write-ahead log, synchronous=FULL, no check of anything.
/// </summary>
internal sealed class PlainImport : IDisposable
{
    private const int Columns = 5;

    private readonly SqliteConnection connection;
    private int table;

    public PlainImport(string path)
    {
        SQLitePCL.Batteries_V2.Init();
        connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        Run("PRAGMA journal_mode=WAL");
        Run("PRAGMA synchronous=FULL");
    }

    public void Dispose() => connection.Dispose();

    /// <summary>Imports a file into a table of its own.</summary>
    /// <returns>How many rows.</returns>
    public int Import(string file)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"rate{table++}");
        Run(
            $"CREATE TABLE {name} (prefix TEXT PRIMARY KEY, destination TEXT, fee TEXT, per_minute TEXT, increments TEXT) WITHOUT ROWID"
        );
        using var transaction = connection.BeginTransaction();
        using var insert = connection.CreateCommand();
        insert.Transaction = transaction;
        insert.CommandText = $"INSERT INTO {name} VALUES (@p0, @p1, @p2, @p3, @p4)";
        for (var i = 0; i < Columns; i++)
        {
            insert.Parameters.Add(
                string.Create(CultureInfo.InvariantCulture, $"@p{i}"),
                SqliteType.Text
            );
        }
        var rows = 0;
        foreach (var line in File.ReadLines(file).Skip(1))
        {
            var fields = line.Split(',');
            for (var i = 0; i < Columns; i++)
            {
                insert.Parameters[i].Value = fields[i];
            }
            rows += insert.ExecuteNonQuery();
        }
        transaction.Commit();
        return rows;
    }

    private void Run(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
