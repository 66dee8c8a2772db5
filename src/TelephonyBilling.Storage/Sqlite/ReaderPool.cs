using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using TelephonyBilling.Engine;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Connections that read, beside the writer and never in its way.</summary>
internal sealed class ReaderPool(SqliteDatabase database) : IDisposable
{
    private const int MaxIdle = 4;

    private readonly ConcurrentBag<SqliteConnection> idle = [];
    private volatile bool disposed;

    public void Dispose()
    {
        disposed = true;
        while (idle.TryTake(out var connection))
        {
            connection.Dispose();
        }
    }

    /// <summary>Reads in one transaction: all that it sees is of one moment. Runs on the thread pool, since SQLite blocks.</summary>
    /// <exception cref="StoreUnavailableException">The database can't be read.</exception>
    internal Task<T> ReadAsync<T>(
        Func<SqliteConnection, T> read,
        CancellationToken cancellationToken
    ) => Task.Run(() => Read(read), cancellationToken);

    /// <inheritdoc cref="ReadAsync{T}"/>
    internal T Read<T>(Func<SqliteConnection, T> read)
    {
        ObjectDisposedException.ThrowIf(disposed, typeof(SqliteStore));
        SqliteConnection? connection = null;
        try
        {
            connection = idle.TryTake(out var waiting) ? waiting : database.OpenReader();
            T result;
            using (var transaction = connection.BeginTransaction(deferred: true))
            {
                result = read(connection);
                transaction.Commit();
            }
            if (idle.Count < MaxIdle && !disposed)
            {
                idle.Add(connection);
                connection = null;
            }
            return result;
        }
        catch (SqliteException exception) when (SqliteFailures.IsUnavailable(exception))
        {
            throw SqliteFailures.Unavailable(database.Path, exception);
        }
        finally
        {
            connection?.Dispose();
        }
    }
}
