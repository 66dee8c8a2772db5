using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Brings a database to the schema of this program, or says why it can't be used.</summary>
/// <remarks>
/// Each migration is one transaction that first takes the write lock and then looks again: of two processes that start at
/// once, one migrates and the other finds it done.
/// </remarks>
internal sealed partial class Migrator(
    SqliteDatabase database,
    SqliteStoreOptions options,
    IReadOnlyList<Migration> migrations,
    TimeProvider time,
    ILogger logger
)
{
    /// <summary>Applies what is missing.</summary>
    /// <exception cref="StoreOpenException">The file is not ours, newer than this program, or made from other migrations.</exception>
    internal void Migrate(SqliteConnection connection)
    {
        try
        {
            var version = CheckedVersion(connection);
            if (version == migrations.Count)
            {
                return;
            }
            SqliteDatabase.Set(
                connection,
                "busy_timeout",
                (long)options.MigrationTimeout.TotalMilliseconds
            );
            // A database that is made only now has nothing to keep.
            var backedUp = version == 0;
            while (MigrateOnce(connection, ref backedUp)) { }
            SqliteDatabase.Set(
                connection,
                "busy_timeout",
                (long)options.BusyTimeout.TotalMilliseconds
            );
        }
        catch (SqliteException exception)
        {
            throw Unusable(exception);
        }
    }

    /// <summary>Checks that the schema is just what this program expects; for connections that may not write.</summary>
    /// <exception cref="StoreOpenException">It is not.</exception>
    internal void Check(SqliteConnection connection)
    {
        try
        {
            var version = CheckedVersion(connection);
            if (version != migrations.Count)
            {
                throw new StoreOpenException(
                    $"The database {database.Path} has schema version {version}, this program needs {migrations.Count}: "
                        + "start the daemon of this version once, it brings the database up to date."
                );
            }
        }
        catch (SqliteException exception)
        {
            throw Unusable(exception);
        }
    }

    private StoreOpenException Unusable(SqliteException exception) =>
        new($"The database {database.Path} can't be used: {exception.Message}", exception);

    /// <returns>True where another migration may be due.</returns>
    private bool MigrateOnce(SqliteConnection connection, ref bool backedUp)
    {
        connection.Execute("BEGIN IMMEDIATE");
        try
        {
            var version = CheckedVersion(connection);
            if (version == migrations.Count)
            {
                connection.Execute("ROLLBACK");
                return false;
            }
            if (version > 0 && !backedUp)
            {
                BackUp(version);
                backedUp = true;
            }
            Apply(connection, migrations[version]);
            connection.Execute("COMMIT");
            return true;
        }
        catch
        {
            if (SQLitePCL.raw.sqlite3_get_autocommit(connection.Handle) == 0)
            {
                connection.Execute("ROLLBACK");
            }
            throw;
        }
    }

    private void Apply(SqliteConnection connection, Migration migration)
    {
        if (migration.Version == 1)
        {
            SqliteDatabase.Set(connection, "application_id", SqliteDatabase.ApplicationId);
            connection.Execute(
                """
                CREATE TABLE schema_migration (
                    version    INTEGER PRIMARY KEY,
                    name       TEXT    NOT NULL,
                    checksum   TEXT    NOT NULL,
                    applied_at INTEGER NOT NULL
                ) STRICT
                """
            );
        }
        connection.Execute(migration.Sql);
        connection.Execute(
            """
            INSERT INTO schema_migration (version, name, checksum, applied_at)
            VALUES (@Version, @Name, @Checksum, @AppliedAt)
            """,
            new
            {
                migration.Version,
                migration.Name,
                migration.Checksum,
                AppliedAt = Instant.ToStored(time.GetUtcNow()),
            }
        );
        LogMigrated(database.Path, migration.Version, migration.Name);
    }

    /// <summary>A copy beside the file, while the write lock keeps others from changing it.</summary>
    private void BackUp(int version)
    {
        var at = time.GetUtcNow()
            .UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var path = string.Create(
            CultureInfo.InvariantCulture,
            $"{database.Path}.v{version}-{at}.backup"
        );
        for (var i = 2; File.Exists(path); i++)
        {
            path = string.Create(
                CultureInfo.InvariantCulture,
                $"{database.Path}.v{version}-{at}-{i}.backup"
            );
        }
        DatabaseCopy.Make(database, path);
        LogBackedUp(path);
    }

    private int CheckedVersion(SqliteConnection connection)
    {
        var isEmpty = connection.ExecuteScalar<long>("SELECT count(*) FROM sqlite_schema") == 0;
        if (isEmpty)
        {
            return 0;
        }
        if (connection.ExecuteScalar<long>("PRAGMA application_id") != SqliteDatabase.ApplicationId)
        {
            throw new StoreOpenException(
                $"{database.Path} is a database of another program. Name another file in Store:Path."
            );
        }
        var applied = connection
            .Query<(int Version, string Name, string Checksum)>(
                "SELECT version, name, checksum FROM schema_migration ORDER BY version"
            )
            .AsList();
        if (applied.Count > migrations.Count)
        {
            throw new StoreOpenException(
                $"The database {database.Path} has schema version {applied.Count}, this program knows versions up to "
                    + $"{migrations.Count}: install the newer program, or restore the backup made before its first start."
            );
        }
        foreach (var (done, known) in applied.Zip(migrations))
        {
            if (done.Version != known.Version || done.Checksum != known.Checksum)
            {
                throw new StoreOpenException(
                    $"Migration {done.Version} ({done.Name}) of the database {database.Path} was made from other statements "
                        + "than this program has: it belongs to another build. Use that one, or restore a backup."
                );
            }
        }
        return applied.Count;
    }

    [LoggerMessage(
        611,
        LogLevel.Information,
        "database migrated path={Path} version={Version} name={Name}"
    )]
    private partial void LogMigrated(string path, int version, string name);

    [LoggerMessage(612, LogLevel.Information, "database backed up to={Path}")]
    private partial void LogBackedUp(string path);
}
