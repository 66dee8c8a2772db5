using Microsoft.Data.Sqlite;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>What every store of the file shares: one writer, and connections that read.</summary>
/// <param name="writer">Null: the file is open for reading only.</param>
/// <param name="readers">Connections that read.</param>
/// <param name="author">Who changes what is changed, for the audit log.</param>
/// <param name="time">Dates the audit log.</param>
internal sealed class StoreGateway(
    GroupCommitWriter? writer,
    ReaderPool readers,
    string author,
    TimeProvider time
)
{
    /// <inheritdoc cref="GroupCommitWriter.WriteAsync{T}"/>
    internal Task<T> WriteAsync<T>(
        Func<WriterSession, T> work,
        CancellationToken cancellationToken
    ) =>
        writer is null
            ? throw new InvalidOperationException("The database was opened for reading only.")
            : writer.WriteAsync(work, cancellationToken);

    /// <summary>A write that changes what the audit log keeps, signed by this store's author.</summary>
    /// <inheritdoc cref="GroupCommitWriter.WriteAsync{T}"/>
    internal Task<T> ChangeAsync<T>(
        Func<WriterSession, T> work,
        CancellationToken cancellationToken
    ) => ChangeAsync(work, author, cancellationToken);

    /// <summary>As above, signed by somebody for whom this store works.</summary>
    /// <inheritdoc cref="GroupCommitWriter.WriteAsync{T}"/>
    internal Task<T> ChangeAsync<T>(
        Func<WriterSession, T> work,
        string by,
        CancellationToken cancellationToken
    )
    {
        var at = time.GetUtcNow();
        return WriteAsync(session => ChangeAuthor.Sign(session, by, at, work), cancellationToken);
    }

    /// <inheritdoc cref="ReaderPool.ReadAsync{T}"/>
    internal Task<T> ReadAsync<T>(
        Func<SqliteConnection, T> read,
        CancellationToken cancellationToken
    ) => readers.ReadAsync(read, cancellationToken);
}
