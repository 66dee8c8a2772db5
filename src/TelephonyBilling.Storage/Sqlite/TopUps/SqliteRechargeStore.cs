using Dapper;
using TelephonyBilling.Engine.TopUps;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Rules of automatic recharge in SQLite.</summary>
internal sealed class SqliteRechargeStore(StoreGateway gateway) : IRechargeStore
{
    public Task<bool> SetAsync(RechargeRule rule, string by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentOutOfRangeException.ThrowIfNegative(rule.Threshold.Micros, nameof(rule));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rule.Amount.Micros, nameof(rule));
        if (rule.Source is not (TopUpSource.Card or TopUpSource.Invoice))
        {
            throw new ArgumentException(
                $"An account is recharged by card or by invoice, not by {TopUpRow.Of(rule.Source)}.",
                nameof(rule)
            );
        }
        const string sql = """
            INSERT INTO recharge_rule
                (account, enabled, threshold_micros, amount_micros, source, max_per_day_micros, max_per_month_micros)
            SELECT key, @Enabled, @Threshold, @Amount, @Source, @MaxPerDay, @MaxPerMonth
            FROM account
            WHERE id = @account AND currency = @Code
            ON CONFLICT (account) DO UPDATE SET
                enabled = excluded.enabled, threshold_micros = excluded.threshold_micros,
                amount_micros = excluded.amount_micros, source = excluded.source,
                max_per_day_micros = excluded.max_per_day_micros, max_per_month_micros = excluded.max_per_month_micros,
                declines = 0, not_before = NULL, stopped = ''
            """;
        var account = rule.Account.ToLowerInvariant();
        var row = new
        {
            account,
            rule.Amount.Currency.Code,
            rule.Enabled,
            Threshold = rule.Threshold.Micros,
            Amount = rule.Amount.Micros,
            Source = TopUpRow.Of(rule.Source),
            MaxPerDay = rule.MaxPerDay?.Micros,
            MaxPerMonth = rule.MaxPerMonth?.Micros,
        };
        return gateway.ChangeAsync(
            session =>
            {
                var isSet = session.Connection.Execute(sql, row) == 1;
                BalanceWatching.Refresh(session, account);
                return isSet;
            },
            by,
            cancellationToken
        );
    }

    public Task<RechargeRule?> FindAsync(string account, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(account);
        return gateway.ReadAsync(
            connection =>
                connection
                    .QuerySingleOrDefault<RechargeRow>(
                        RechargeRow.Select + "WHERE a.id = @account",
                        new { account = account.ToLowerInvariant() }
                    )
                    ?.ToRule(),
            cancellationToken
        );
    }

    public async Task<IReadOnlyList<FallenAccount>> TakeFallenAsync(
        CancellationToken cancellationToken
    )
    {
        // Looking is cheap and mostly finds nothing; only then is something written.
        const string any = "SELECT EXISTS (SELECT 1 FROM balance_watch)";
        const string take = """
            DELETE FROM balance_watch
            RETURNING (SELECT id FROM account WHERE key = balance_watch.account) AS id, exhausted
            """;
        if (
            !await gateway.ReadAsync(
                connection => connection.ExecuteScalar<bool>(any),
                cancellationToken
            )
        )
        {
            return [];
        }
        return await gateway.WriteAsync<IReadOnlyList<FallenAccount>>(
            session =>
                [
                    .. session
                        .Connection.Query<(string Id, bool Exhausted)>(take)
                        .Select(row => new FallenAccount(row.Id, row.Exhausted)),
                ],
            cancellationToken
        );
    }

    public Task<IReadOnlyList<string>> DueAsync(
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        const string sql = """
            SELECT a.id FROM recharge_rule r JOIN account a ON a.key = r.account
            WHERE r.enabled = 1 AND r.stopped = '' AND coalesce(r.not_before, @now) <= @now
              AND a.balance_micros - a.held_micros <= r.threshold_micros
            ORDER BY a.id
            """;
        return gateway.ReadAsync<IReadOnlyList<string>>(
            connection =>
                connection.Query<string>(sql, new { now = Instant.ToStored(at) }).AsList(),
            cancellationToken
        );
    }

    public Task<RechargeClaim> ClaimAsync(
        string account,
        bool exhausted,
        RechargePolicy policy,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(policy);
        return gateway.ChangeAsync(
            session =>
                new RechargeClaiming(
                    session,
                    account.ToLowerInvariant(),
                    exhausted,
                    policy,
                    at
                ).Run(),
            cancellationToken
        );
    }
}
