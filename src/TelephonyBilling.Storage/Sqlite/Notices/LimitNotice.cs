using System.Globalization;
using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Domain.Limits;
using TelephonyBilling.Engine.Events;
using TelephonyBilling.Engine.Notices;

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
        QueueMail(session, account, outcome, detail);
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

    private void QueueMail(WriterSession session, string account, string outcome, string detail)
    {
        var hour = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH", CultureInfo.InvariantCulture);
        var kind = limit.Kind.ToText();
        Notices.Queue(
            session,
            account,
            $"{EventKinds.LimitReached}/{account}/{Subject}/{kind}/{hour}",
            new LimitReachedNotice(
                account,
                limit.Scope.ToText(),
                limit.Subject,
                kind,
                limit.Limit,
                limit.Used,
                outcome,
                to,
                call.Value,
                detail
            ),
            at
        );
    }
}
