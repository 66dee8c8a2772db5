using Dapper;
using Microsoft.Data.Sqlite;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>What an operator wants to know of a database file, read without changing it.</summary>
/// <param name="SchemaVersion">The number of its last migration.</param>
/// <param name="NewestVersion">The number of this program's last migration.</param>
/// <param name="JournalMode">How SQLite keeps it whole; <c>wal</c> where all is well.</param>
/// <param name="FileBytes">Size of the database.</param>
/// <param name="LogBytes">Size of the write-ahead log beside it.</param>
/// <param name="IsOfFolderOwner">Whether it belongs to whom its folder belongs; true where the system doesn't say.</param>
/// <param name="Damage">What SQLite's own quick check found; empty: nothing.</param>
public sealed record SqliteInspection(
    int SchemaVersion,
    int NewestVersion,
    string JournalMode,
    long FileBytes,
    long LogBytes,
    bool IsOfFolderOwner,
    IReadOnlyList<string> Damage
)
{
    private const int MostFaults = 5;

    /// <summary>Looks at a database.</summary>
    /// <exception cref="StoreOpenException">It can't be opened or is none of ours.</exception>
    public static Task<SqliteInspection> RunAsync(
        SqliteStoreOptions options,
        CancellationToken cancellationToken
    ) => Task.Run(() => Run(options), cancellationToken);

    private static SqliteInspection Run(SqliteStoreOptions options)
    {
        try
        {
            using var connection = new SqliteDatabase(options).OpenReader();
            var log = new FileInfo(options.Path + "-wal");
            var check = connection.Query<string>($"PRAGMA quick_check({MostFaults})").ToList();
            return new SqliteInspection(
                connection.ExecuteScalar<int>("SELECT max(version) FROM schema_migration"),
                Migration.All.Count,
                connection.ExecuteScalar<string>("PRAGMA journal_mode") ?? "",
                new FileInfo(options.Path).Length,
                log.Exists ? log.Length : 0,
                FileOwner.Of(options.Path)?.User == FileOwner.Of(log.DirectoryName!)?.User,
                check is ["ok"] ? [] : check
            );
        }
        catch (SqliteException exception)
        {
            throw new StoreOpenException(
                $"The database {options.Path} can't be read: {exception.Message}",
                exception
            );
        }
    }
}
