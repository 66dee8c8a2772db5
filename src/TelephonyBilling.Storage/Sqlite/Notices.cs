using Dapper;
using TelephonyBilling.Engine.Notices;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Writes mails that wait to be sent, in the transaction that causes them.</summary>
internal static class Notices
{
    /// <summary>Queues a mail, unless its cause has one.</summary>
    /// <param name="session">Within a transaction.</param>
    /// <param name="account">The account's id.</param>
    /// <param name="cause">The fact that it tells, unique.</param>
    /// <param name="notice">What it tells.</param>
    /// <param name="at">UTC.</param>
    internal static void Queue<T>(
        WriterSession session,
        string account,
        string cause,
        T notice,
        DateTimeOffset at
    )
        where T : INotice
    {
        const string sql = """
            INSERT INTO outbox (cause, account, kind, data, created_at, due_at)
            SELECT @cause, key, @kind, @json, @now, @now FROM account WHERE id = @account
            ON CONFLICT (cause) DO NOTHING
            """;
        session.Connection.Execute(
            sql,
            new
            {
                cause,
                account,
                kind = T.Kind.Name,
                json = NoticeJson.Write(notice),
                now = Instant.ToStored(at),
            }
        );
    }
}
