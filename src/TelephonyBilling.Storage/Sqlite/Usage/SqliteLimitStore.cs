using Dapper;
using Microsoft.Data.Sqlite;
using TelephonyBilling.Domain.Limits;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Limits;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Limits on use in SQLite.</summary>
internal sealed class SqliteLimitStore(StoreGateway gateway, TimeProvider time) : ILimitStore
{
    public Task<LimitChange> SetAsync(
        LimitOwner owner,
        UsageLimits limits,
        CancellationToken cancellationToken
    )
    {
        UsageLimitRow.Check(owner, limits);
        return gateway.ChangeAsync(session => Set(session, owner, limits), cancellationToken);
    }

    public Task<UsageLimits> FindAsync(LimitOwner owner, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(owner);
        const string sql =
            UsageLimitRow.Select
            + "WHERE a.id = @Account AND u.scope = @Scope AND u.subject = @Subject";
        var parameters = new
        {
            Account = owner.Account.ToLowerInvariant(),
            Scope = owner.Scope.ToText(),
            Subject = UsageLimitRow.StoredSubject(owner),
        };
        return gateway.ReadAsync(
            connection =>
                connection.QuerySingleOrDefault<UsageLimitRow>(sql, parameters)?.ToLimits().Limits
                ?? UsageLimits.None,
            cancellationToken
        );
    }

    public Task<IReadOnlyList<OwnedLimits>> ListAsync(
        string? account,
        CancellationToken cancellationToken
    )
    {
        const string sql =
            UsageLimitRow.Select
            + "WHERE @account IS NULL OR a.id = @account ORDER BY a.id, u.scope, u.subject";
        var parameters = new { account = account?.ToLowerInvariant() };
        return gateway.ReadAsync<IReadOnlyList<OwnedLimits>>(
            connection =>
                [.. connection.Query<UsageLimitRow>(sql, parameters).Select(row => row.ToLimits())],
            cancellationToken
        );
    }

    public Task<UsageSoFar?> UsageAsync(
        UsageQuestion use,
        UsageLimits limits,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(use);
        ArgumentNullException.ThrowIfNull(limits);
        var now = time.GetUtcNow();
        return gateway.ReadAsync(
            connection => Count(connection, use, limits, now),
            cancellationToken
        );
    }

    private static UsageSoFar? Count(
        SqliteConnection connection,
        UsageQuestion use,
        UsageLimits limits,
        DateTimeOffset now
    )
    {
        if (FindAccount(connection, use.Owner.Account) is not { } account)
        {
            return null;
        }
        var statements = new List<Statement>();
        try
        {
            var count = new UsageCount(Prepare, account.Key, account.Currency, now)
            {
                IsInbound = use.IsInbound,
                Destination = use.Destination,
            };
            return count.Of(new LimitedSubject(use.Owner.Scope, use.Owner.Subject, limits));
        }
        finally
        {
            statements.ForEach(statement => statement.Dispose());
        }

        Statement Prepare(string sql)
        {
            var statement = new Statement(connection.Handle!, sql);
            statements.Add(statement);
            return statement;
        }
    }

    private LimitChange Set(WriterSession session, LimitOwner owner, UsageLimits limits)
    {
        const string clear = """
            DELETE FROM usage_limit WHERE account = @Key AND scope = @Scope AND subject = @Subject
            """;
        const string set = """
            INSERT INTO usage_limit
                (account, scope, subject, spend_per_call_micros, spend_per_hour_micros, spend_per_day_micros,
                 calls_per_minute, calls_per_hour, max_calls_to_destination, max_call_seconds, allowed_hours)
            VALUES
                (@Key, @Scope, @Subject, @SpendPerCallMicros, @SpendPerHourMicros, @SpendPerDayMicros,
                 @CallsPerMinute, @CallsPerHour, @MaxCallsToDestination, @MaxCallSeconds, @AllowedHours)
            ON CONFLICT (account, scope, subject) DO UPDATE
            SET spend_per_call_micros = excluded.spend_per_call_micros,
                spend_per_hour_micros = excluded.spend_per_hour_micros,
                spend_per_day_micros = excluded.spend_per_day_micros,
                calls_per_minute = excluded.calls_per_minute,
                calls_per_hour = excluded.calls_per_hour,
                max_calls_to_destination = excluded.max_calls_to_destination,
                max_call_seconds = excluded.max_call_seconds,
                allowed_hours = excluded.allowed_hours
            """;
        var connection = session.Connection;
        if (FindAccount(connection, owner.Account) is not { } account)
        {
            return LimitChange.UnknownAccount;
        }
        if (!Exists(connection, account.Key, owner))
        {
            return LimitChange.UnknownSubject;
        }
        var row = new DynamicParameters(UsageLimitRow.Of(owner, limits, account.Currency));
        row.Add("Key", account.Key);
        connection.Execute(limits.IsNone ? clear : set, row);
        if (!limits.IsNone)
        {
            CountOpenCalls(connection, account.Key, owner);
            UsageCharges.AddFromLedger(session, account.Key, time.GetUtcNow());
        }
        return LimitChange.Done;
    }

    private static (long Key, Currency Currency)? FindAccount(
        SqliteConnection connection,
        string id
    )
    {
        const string sql = "SELECT key, currency FROM account WHERE id = @id";
        var found = connection.QuerySingleOrDefault<(long Key, string Currency)?>(
            sql,
            new { id = id.ToLowerInvariant() }
        );
        return found is { } account ? (account.Key, Currency.Parse(account.Currency)) : null;
    }

    private static bool Exists(SqliteConnection connection, long account, LimitOwner owner)
    {
        const string number = "SELECT 1 FROM number WHERE digits = @Subject AND account = @account";
        const string extension =
            "SELECT 1 FROM extension WHERE endpoint = @Subject AND account = @account";
        return owner.Scope == LimitScope.Account
            || connection.ExecuteScalar<int?>(
                owner.Scope == LimitScope.Number ? number : extension,
                new { owner.Subject, account }
            )
                is not null;
    }

    /// <summary>Calls that go on count from here on, and are held to the limits when they ask for more.</summary>
    private static void CountOpenCalls(SqliteConnection connection, long account, LimitOwner owner)
    {
        const string open =
            "UPDATE call SET limited = 1 WHERE account = @account AND ended_at IS NULL AND limited = 0";
        var who = owner.Scope switch
        {
            LimitScope.Account => "",
            LimitScope.Number => " AND number = @Subject",
            _ => " AND extension = @Subject",
        };
        connection.Execute(open + who, new { account, owner.Subject });
    }
}
