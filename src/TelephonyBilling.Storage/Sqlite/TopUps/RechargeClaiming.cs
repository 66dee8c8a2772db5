using Dapper;
using TelephonyBilling.Engine.Notices;
using TelephonyBilling.Engine.TopUps;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>
/// Decides whether an account is due for a recharge and writes its top-up down, in one transaction: the write lock is held,
/// so of several that ask at once one gets it, and the others see it open.
/// </summary>
internal sealed class RechargeClaiming(
    WriterSession session,
    string account,
    bool exhausted,
    RechargePolicy policy,
    DateTimeOffset at
)
{
    private static readonly TimeSpan BelievedAfter = TimeSpan.FromSeconds(5);

    internal RechargeClaim Run()
    {
        var rule = session.Connection.QuerySingleOrDefault<RechargeRow>(
            RechargeRow.Select + "WHERE a.id = @account",
            new { account }
        );
        if (rule is null)
        {
            return new RechargeClaim.NotDue(RechargeHindrance.Off);
        }
        return Hindrance(rule) is { } hindrance
            ? new RechargeClaim.NotDue(hindrance)
            : Limit(rule) ?? Claim(rule);
    }

    private RechargeHindrance? Hindrance(RechargeRow rule)
    {
        if (!rule.Enabled)
        {
            return RechargeHindrance.Off;
        }
        if (rule.Stopped.Length > 0)
        {
            return RechargeHindrance.Stopped;
        }
        if (rule.IsTrial)
        {
            return RechargeHindrance.Trial;
        }
        if (rule.Source == "card" && !rule.HasCard)
        {
            return RechargeHindrance.NoCard;
        }
        if (rule.NotBefore > Instant.ToStored(at))
        {
            return RechargeHindrance.BackingOff;
        }
        // What is on its way counts as if it had come in: five calls that cross together charge once.
        var open = OpenMicros(rule);
        var isLow = rule.AvailableMicros + open <= rule.ThresholdMicros;
        return isLow || (exhausted && open == 0 && !CameInJustNow(rule))
            ? null
            : RechargeHindrance.EnoughCredit;
    }

    private RechargeClaim? Limit(RechargeRow rule)
    {
        const string stop =
            "UPDATE recharge_rule SET stopped = 'velocity' WHERE account = @AccountKey";
        var zone = TimeZoneInfo.FindSystemTimeZoneById(rule.TimeZone);
        var local = TimeZoneInfo.ConvertTime(at, zone).DateTime;
        var today = SinceMicros(rule, Begin(local.Date, zone));
        if (rule.MaxPerDayMicros is { } perDay && today + rule.AmountMicros > perDay)
        {
            return new RechargeClaim.Limited(
                RechargeHindrance.DayLimit,
                rule.ToMoney(perDay),
                rule.ToMoney(today)
            );
        }
        var thisMonth = SinceMicros(
            rule,
            Begin(new DateTime(local.Year, local.Month, 1, 0, 0, 0, DateTimeKind.Unspecified), zone)
        );
        if (rule.MaxPerMonthMicros is { } perMonth && thisMonth + rule.AmountMicros > perMonth)
        {
            return new RechargeClaim.Limited(
                RechargeHindrance.MonthLimit,
                rule.ToMoney(perMonth),
                rule.ToMoney(thisMonth)
            );
        }
        if (RecentCount(rule) >= policy.VelocityCount)
        {
            session.Connection.Execute(stop, new { rule.AccountKey });
            BalanceWatching.Refresh(session, account);
            Notices.Queue(
                session,
                account,
                $"recharge-stopped/{account}/{rule.Sequence}",
                new RechargeStoppedNotice("velocity", policy.VelocityCount),
                at
            );
            return new RechargeClaim.NotDue(RechargeHindrance.Velocity);
        }
        return null;
    }

    private RechargeClaim.Claimed Claim(RechargeRow rule)
    {
        const string next =
            "UPDATE recharge_rule SET sequence = sequence + 1 WHERE account = @AccountKey RETURNING sequence";
        var sequence = session.Connection.ExecuteScalar<long>(next, new { rule.AccountKey });
        var asked = TopUpWriting.Request(
            session,
            new NewTopUp(
                TopUpIds.New(at),
                account,
                TopUpRow.ToSource(rule.Source),
                rule.ToMoney(rule.AmountMicros),
                string.Create(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"auto/{account}/{sequence}"
                ),
                "auto-recharge",
                at
            ),
            automatic: true
        );
        var topUp =
            asked.TopUp
            ?? throw new InvalidOperationException(
                $"The recharge of '{account}' could not be written down: {asked.Outcome}."
            );
        if (topUp.Source == TopUpSource.Invoice)
        {
            TellOfRequest(rule, topUp);
        }
        return new RechargeClaim.Claimed(topUp);
    }

    /// <summary>Nothing comes of it until a person approves it, so people have to know.</summary>
    private void TellOfRequest(RechargeRow rule, TopUp topUp) =>
        Notices.Queue(
            session,
            account,
            $"recharge-requested/{topUp.Id}",
            new RechargeRequestedNotice(
                topUp.Id,
                topUp.Amount.Micros,
                topUp.Amount.Currency.Code,
                rule.AvailableMicros
            ),
            at
        );

    private long OpenMicros(RechargeRow rule)
    {
        const string sql = """
            SELECT coalesce(sum(amount_micros), 0) FROM top_up
            WHERE account = @AccountKey AND automatic = 1 AND state IN ('requested', 'pending', 'unknown')
            """;
        return session.Connection.ExecuteScalar<long>(sql, new { rule.AccountKey });
    }

    /// <summary>
    /// Whether a recharge came in after the call that could not be paid for may have said so. If that did not help, the call
    /// says so again within a second or two.
    /// </summary>
    private bool CameInJustNow(RechargeRow rule)
    {
        const string sql = """
            SELECT EXISTS (
                SELECT 1 FROM top_up
                WHERE account = @AccountKey AND automatic = 1 AND state = 'succeeded' AND decided_at > @since)
            """;
        return session.Connection.ExecuteScalar<bool>(
            sql,
            new { rule.AccountKey, since = Instant.ToStored(at - BelievedAfter) }
        );
    }

    private long SinceMicros(RechargeRow rule, long since)
    {
        const string sql = """
            SELECT coalesce(sum(amount_micros), 0) FROM top_up
            WHERE account = @AccountKey AND requested_at >= @since AND automatic = 1 AND state <> 'failed'
            """;
        return session.Connection.ExecuteScalar<long>(sql, new { rule.AccountKey, since });
    }

    private long RecentCount(RechargeRow rule)
    {
        const string sql = """
            SELECT count(*) FROM top_up
            WHERE account = @AccountKey AND requested_at > @since AND automatic = 1 AND state <> 'failed'
            """;
        return session.Connection.ExecuteScalar<long>(
            sql,
            new { rule.AccountKey, since = Instant.ToStored(at - policy.VelocityWindow) }
        );
    }

    /// <summary>The instant at which a local day begins; where the clocks skip that hour, the first that there is.</summary>
    private static long Begin(DateTime local, TimeZoneInfo zone)
    {
        while (zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(15);
        }
        return Instant.ToStored(new DateTimeOffset(local, zone.GetUtcOffset(local)));
    }
}
