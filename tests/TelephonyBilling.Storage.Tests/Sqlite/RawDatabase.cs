using Dapper;
using Microsoft.Data.Sqlite;

namespace TelephonyBilling.Storage.Tests.Sqlite;

/// <summary>A connection of somebody who does not go through the stores: a person with a shell, another process.</summary>
public sealed class RawDatabase : IDisposable
{
    private readonly SqliteConnection connection;

    /// <summary>Opens the file as the <c>sqlite3</c> shell does, with foreign keys off.</summary>
    public RawDatabase(string path)
    {
        SQLitePCL.Batteries_V2.Init();
        connection = new SqliteConnection($"Data Source={path};Pooling=False;Default Timeout=1");
        connection.Open();
    }

    public void Dispose() => connection.Dispose();

    /// <summary>Runs a statement.</summary>
    public int Execute(string sql) => connection.Execute(sql);

    /// <summary>Runs a query of one value.</summary>
    public T? Scalar<T>(string sql) => connection.ExecuteScalar<T>(sql);

    /// <summary>Runs a query of texts.</summary>
    public IReadOnlyList<T> Column<T>(string sql) => connection.Query<T>(sql).AsList();

    /// <summary>How SQLite would find the rows of a query, a line for each step.</summary>
    public string Plan(string sql, object parameters) =>
        string.Join(
            '\n',
            connection
                .Query("EXPLAIN QUERY PLAN " + sql, parameters)
                .Select(row => (string)row.detail)
        );
}
