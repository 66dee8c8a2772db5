using System.Text;
using Microsoft.Data.Sqlite;

namespace TelephonyBilling.Benchmarks.Rating;

/// <summary>The baseline: each line split at its commas and inserted by a prepared statement, all in one transaction.</summary>
internal static class BareImport
{
    public static void Run(byte[] file, string path)
    {
        SQLitePCL.Batteries_V2.Init();
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        Run(connection, "PRAGMA journal_mode=WAL");
        Run(
            connection,
            """
            CREATE TABLE rate (
                prefix TEXT PRIMARY KEY, destination TEXT, connection_fee TEXT, per_minute TEXT, increments TEXT, service TEXT,
                origin TEXT, flags TEXT, effective_from TEXT) WITHOUT ROWID
            """
        );
        using var transaction = connection.BeginTransaction();
        using var insert = connection.CreateCommand();
        insert.Transaction = transaction;
        insert.CommandText = "INSERT INTO rate VALUES (@0, @1, @2, @3, @4, @5, @6, @7, @8)";
        for (var i = 0; i < 9; i++)
        {
            insert.Parameters.Add($"@{i}", SqliteType.Text);
        }
        using var lines = new StringReader(Encoding.UTF8.GetString(file));
        lines.ReadLine(); // the names of the columns
        while (lines.ReadLine() is { } line)
        {
            var fields = line.Split(',');
            for (var i = 0; i < fields.Length; i++)
            {
                insert.Parameters[i].Value = fields[i];
            }
            insert.ExecuteNonQuery();
        }
        transaction.Commit();
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
