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

    /// <summary>Queues a mail, unless its cause has one or the account has nobody to write to.</summary>
    /// <returns>Whether it was queued.</returns>
    /// <inheritdoc cref="Queue{T}"/>
    internal static bool QueueForReaders<T>(
        WriterSession session,
        string account,
        string cause,
        T notice,
        DateTimeOffset at
    )
        where T : INotice
    {
        // Whom mails go to is decided when they are sent (MailAddressees); this is whether there is anybody now.
        const string sql = """
            INSERT INTO outbox (cause, account, kind, data, created_at, due_at)
            SELECT ?1, a.key, ?3, ?4, ?5, ?5 FROM account a
            WHERE a.id = ?2 AND (a.email <> '' OR (?6 AND a.billing_email <> '') OR EXISTS (
                SELECT 1 FROM member m WHERE m.account = a.key AND m.role IN ('owner', 'admin') AND m.email <> ''))
            ON CONFLICT (cause) DO NOTHING
            """;
        session
            .Prepare(sql)
            .Bind(1, cause)
            .Bind(2, account)
            .Bind(3, T.Kind.Name)
            .Bind(4, NoticeJson.Write(notice))
            .Bind(5, Instant.ToStored(at))
            .Bind(6, T.Kind.ConcernsMoney)
            .Run();
        return session.Changes == 1;
    }
}
