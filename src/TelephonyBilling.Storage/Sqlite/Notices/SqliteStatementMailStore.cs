using Dapper;
using TelephonyBilling.Engine.Notices;
using TelephonyBilling.Engine.Statements;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>The months that accounts were told of, in SQLite.</summary>
internal sealed class SqliteStatementMailStore(StoreGateway gateway) : IStatementMailStore
{
    public Task<IReadOnlyDictionary<string, string>> LastMonthsAsync(
        CancellationToken cancellationToken
    )
    {
        const string sql =
            "SELECT a.id, t.month FROM statement_told t JOIN account a ON a.key = t.account";
        return gateway.ReadAsync<IReadOnlyDictionary<string, string>>(
            connection =>
                connection
                    .Query<(string Account, string Month)>(sql)
                    .ToDictionary(row => row.Account, row => row.Month, StringComparer.Ordinal),
            cancellationToken
        );
    }

    public Task<bool> TellAsync(
        string account,
        string month,
        MonthlyStatementNotice? notice,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(account);
        const string mark = """
            INSERT INTO statement_told (account, month) SELECT key, ?2 FROM account WHERE id = ?1
            ON CONFLICT (account) DO UPDATE SET month = excluded.month WHERE excluded.month > month
            """;
        var id = account.ToLowerInvariant();
        return gateway.WriteAsync(
            session =>
            {
                session.Prepare(mark).Bind(1, id).Bind(2, month).Run();
                return session.Changes == 1
                    && notice is not null
                    && Notices.QueueForReaders(session, id, $"statement/{id}/{month}", notice, at);
            },
            cancellationToken
        );
    }
}
