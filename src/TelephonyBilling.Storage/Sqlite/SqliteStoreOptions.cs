namespace TelephonyBilling.Storage.Sqlite;

/// <summary>How to keep the books in an SQLite file.</summary>
/// <param name="Path">The database file. Its folder must exist; the file is made, readable by its owner alone.</param>
public sealed record SqliteStoreOptions(string Path)
{
    /// <summary>Who changes what is changed through this store, as the audit log names it. Default <c>daemon</c>.</summary>
    public string Author { get; init; } = "daemon";

    /// <summary>How long a write waits for another process's write before it fails. Default 5 s.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long opening waits for another process that is migrating. Default 60 s.</summary>
    public TimeSpan MigrationTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>At most so many writes wait; who comes then waits for a place. Default 8192.</summary>
    public int QueueCapacity { get; init; } = 8192;

    /// <summary>At most so many writes share a commit. Default 1024.</summary>
    public int MaxBatch { get; init; } = 1024;

    /// <summary>After so long a batch takes no more writes and commits. Default 20 ms.</summary>
    public TimeSpan MaxBatchTime { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// The page cache of the writer, in KiB. Default 8 MiB: small, since SQLite walks through the whole of it at the end of each
    /// transaction that joined or split pages of an index, and what it does not hold the kernel does.
    /// </summary>
    public int CacheKibibytes { get; init; } = 8 * 1024;

    /// <summary>The write-ahead log is copied into the database when it has so many pages of 4 KiB. Default 4000, 16 MiB.</summary>
    public int CheckpointPages { get; init; } = 4000;

    /// <summary>
    /// A log longer than this many bytes is cut back when it begins anew; where a reader keeps it from that, and it grows to
    /// twice as many, the program warns. Default 64 MiB.
    /// </summary>
    public long LogSizeLimit { get; init; } = 64L * 1024 * 1024;
}
