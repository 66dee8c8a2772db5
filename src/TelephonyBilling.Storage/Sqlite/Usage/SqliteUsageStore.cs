using Dapper;
using Microsoft.Data.Sqlite;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Usage;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>What accounts used, from SQLite.</summary>
internal sealed class SqliteUsageStore(StoreGateway gateway) : IUsageStore
{
    public Task ReadAsync(
        string account,
        DateTimeOffset from,
        DateTimeOffset until,
        Action<IEnumerable<CallRecord>> read,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(read);
        var span = new
        {
            account = account.ToLowerInvariant(),
            from = Instant.ToStored(from),
            until = Instant.ToStored(until),
        };
        return gateway.ReadAsync(
            connection =>
            {
                read(Calls(connection, span, cancellationToken));
                return true;
            },
            cancellationToken
        );
    }

    private static IEnumerable<CallRecord> Calls(
        SqliteConnection connection,
        object span,
        CancellationToken cancellationToken
    )
    {
        const string sql =
            CallRow.Select
            + """
                WHERE c.account = (SELECT key FROM account WHERE id = @account)
                  AND c.authorised_at >= @from AND c.authorised_at < @until
                ORDER BY c.authorised_at, c.key
                """;
        foreach (var row in connection.Query<CallRow>(sql, span, buffered: false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return row.ToRecord();
        }
    }
}
