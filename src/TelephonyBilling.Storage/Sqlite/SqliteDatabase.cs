using Dapper;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Makes and opens the database file.</summary>
internal sealed class SqliteDatabase(SqliteStoreOptions options)
{
    /// <summary>Marks the file as ours (PRAGMA application_id): "TBil".</summary>
    internal const int ApplicationId = 0x5442_696C;

    static SqliteDatabase()
    {
        Batteries_V2.Init();
        // Before the first connection: no statistics of memory, and no lock within each connection, since each of ours is
        // used by one thread at a time. Both cost a lock for nearly each step that SQLite takes. Where something else
        // opened a connection first, SQLite refuses and stays as it was, which is as right, only slower.
        _ = raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0);
        _ = raw.sqlite3_config(raw.SQLITE_CONFIG_MULTITHREAD);
        // Columns are snake_case as everywhere in SQL, properties PascalCase as everywhere in C#.
        DefaultTypeMap.MatchNamesWithUnderscores = true;
    }

    internal string Path => options.Path;

    /// <summary>Makes the file, empty and for its owner alone, where there is none: it holds who called whom.</summary>
    /// <exception cref="StoreOpenException">The folder is missing or can't be written.</exception>
    internal void CreateFile()
    {
        var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path));
        if (!Directory.Exists(folder))
        {
            throw new StoreOpenException(
                $"The folder {folder} of the database {Path} does not exist. Make it, owned by the user of this program."
            );
        }
        try
        {
            CreatePrivateFile(Path);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            throw new StoreOpenException(
                $"The database {Path} can't be opened for writing: {exception.Message} Check owner and mode of file and folder.",
                exception
            );
        }
    }

    internal static void CreatePrivateFile(string path)
    {
        var creation = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
        };
        if (!OperatingSystem.IsWindows())
        {
            creation.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        var isNew = !File.Exists(path);
        using var file = new FileStream(path, creation);
        if (isNew)
        {
            FileOwner.GiveToOwnerOfFolder(path);
        }
    }

    /// <summary>A connection that writes.</summary>
    internal SqliteConnection OpenWriter()
    {
        var connection = Open(SqliteOpenMode.ReadWrite, options.BusyTimeout);
        try
        {
            // A write-ahead log with FULL: each commit is flushed to the disk before its callers hear of it.
            Set(connection, "journal_mode", "WAL");
            Set(connection, "synchronous", "FULL");
            Set(connection, "foreign_keys", "ON");
            Set(connection, "cache_size", -options.CacheKibibytes);
            Set(connection, "wal_autocheckpoint", options.CheckpointPages);
            Set(connection, "journal_size_limit", options.LogSizeLimit);
            Set(connection, "temp_store", "MEMORY");
            // It writes what it reads, so a page has to be in its cache anyway; a map would only be asked first.
            Set(connection, "mmap_size", 0);
            EnlargeLookaside(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Room for what statements need while they run: the frame of a trigger has twice the size of SQLite's own slots and
    /// would come from the heap, as often as a trigger runs.
    /// </summary>
    private static void EnlargeLookaside(SqliteConnection connection)
    {
        const int slotBytes = 4096;
        const int slots = 128;
        // Refused while a slot is in use; then all stays as it was, which is as right, only slower.
        _ = raw.sqlite3_db_config(
            connection.Handle,
            raw.SQLITE_DBCONFIG_LOOKASIDE,
            IntPtr.Zero,
            slotBytes,
            slots
        );
    }

    /// <summary>A connection that can't write.</summary>
    internal SqliteConnection OpenReader()
    {
        var connection = Open(SqliteOpenMode.ReadOnly, options.BusyTimeout);
        try
        {
            Set(connection, "query_only", "ON");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Sets a pragma. Name and value are constants of this program or numbers: pragmas take no parameters.</summary>
    internal static void Set(SqliteConnection connection, string pragma, object value)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // See the summary.
        command.CommandText = string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"PRAGMA {pragma} = {value}"
        );
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private SqliteConnection Open(SqliteOpenMode mode, TimeSpan busyTimeout)
    {
        var settings = new SqliteConnectionStringBuilder
        {
            DataSource = Path,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = Math.Max(1, (int)busyTimeout.TotalSeconds),
        };
        var connection = new SqliteConnection(settings.ToString());
        try
        {
            connection.Open();
            Set(connection, "busy_timeout", (long)busyTimeout.TotalMilliseconds);
            Set(connection, "trusted_schema", "OFF");
            // Pages are read where the kernel has them, not copied.
            Set(connection, "mmap_size", 256L * 1024 * 1024);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
