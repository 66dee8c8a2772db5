using Dapper;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Engine.Accounts;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Accounts, numbers and extensions in SQLite.</summary>
internal sealed class SqliteAccountStore(StoreGateway gateway) : IAccountStore
{
    private const string SelectNumber =
        $"SELECT {NumberRow.Columns} FROM number n JOIN account a ON a.key = n.account ";

    private const string SelectExtension =
        $"SELECT {ExtensionRow.Columns} FROM extension e JOIN account a ON a.key = e.account ";

    public Task<bool> CreateAsync(Account account, CancellationToken cancellationToken)
    {
        var row = AccountSettings.Of(account);
        const string sql = """
            INSERT INTO account
                (id, name, currency, plan, status, max_calls, created_at,
                 time_zone, min_balance_micros, max_per_minute_micros, max_connection_fee_micros,
                 email, billing_email, billing_address, language, is_trial, needs_card_confirmation)
            VALUES
                (@Id, @Name, @Currency, @Plan, @Status, @MaxCalls, @CreatedAt,
                 @TimeZone, @MinBalance, @MaxPerMinute, @MaxConnectionFee,
                 @Email, @BillingEmail, @BillingAddress, @Language, @IsTrial, @NeedsCardConfirmation)
            ON CONFLICT (id) DO NOTHING
            """;
        return gateway.ChangeAsync(
            session => session.Connection.Execute(sql, row) == 1,
            cancellationToken
        );
    }

    public Task<(Account Account, AccountBalance Balance)?> FindAsync(
        string id,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(id);
        const string sql = $"""
            SELECT {AccountRow.Columns}, balance_micros, held_micros
            FROM account
            WHERE id = @id
            """;
        return gateway.ReadAsync(
            connection =>
                connection.QuerySingleOrDefault<AccountRow>(sql, new { id = id.ToLowerInvariant() })
                    is { } row
                    ? (row.ToAccount(), row.ToBalance())
                    : ((Account, AccountBalance)?)null,
            cancellationToken
        );
    }

    public Task<IReadOnlyList<(Account Account, AccountBalance Balance)>> ListAsync(
        CancellationToken cancellationToken
    )
    {
        const string sql = $"""
            SELECT {AccountRow.Columns}, balance_micros, held_micros
            FROM account
            ORDER BY id
            """;
        return gateway.ReadAsync<IReadOnlyList<(Account, AccountBalance)>>(
            connection =>
                [
                    .. connection
                        .Query<AccountRow>(sql)
                        .Select(row => (row.ToAccount(), row.ToBalance())),
                ],
            cancellationToken
        );
    }

    public Task<Account?> SetAsync(
        string id,
        Func<Account, Account> change,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(change);
        const string find = $"SELECT {AccountRow.Columns} FROM account WHERE id = @id";
        const string set = """
            UPDATE account
            SET name = @Name, plan = @Plan, max_calls = @MaxCalls, time_zone = @TimeZone,
                min_balance_micros = @MinBalance, max_per_minute_micros = @MaxPerMinute,
                max_connection_fee_micros = @MaxConnectionFee, email = @Email, billing_email = @BillingEmail,
                billing_address = @BillingAddress, language = @Language, is_trial = @IsTrial, needs_card_confirmation = @NeedsCardConfirmation
            WHERE id = @Id
            """;
        return gateway.ChangeAsync(
            session =>
            {
                var row = session.Connection.QuerySingleOrDefault<AccountRow>(
                    find,
                    new { id = id.ToLowerInvariant() }
                );
                if (row?.ToAccount() is not { } before)
                {
                    return null;
                }
                var changed = change(before);
                var after = changed with
                {
                    Id = before.Id,
                    Currency = before.Currency,
                    Status = before.Status,
                    CreatedAt = before.CreatedAt,
                };
                session.Connection.Execute(set, AccountSettings.Of(after));
                return after;
            },
            cancellationToken
        );
    }

    public Task<bool> SetStatusAsync(
        string id,
        AccountStatus status,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(id);
        var change = new { id = id.ToLowerInvariant(), status = StoredText.Of(status) };
        const string sql = "UPDATE account SET status = @status WHERE id = @id";
        return gateway.ChangeAsync(
            session => session.Connection.Execute(sql, change) == 1,
            cancellationToken
        );
    }

    public Task<AddOutcome> AddNumberAsync(
        AccountNumber number,
        CancellationToken cancellationToken
    )
    {
        var row = NumberRow.Of(number);
        const string find = "SELECT key FROM account WHERE id = @Account";
        const string insert = """
            INSERT INTO number
                (digits, account, kind, country, international,
                 max_calls, max_calls_per_caller, max_calls_per_caller_per_hour)
            SELECT
                @Digits, key, @Kind, @Country, @International,
                @MaxCalls, @MaxCallsPerCaller, @MaxCallsPerCallerPerHour
            FROM account
            WHERE id = @Account
            ON CONFLICT (digits) DO NOTHING
            """;
        return gateway.ChangeAsync(
            session =>
            {
                if (session.Connection.ExecuteScalar<long?>(find, row) is null)
                {
                    return AddOutcome.UnknownAccount;
                }
                return session.Connection.Execute(insert, row) == 1
                    ? AddOutcome.Added
                    : AddOutcome.Duplicate;
            },
            cancellationToken
        );
    }

    public Task<bool> SetNumberAsync(AccountNumber number, CancellationToken cancellationToken)
    {
        var row = NumberRow.Of(number);
        const string sql = """
            UPDATE number
            SET kind = @Kind, country = @Country, international = @International, max_calls = @MaxCalls,
                max_calls_per_caller = @MaxCallsPerCaller, max_calls_per_caller_per_hour = @MaxCallsPerCallerPerHour
            WHERE digits = @Digits
            """;
        return gateway.ChangeAsync(
            session => session.Connection.Execute(sql, row) == 1,
            cancellationToken
        );
    }

    public Task<AccountNumber?> FindNumberAsync(
        E164Number number,
        CancellationToken cancellationToken
    )
    {
        const string sql = SelectNumber + "WHERE n.digits = @digits";
        return gateway.ReadAsync(
            connection =>
                connection
                    .QuerySingleOrDefault<NumberRow>(sql, new { digits = number.Digits })
                    ?.ToNumber(),
            cancellationToken
        );
    }

    public Task<IReadOnlyList<AccountNumber>> ListNumbersAsync(
        string? account,
        CancellationToken cancellationToken
    )
    {
        const string sql =
            SelectNumber + "WHERE @account IS NULL OR a.id = @account ORDER BY n.digits";
        return ListAsync<NumberRow, AccountNumber>(
            sql,
            account,
            row => row.ToNumber(),
            cancellationToken
        );
    }

    public Task<RemoveOutcome> RemoveNumberAsync(
        E164Number number,
        CancellationToken cancellationToken
    )
    {
        var removal = new NumberRemoval(number);
        return gateway.ChangeAsync(removal.Run, cancellationToken);
    }

    public Task<AddOutcome> AddExtensionAsync(
        Extension extension,
        CancellationToken cancellationToken
    )
    {
        var writing = new ExtensionWriting(extension);
        return gateway.ChangeAsync(writing.Add, cancellationToken);
    }

    public Task<SetOutcome> SetExtensionAsync(
        Extension extension,
        CancellationToken cancellationToken
    )
    {
        var writing = new ExtensionWriting(extension);
        return gateway.ChangeAsync(writing.Set, cancellationToken);
    }

    public Task<bool> RemoveExtensionAsync(string endpoint, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        const string limits =
            "DELETE FROM usage_limit WHERE scope = 'extension' AND subject = @endpoint";
        const string remove = "DELETE FROM extension WHERE endpoint = @endpoint";
        return gateway.ChangeAsync(
            session =>
            {
                session.Connection.Execute(limits, new { endpoint });
                return session.Connection.Execute(remove, new { endpoint }) == 1;
            },
            cancellationToken
        );
    }

    public Task<Extension?> FindExtensionAsync(string endpoint, CancellationToken cancellationToken)
    {
        const string sql = SelectExtension + "WHERE e.endpoint = @endpoint";
        return gateway.ReadAsync(
            connection =>
                connection.QuerySingleOrDefault<ExtensionRow>(sql, new { endpoint })?.ToExtension(),
            cancellationToken
        );
    }

    public Task<IReadOnlyList<Extension>> ListExtensionsAsync(
        string? account,
        CancellationToken cancellationToken
    )
    {
        const string sql =
            SelectExtension + "WHERE @account IS NULL OR a.id = @account ORDER BY e.endpoint";
        return ListAsync<ExtensionRow, Extension>(
            sql,
            account,
            row => row.ToExtension(),
            cancellationToken
        );
    }

    private Task<IReadOnlyList<T>> ListAsync<TRow, T>(
        string sql,
        string? account,
        Func<TRow, T> read,
        CancellationToken cancellationToken
    ) =>
        gateway.ReadAsync<IReadOnlyList<T>>(
            connection =>
                [
                    .. connection
                        .Query<TRow>(sql, new { account = account?.ToLowerInvariant() })
                        .Select(read),
                ],
            cancellationToken
        );
}
