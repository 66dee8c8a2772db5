using Dapper;
using TelephonyBilling.Engine.Payments;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Messages of payment providers in SQLite.</summary>
internal sealed class SqliteWebhookStore(StoreGateway gateway) : IWebhookStore
{
    public Task<bool> IsKnownAsync(string id, CancellationToken cancellationToken)
    {
        const string sql = "SELECT EXISTS (SELECT 1 FROM webhook_event WHERE id = @id)";
        return gateway.ReadAsync(
            connection => connection.ExecuteScalar<bool>(sql, new { id }),
            cancellationToken
        );
    }

    public Task RememberAsync(
        string id,
        string kind,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        const string sql =
            "INSERT INTO webhook_event (id, kind, received_at) VALUES (@id, @kind, @at) ON CONFLICT (id) DO NOTHING";
        var row = new
        {
            id = StoredArgument.Required(id, "message's id"),
            kind = StoredArgument.Text(kind, "message's kind"),
            at = Instant.ToStored(at),
        };
        return gateway.WriteAsync(
            session => session.Connection.Execute(sql, row),
            cancellationToken
        );
    }

    public Task<int> ForgetAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        const string sql = "DELETE FROM webhook_event WHERE received_at < @before";
        return gateway.WriteAsync(
            session => session.Connection.Execute(sql, new { before = Instant.ToStored(before) }),
            cancellationToken
        );
    }
}
