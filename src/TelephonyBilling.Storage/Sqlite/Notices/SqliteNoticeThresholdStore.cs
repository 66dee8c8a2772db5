using Dapper;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Notices;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Thresholds of balances in SQLite.</summary>
internal sealed class SqliteNoticeThresholdStore(StoreGateway gateway) : INoticeThresholdStore
{
    /// <summary>Thresholds <c>t</c> of accounts <c>a</c> that have to tell now: once a day at most.</summary>
    private const string IsDue = """
        t.armed = 1 AND t.below_micros > a.balance_micros - a.held_micros
        AND (t.last_noticed_at IS NULL OR t.last_noticed_at <= @yesterday)
        """;

    public Task<bool> SetAsync(
        string account,
        IReadOnlyList<Money> below,
        string by,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(below);
        foreach (var amount in below)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(amount.Micros, nameof(below));
        }
        const string find = "SELECT key, currency FROM account WHERE id = @account";
        const string remove =
            "DELETE FROM notice_threshold WHERE account = @key AND below_micros NOT IN @micros";
        const string add = """
            INSERT INTO notice_threshold (account, below_micros) VALUES (@key, @micros)
            ON CONFLICT (account, below_micros) DO NOTHING
            """;
        var id = account.ToLowerInvariant();
        var wanted = below.Select(amount => amount.Micros).Distinct().ToList();
        return gateway.ChangeAsync(
            session =>
            {
                var (key, currency) = session.Connection.QuerySingleOrDefault<(long, string?)>(
                    find,
                    new { account = id }
                );
                if (currency is null || below.Any(amount => amount.Currency.Code != currency))
                {
                    return false;
                }
                session.Connection.Execute(remove, new { key, micros = wanted });
                foreach (var micros in wanted)
                {
                    session.Connection.Execute(add, new { key, micros });
                }
                BalanceWatching.Refresh(session, id);
                return true;
            },
            by,
            cancellationToken
        );
    }

    public Task<IReadOnlyList<NoticeThreshold>> ListAsync(
        string? account,
        CancellationToken cancellationToken
    )
    {
        const string sql = """
            SELECT a.id, t.below_micros, a.currency, t.armed, t.last_noticed_at
            FROM notice_threshold t JOIN account a ON a.key = t.account
            WHERE @account IS NULL OR a.id = @account
            ORDER BY a.id, t.below_micros DESC
            """;
        return gateway.ReadAsync<IReadOnlyList<NoticeThreshold>>(
            connection =>
                [
                    .. connection
                        .Query<(
                            string Account,
                            long Micros,
                            string Currency,
                            bool Armed,
                            long? At
                        )>(sql, new { account = account?.ToLowerInvariant() })
                        .Select(row => new NoticeThreshold(
                            row.Account,
                            new Money(row.Micros, Currency.Parse(row.Currency)),
                            row.Armed,
                            Instant.FromStored(row.At)
                        )),
                ],
            cancellationToken
        );
    }

    public Task<IReadOnlyList<string>> DueAsync(
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        const string sql = $"""
            SELECT DISTINCT a.id FROM notice_threshold t JOIN account a ON a.key = t.account WHERE {IsDue} ORDER BY a.id
            """;
        return gateway.ReadAsync<IReadOnlyList<string>>(
            connection => connection.Query<string>(sql, new { yesterday = Yesterday(at) }).AsList(),
            cancellationToken
        );
    }

    public Task<LowBalance?> TellAsync(
        string account,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(account);
        var id = account.ToLowerInvariant();
        return gateway.WriteAsync(session => Tell(session, id, at), cancellationToken);
    }

    private static LowBalance? Tell(WriterSession session, string account, DateTimeOffset at)
    {
        const string find = $"""
            SELECT a.key, a.currency, a.balance_micros - a.held_micros AS available, min(t.below_micros) AS below,
                   EXISTS (SELECT 1 FROM recharge_rule r WHERE r.account = a.key AND r.enabled = 1 AND r.stopped = '') AS recharges
            FROM notice_threshold t JOIN account a ON a.key = t.account
            WHERE a.id = @account AND {IsDue}
            GROUP BY a.key
            """;
        const string disarm = $"""
            UPDATE notice_threshold AS t SET armed = 0, last_noticed_at = @now
            FROM account a
            WHERE a.key = t.account AND a.id = @account AND {IsDue}
            """;
        var arguments = new
        {
            account,
            now = Instant.ToStored(at),
            yesterday = Yesterday(at),
        };
        var low = session.Connection.QuerySingleOrDefault<LowRow>(find, arguments);
        if (low is null)
        {
            return null;
        }
        session.Connection.Execute(disarm, arguments);
        BalanceWatching.Refresh(session, account);
        Notices.Queue(
            session,
            account,
            $"low-balance/{account}/{low.Below}/{arguments.now}",
            new LowBalanceNotice(low.Below, low.Available, low.Recharges),
            at
        );
        var currency = Currency.Parse(low.Currency);
        return new LowBalance(new Money(low.Below, currency), new Money(low.Available, currency));
    }

    private static long Yesterday(DateTimeOffset at) => Instant.ToStored(at.AddHours(-24));

    private sealed class LowRow
    {
        public required string Currency { get; init; }
        public long Available { get; init; }
        public long Below { get; init; }
        public bool Recharges { get; init; }
    }
}
