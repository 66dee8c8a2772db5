using Dapper;
using Microsoft.Data.Sqlite;

namespace TelephonyBilling.Benchmarks.Rating;

/// <summary>The baseline: the same prefixes in an SQLite table, the longest one found by a query through Dapper.</summary>
public sealed class SqliteRates : IDisposable
{
    private const string Query = """
        SELECT id FROM rate
        WHERE prefix IN (@P1, @P2, @P3, @P4, @P5, @P6, @P7, @P8, @P9, @P10)
        ORDER BY length(prefix) DESC LIMIT 1
        """;

    private readonly SqliteConnection connection;

    /// <summary>Fills a table in memory, so that no disk slows the baseline down.</summary>
    public SqliteRates(string[] prefixes)
    {
        SQLitePCL.Batteries_V2.Init();
        connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        connection.Execute(
            "CREATE TABLE rate (prefix TEXT PRIMARY KEY, id INTEGER NOT NULL) WITHOUT ROWID"
        );
        using var transaction = connection.BeginTransaction();
        connection.Execute(
            "INSERT INTO rate (prefix, id) VALUES (@Prefix, @Id)",
            prefixes.Select((prefix, id) => new { Prefix = prefix, Id = id }),
            transaction
        );
        transaction.Commit();
    }

    /// <summary>The position of the longest prefix of a number of at least ten digits.</summary>
    public int? Find(string number) =>
        connection.QueryFirstOrDefault<int?>(
            Query,
            new
            {
                P1 = number[..1],
                P2 = number[..2],
                P3 = number[..3],
                P4 = number[..4],
                P5 = number[..5],
                P6 = number[..6],
                P7 = number[..7],
                P8 = number[..8],
                P9 = number[..9],
                P10 = number[..10],
            }
        );

    /// <inheritdoc/>
    public void Dispose() => connection.Dispose();
}
