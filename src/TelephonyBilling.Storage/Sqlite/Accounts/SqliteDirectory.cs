using Dapper;
using Microsoft.Data.Sqlite;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine;
using TelephonyBilling.Engine.Accounts;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Keeps the directory in memory, and asks the database each time whether it still holds.</summary>
/// <remarks>
/// Triggers raise one number with each change, so asking costs a few microseconds. After a change everything is read anew
/// but the decks whose rates are the same: compiling those is what takes long.
/// </remarks>
internal sealed class SqliteDirectory(SqliteDatabase database, TimeProvider time)
    : IDirectory,
        IDisposable
{
    private readonly Lock door = new();
    private SqliteConnection? connection;
    private Statement? revisionQuery;
    private SqliteDirectorySnapshot? current;
    private bool disposed;

    public DirectorySnapshot Current()
    {
        lock (door)
        {
            ObjectDisposedException.ThrowIf(disposed, typeof(SqliteStore));
            try
            {
                return Newest();
            }
            catch (SqliteException exception)
            {
                Close();
                throw SqliteFailures.Unavailable(database.Path, exception);
            }
        }
    }

    public DirectorySnapshot At(DateTimeOffset time)
    {
        try
        {
            using var reader = database.OpenReader();
            using var transaction = reader.BeginTransaction(deferred: true);
            return new DirectoryReading(reader, time, before: null).Run(revision: 0);
        }
        catch (SqliteException exception)
        {
            throw SqliteFailures.Unavailable(database.Path, exception);
        }
    }

    public void Dispose()
    {
        lock (door)
        {
            disposed = true;
            Close();
        }
    }

    private SqliteDirectorySnapshot Newest()
    {
        if (connection is null)
        {
            connection = database.OpenReader();
            revisionQuery = new Statement(
                connection.Handle!,
                "SELECT revision FROM directory_revision"
            );
        }
        var now = time.GetUtcNow();
        if (current is null || Revision() != current.Revision || current.NextChange <= now)
        {
            using var transaction = connection.BeginTransaction(deferred: true);
            // Revision first: it is read in the same transaction, so it belongs to just what follows.
            current = new DirectoryReading(connection, now, current).Run(Revision());
            transaction.Commit();
        }
        return current;
    }

    private long Revision()
    {
        var query = revisionQuery!;
        if (!query.Step())
        {
            throw new StoreUnavailableException(
                $"The database {database.Path} has no directory revision: it is damaged. Restore a backup."
            );
        }
        var revision = query.Int64(0);
        query.Reset();
        return revision;
    }

    private void Close()
    {
        revisionQuery?.Dispose();
        connection?.Dispose();
        revisionQuery = null;
        connection = null;
    }
}
