using System.Text.Json;
using Dapper;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Writes mails that wait to be sent, in the transaction that causes them.</summary>
internal static class Notices
{
    /// <summary>Queues a mail, unless its cause has one.</summary>
    /// <param name="session">Within a transaction.</param>
    /// <param name="account">The account's id.</param>
    /// <param name="kind">The template.</param>
    /// <param name="cause">The fact that it tells, unique.</param>
    /// <param name="data">What the template is filled with; becomes JSON. Amounts are in millionths.</param>
    /// <param name="at">UTC.</param>
    internal static void Queue<T>(
        WriterSession session,
        string account,
        string kind,
        string cause,
        T data,
        DateTimeOffset at
    )
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
                kind,
                json = JsonSerializer.Serialize(data, JsonSerializerOptions.Web),
                now = Instant.ToStored(at),
            }
        );
    }
}
