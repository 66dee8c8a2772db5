using System.Globalization;
using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Domain.Limits;
using TelephonyBilling.Engine.Events;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>
/// Tells that a limit on use refused a call or ended one: an event each time, and a mail for the first time in an hour of the
/// clock, since whoever tries a stolen phone tries it often.
/// </summary>
/// <param name="limit">The limit.</param>
/// <param name="call">The call.</param>
/// <param name="to">Whom it called or would have called, E.164 without <c>+</c>.</param>
/// <param name="at">When.</param>
internal sealed class LimitNotice(LimitUse limit, CallId call, string to, DateTimeOffset at)
{
    private string Subject => $"{limit.Scope.ToText()}/{limit.Subject}";

    /// <param name="session">Within the transaction that refuses or ends the call.</param>
    /// <param name="account">The account's id.</param>
    /// <param name="outcome">What became of the call: <c>refused</c>, or <c>ended</c>.</param>
    internal void Write(WriterSession session, string account, string outcome)
    {
        var detail = $"the call to +{to} was {outcome}: {limit.Describe()}";
        WriteEvent(session, account, detail);
        WriteMail(session, account, outcome, detail);
    }

    private void WriteEvent(WriterSession session, string account, string detail)
    {
        const string sql = """
            INSERT INTO event (at, account, kind, subject, detail, call)
            VALUES (?1, (SELECT key FROM account WHERE id = ?2), ?3, ?4, ?5, ?6)
            """;
        session
            .Prepare(sql)
            .Bind(1, Instant.ToStored(at))
            .Bind(2, account)
            .Bind(3, EventKinds.LimitReached)
            .Bind(4, Subject)
            .Bind(5, detail)
            .Bind(6, call.Value)
            .Run();
    }

    private void WriteMail(WriterSession session, string account, string outcome, string detail)
    {
        const string sql = """
            INSERT INTO outbox (cause, account, kind, data, created_at, due_at)
            VALUES (?1, (SELECT key FROM account WHERE id = ?2), ?3,
                    json_object('account', ?2, 'scope', ?4, 'subject', ?5, 'limit', ?6, 'allowed', ?7, 'used', ?8,
                                'outcome', ?9, 'to', ?10, 'call', ?11, 'detail', ?12), ?13, ?13)
            ON CONFLICT (cause) DO NOTHING
            """;
        var hour = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH", CultureInfo.InvariantCulture);
        session
            .Prepare(sql)
            .Bind(1, $"{EventKinds.LimitReached}/{account}/{Subject}/{limit.Kind.ToText()}/{hour}")
            .Bind(2, account)
            .Bind(3, EventKinds.LimitReached)
            .Bind(4, limit.Scope.ToText())
            .Bind(5, limit.Subject)
            .Bind(6, limit.Kind.ToText())
            .Bind(7, limit.Limit)
            .Bind(8, limit.Used)
            .Bind(9, outcome)
            .Bind(10, to)
            .Bind(11, call.Value)
            .Bind(12, detail)
            .Bind(13, Instant.ToStored(at))
            .Run();
    }
}
