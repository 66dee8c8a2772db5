using Dapper;
using TelephonyBilling.Engine.TopUps;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Refunds and disputes in SQLite.</summary>
internal sealed class SqliteRefundStore(StoreGateway gateway) : IRefundStore
{
    public Task<TakeBack> TakeBackAsync(NewRefund refund, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(refund);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(refund.Amount.Micros, nameof(refund));
        StoredArgument.Required(refund.Id, "refund's id");
        StoredArgument.Required(refund.TopUp, "top-up's id");
        StoredArgument.Required(refund.Cause, "cause");
        StoredArgument.Required(refund.By, "actor");
        StoredArgument.Text(refund.Reference, "reference");
        StoredArgument.Text(refund.Note, "note");
        return gateway.ChangeAsync(
            session => CreditTaking.Take(session, refund),
            refund.By,
            cancellationToken
        );
    }

    public Task<Refund> BeginAsync(
        string id,
        DateTimeOffset retryAt,
        CancellationToken cancellationToken
    ) =>
        UpdateAsync(
            id,
            "state = CASE state WHEN 'requested' THEN 'pending' ELSE state END, attempts = attempts + 1, retry_at = @RetryAt",
            new { id, RetryAt = Instant.ToStored(retryAt) },
            cancellationToken
        );

    public Task<Refund> PostponeAsync(
        string id,
        string reference,
        string error,
        DateTimeOffset retryAt,
        CancellationToken cancellationToken
    ) =>
        UpdateAsync(
            id,
            """
            state = CASE WHEN @Reference = '' THEN 'unknown' ELSE 'pending' END, error = @Error, retry_at = @RetryAt,
            reference = CASE WHEN @Reference = '' THEN reference ELSE @Reference END
            """,
            new
            {
                id,
                Reference = StoredArgument.Text(reference, "reference"),
                Error = StoredArgument.OneLine(error),
                RetryAt = Instant.ToStored(retryAt),
            },
            cancellationToken
        );

    public Task<(Refund Refund, bool Changed)> DecideAsync(
        string id,
        bool isGone,
        string reference,
        string error,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(id);
        StoredArgument.Text(reference, "reference");
        error = StoredArgument.OneLine(error);
        return gateway.ChangeAsync(
            session => CreditTaking.Decide(session, id, isGone, reference, error, at),
            cancellationToken
        );
    }

    public Task<Refund?> FindAsync(string id, CancellationToken cancellationToken) =>
        FindAsync("r.id = @text", id, cancellationToken);

    public Task<Refund?> FindByCauseAsync(string cause, CancellationToken cancellationToken) =>
        FindAsync("r.cause = @text", cause, cancellationToken);

    public Task<IReadOnlyList<Refund>> ListAsync(
        string topUp,
        CancellationToken cancellationToken
    ) =>
        ListAsync(
            "r.top_up = @topUp ORDER BY r.requested_at DESC, r.id DESC",
            new { topUp },
            cancellationToken
        );

    public Task<IReadOnlyList<Refund>> DueAsync(
        DateTimeOffset at,
        CancellationToken cancellationToken
    ) =>
        ListAsync(
            """
            r.state IN ('requested', 'pending', 'unknown') AND coalesce(r.retry_at, r.requested_at) <= @due
            ORDER BY r.requested_at LIMIT 1000
            """,
            new { due = Instant.ToStored(at) },
            cancellationToken
        );

    private Task<Refund?> FindAsync(
        string condition,
        string text,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(text);
        return gateway.ReadAsync(
            connection =>
                connection
                    .QueryFirstOrDefault<RefundRow>(
                        RefundRow.Select + "WHERE " + condition,
                        new { text }
                    )
                    ?.ToRefund(),
            cancellationToken
        );
    }

    private Task<IReadOnlyList<Refund>> ListAsync(
        string condition,
        object arguments,
        CancellationToken cancellationToken
    ) =>
        gateway.ReadAsync<IReadOnlyList<Refund>>(
            connection =>
                [
                    .. connection
                        .Query<RefundRow>(RefundRow.Select + "WHERE " + condition, arguments)
                        .Select(row => row.ToRefund()),
                ],
            cancellationToken
        );

    /// <summary>Changes an open refund; what was decided stays as it is.</summary>
    private Task<Refund> UpdateAsync(
        string id,
        string assignments,
        object arguments,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(id);
        var sql =
            "UPDATE refund SET "
            + assignments
            + " WHERE id = @id AND state NOT IN ('succeeded', 'failed')";
        return gateway.ChangeAsync(
            session =>
            {
                session.Connection.Execute(sql, arguments);
                return CreditTaking.ById(session, id);
            },
            cancellationToken
        );
    }
}
