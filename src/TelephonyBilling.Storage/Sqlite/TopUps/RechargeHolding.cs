using Dapper;
using TelephonyBilling.Engine.Notices;
using TelephonyBilling.Engine.TopUps;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Holds a recharge rule back after a decline, and lets it go after a success, within a transaction that is open.</summary>
internal static class RechargeHolding
{
    /// <summary>An automatic top-up succeeded: earlier declines are forgotten.</summary>
    internal static void Clear(WriterSession session, TopUp topUp)
    {
        const string sql = """
            UPDATE recharge_rule SET declines = 0, not_before = NULL
            WHERE account = (SELECT key FROM account WHERE id = @Account) AND declines > 0
            """;
        session.Connection.Execute(sql, new { topUp.Account });
    }

    /// <summary>An automatic top-up was declined: the card is left alone for a while, and after too many the rule stops.</summary>
    internal static void HoldBack(
        WriterSession session,
        TopUp topUp,
        RechargePolicy policy,
        DateTimeOffset at
    )
    {
        const string count = """
            UPDATE recharge_rule SET declines = declines + 1
            WHERE account = (SELECT key FROM account WHERE id = @Account)
            RETURNING declines
            """;
        const string hold = """
            UPDATE recharge_rule SET not_before = @notBefore, stopped = @stopped
            WHERE account = (SELECT key FROM account WHERE id = @Account)
            """;
        var declines = session.Connection.QuerySingleOrDefault<int?>(count, new { topUp.Account });
        if (declines is not { } inARow)
        {
            return;
        }
        var stops = inARow >= policy.MaxDeclines;
        var wait = policy.Backoff[Math.Min(inARow, policy.Backoff.Count) - 1];
        session.Connection.Execute(
            hold,
            new
            {
                topUp.Account,
                notBefore = Instant.ToStored(at + wait),
                stopped = stops ? "declined" : "",
            }
        );
        if (stops)
        {
            BalanceWatching.Refresh(session, topUp.Account);
            Notices.Queue(
                session,
                topUp.Account,
                $"recharge-stopped/{topUp.Id}",
                new RechargeStoppedNotice("declined", inARow),
                at
            );
        }
    }
}
