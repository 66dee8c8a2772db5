using Microsoft.Data.Sqlite;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>What every store of the file shares: one writer, and connections that read.</summary>
internal sealed class StoreGateway(GroupCommitWriter? writer, ReaderPool readers)
{
    /// <inheritdoc cref="GroupCommitWriter.WriteAsync{T}"/>
    internal Task<T> WriteAsync<T>(
        Func<WriterSession, T> work,
        CancellationToken cancellationToken
    ) =>
        writer is null
            ? throw new InvalidOperationException("The database was opened for reading only.")
            : writer.WriteAsync(work, cancellationToken);

    /// <inheritdoc cref="ReaderPool.ReadAsync{T}"/>
    internal Task<T> ReadAsync<T>(
        Func<SqliteConnection, T> read,
        CancellationToken cancellationToken
    ) => readers.ReadAsync(read, cancellationToken);
}
