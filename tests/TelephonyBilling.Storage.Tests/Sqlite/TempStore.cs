using Microsoft.Extensions.Logging.Abstractions;
using TelephonyBilling.Storage.Sqlite;
using TelephonyBilling.Testing.Store;

namespace TelephonyBilling.Storage.Tests.Sqlite;

/// <summary>A database file in a folder of its own, which goes with it.</summary>
public sealed class TempStore : IAsyncDisposable
{
    private readonly List<SqliteStore> open = [];

    /// <summary>The folder.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("tb-store-").FullName;

    /// <summary>The file.</summary>
    public string Path => System.IO.Path.Combine(Folder, "books.db");

    /// <summary>The books of a store.</summary>
    public static Books BooksOf(SqliteStore store) =>
        new(store.Accounts, store.Members, store.Calls, store.Ledger, store.Limits, store.Events);

    /// <summary>Opens the file once more.</summary>
    public async Task<SqliteStore> OpenAsync(
        Func<SqliteStoreOptions, SqliteStoreOptions>? with = null,
        TimeProvider? time = null
    )
    {
        var options = new SqliteStoreOptions(Path);
        var store = await SqliteStore.OpenAsync(
            with?.Invoke(options) ?? options,
            time ?? TimeProvider.System,
            NullLogger.Instance
        );
        open.Add(store);
        return store;
    }

    /// <summary>A file that others have open.</summary>
    public static async Task<byte[]> ReadSharedAsync(string path)
    {
        await using var file = new FileStream(
            path,
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete
        );
        var bytes = new byte[file.Length];
        await file.ReadExactlyAsync(bytes);
        return bytes;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var store in open)
        {
            await store.DisposeAsync();
        }
        Directory.Delete(Folder, recursive: true);
    }
}
