using Dapper;
using TelephonyBilling.Engine.Notices;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>The outbox in SQLite.</summary>
internal sealed class SqliteOutboxStore(StoreGateway gateway) : IOutboxStore
{
    private const string IsDue =
        "state = 'waiting' AND due_at <= @now AND coalesce(leased_until, 0) <= @now";

    public Task<OutboxMail?> ClaimAsync(
        string node,
        DateTimeOffset at,
        TimeSpan lease,
        CancellationToken cancellationToken
    )
    {
        StoredArgument.Required(node, "node");
        const string sql = $"""
            UPDATE outbox SET attempts = attempts + 1, leased_until = @until, node = @node
            WHERE id = (SELECT id FROM outbox WHERE {IsDue} ORDER BY due_at, id LIMIT 1)
            RETURNING {OutboxRow.Columns}
            """;
        var arguments = new
        {
            node,
            now = Instant.ToStored(at),
            until = Instant.ToStored(at + lease),
        };
        return gateway.WriteAsync(
            session => session.Connection.QuerySingleOrDefault<OutboxRow>(sql, arguments)?.ToMail(),
            cancellationToken
        );
    }

    public Task<bool> EndAsync(
        OutboxMail claimed,
        MailResult result,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(claimed);
        ArgumentNullException.ThrowIfNull(result);
        // Attempts tell one claim from the next: who lost the mail to another node can't postpone it any more.
        const string sql = """
            UPDATE outbox
            SET state = @state, error = @error, delivered = @delivered, leased_until = NULL,
                due_at = CASE @state WHEN 'waiting' THEN @at ELSE due_at END,
                sent_at = CASE @state WHEN 'sent' THEN @at END
            WHERE id = @Id AND state <> 'sent' AND (@state = 'sent' OR (state = 'waiting' AND attempts = @Attempts))
            """;
        var arguments = new
        {
            claimed.Id,
            claimed.Attempts,
            state = OutboxRow.Of(result.State),
            error = StoredArgument.OneLine(result.Error),
            delivered = OutboxRow.Of(result.Delivered),
            at = Instant.ToStored(result.At),
        };
        return gateway.WriteAsync(
            session => session.Connection.Execute(sql, arguments) == 1,
            cancellationToken
        );
    }

    public Task<bool> IsDueAsync(DateTimeOffset at, CancellationToken cancellationToken)
    {
        const string sql = $"SELECT EXISTS (SELECT 1 FROM outbox WHERE {IsDue})";
        return gateway.ReadAsync(
            connection => connection.ExecuteScalar<bool>(sql, new { now = Instant.ToStored(at) }),
            cancellationToken
        );
    }

    public Task<long> WaitingAsync(CancellationToken cancellationToken)
    {
        const string sql = "SELECT count(*) FROM outbox WHERE state = 'waiting'";
        return gateway.ReadAsync(
            connection => connection.ExecuteScalar<long>(sql),
            cancellationToken
        );
    }

    public Task<OutboxMail?> FindAsync(long id, CancellationToken cancellationToken)
    {
        const string sql = $"SELECT {OutboxRow.Columns} FROM outbox WHERE id = @id";
        return gateway.ReadAsync(
            connection => connection.QuerySingleOrDefault<OutboxRow>(sql, new { id })?.ToMail(),
            cancellationToken
        );
    }

    public Task<IReadOnlyList<OutboxMail>> ListAsync(
        OutboxFilter filter,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(filter);
        const string sql = $"""
            SELECT {OutboxRow.Columns} FROM outbox
            WHERE (@account IS NULL OR account = (SELECT key FROM account WHERE id = @account))
              AND (@state IS NULL OR state = @state)
            ORDER BY id DESC
            LIMIT @Limit
            """;
        var arguments = new
        {
            account = filter.Account?.ToLowerInvariant(),
            state = filter.State is { } state ? OutboxRow.Of(state) : null,
            filter.Limit,
        };
        return gateway.ReadAsync<IReadOnlyList<OutboxMail>>(
            connection =>
                [.. connection.Query<OutboxRow>(sql, arguments).Select(row => row.ToMail())],
            cancellationToken
        );
    }

    public Task<RetryOutcome> RetryAsync(
        long id,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        const string find = $"SELECT {OutboxRow.Columns} FROM outbox WHERE id = @id";
        const string retry = """
            UPDATE outbox SET state = 'waiting', attempts = 0, due_at = @now, leased_until = NULL WHERE id = @id
            """;
        var arguments = new { id, now = Instant.ToStored(at) };
        return gateway.ChangeAsync(
            session =>
            {
                var mail = session.Connection.QuerySingleOrDefault<OutboxRow>(find, arguments);
                if (mail is null)
                {
                    return RetryOutcome.Unknown;
                }
                if (mail.State == OutboxRow.Of(MailState.Sent))
                {
                    return RetryOutcome.AlreadySent;
                }
                if (mail.LeasedUntil > arguments.now)
                {
                    return RetryOutcome.BeingSent;
                }
                session.Connection.Execute(retry, arguments);
                return RetryOutcome.Done;
            },
            cancellationToken
        );
    }
}
