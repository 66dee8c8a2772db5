using Dapper;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Keeps <c>account.watch_below_micros</c>: the highest balance at which something has to be done.</summary>
internal static class BalanceWatching
{
    /// <summary>Sets what an account is watched for, after a rule, a threshold or its arming changed.</summary>
    /// <remarks>
    /// One more than a recharge's threshold, since that is due at the threshold and a notice below it. Where the account is
    /// below already, nothing will fall: it is noted at once.
    /// </remarks>
    internal static void Refresh(WriterSession session, string account)
    {
        const string set = """
            UPDATE account
            SET watch_below_micros = (
                SELECT max(below) FROM (
                    SELECT threshold_micros + 1 AS below FROM recharge_rule
                    WHERE account = account.key AND enabled = 1 AND stopped = ''
                    UNION ALL
                    SELECT below_micros FROM notice_threshold WHERE account = account.key AND armed = 1))
            WHERE id = @account
            """;
        const string note = """
            INSERT INTO balance_watch (account, at)
            SELECT key, unixepoch('now') * 10000000 FROM account
            WHERE id = @account AND balance_micros - held_micros < watch_below_micros
            ON CONFLICT (account) DO NOTHING
            """;
        session.Connection.Execute(set, new { account });
        session.Connection.Execute(note, new { account });
    }

    /// <summary>A call could not be paid for as far as it wants: whoever recharges the account has to know.</summary>
    internal static void Exhausted(WriterSession session, long account)
    {
        const string sql = """
            INSERT INTO balance_watch (account, at, exhausted)
            SELECT account, unixepoch('now') * 10000000, 1 FROM recharge_rule
            WHERE account = ?1 AND enabled = 1 AND stopped = ''
            ON CONFLICT (account) DO UPDATE SET exhausted = 1
            """;
        session.Prepare(sql).Bind(1, account).Run();
    }

    /// <summary>
    /// Arms the notices that the account rose above, and forgets that a call could not be paid for before: it would be
    /// recharged for that once more.
    /// </summary>
    internal static void CreditCameIn(WriterSession session, string account)
    {
        const string arm = """
            UPDATE notice_threshold SET armed = 1
            WHERE armed = 0
              AND account = (SELECT key FROM account WHERE id = @account)
              AND below_micros <= (SELECT balance_micros - held_micros FROM account WHERE id = @account)
            """;
        const string forget = """
            UPDATE balance_watch SET exhausted = 0
            WHERE exhausted = 1 AND account = (SELECT key FROM account WHERE id = @account)
            """;
        session.Connection.Execute(arm, new { account });
        session.Connection.Execute(forget, new { account });
        Refresh(session, account);
    }
}
