using TelephonyBilling.Engine.Notices;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Mails that jobs queue, in SQLite.</summary>
internal sealed class SqliteNoticeWriter(StoreGateway gateway) : INoticeWriter
{
    public Task<int> QueueAsync<T>(
        IReadOnlyList<NoticeLetter> letters,
        T notice,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
        where T : INotice
    {
        ArgumentNullException.ThrowIfNull(letters);
        return gateway.WriteAsync(
            session =>
                letters.Count(letter =>
                    Notices.QueueForReaders(session, letter.Account, letter.Cause, notice, at)
                ),
            cancellationToken
        );
    }
}
