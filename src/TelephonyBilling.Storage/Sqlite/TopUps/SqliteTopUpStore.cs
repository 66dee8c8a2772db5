using Dapper;
using TelephonyBilling.Engine.Notices;
using TelephonyBilling.Engine.TopUps;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Top-ups in SQLite.</summary>
internal sealed class SqliteTopUpStore(StoreGateway gateway, TimeProvider time) : ITopUpStore
{
    private const string Due =
        "AND t.state IN ('requested', 'pending', 'unknown') AND coalesce(t.retry_at, t.requested_at) <= @due";

    public Task<TopUpRequest> RequestAsync(NewTopUp topUp, CancellationToken cancellationToken)
    {
        topUp = Checked(topUp);
        return gateway.ChangeAsync(
            session => TopUpWriting.Request(session, topUp, automatic: false),
            topUp.By,
            cancellationToken
        );
    }

    public Task<TopUpRequest> AddAsync(NewTopUp topUp, CancellationToken cancellationToken)
    {
        topUp = Checked(topUp);
        if (topUp.Source is not (TopUpSource.Manual or TopUpSource.Promotional))
        {
            throw new ArgumentException(
                $"A top-up by {TopUpRow.Of(topUp.Source)} is requested and then decided.",
                nameof(topUp)
            );
        }
        return gateway.ChangeAsync(
            session =>
            {
                var asked = TopUpWriting.Request(session, topUp, automatic: false);
                return asked.Outcome == TopUpOutcome.Requested
                    ? asked with
                    {
                        TopUp = TopUpWriting
                            .Succeed(session, topUp.Id, topUp.Reference, topUp.At)
                            .TopUp,
                    }
                    : asked;
            },
            topUp.By,
            cancellationToken
        );
    }

    public Task<TopUp> BeginAsync(
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

    public Task<(TopUp TopUp, bool Posted)> SucceedAsync(
        string id,
        string reference,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(id);
        StoredArgument.Text(reference, "reference");
        return gateway.ChangeAsync(
            session => TopUpWriting.Succeed(session, id, reference, at),
            cancellationToken
        );
    }

    public Task<TopUp> FailAsync(
        string id,
        TopUpFailure failure,
        RechargePolicy policy,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(failure);
        ArgumentNullException.ThrowIfNull(policy);
        StoredArgument.Text(failure.Code, "code");
        StoredArgument.Text(failure.Reference, "reference");
        failure = failure with { Error = StoredArgument.OneLine(failure.Error) };
        return gateway.ChangeAsync(
            session => TopUpWriting.Fail(session, id, failure, policy, at),
            cancellationToken
        );
    }

    public Task<TopUp> DoubtAsync(
        string id,
        string error,
        DateTimeOffset retryAt,
        CancellationToken cancellationToken
    ) =>
        UpdateAsync(
            id,
            "state = 'unknown', error = @Error, retry_at = @RetryAt",
            new
            {
                id,
                Error = StoredArgument.OneLine(error),
                RetryAt = Instant.ToStored(retryAt),
            },
            cancellationToken
        );

    public Task<TopUp> AwaitAsync(
        string id,
        string reference,
        string actionLink,
        DateTimeOffset retryAt,
        CancellationToken cancellationToken
    ) =>
        UpdateAsync(
            id,
            "state = 'pending', reference = @Reference, action_link = @Link, error = '', retry_at = @RetryAt",
            new
            {
                id,
                Reference = StoredArgument.Required(reference, "reference"),
                Link = StoredArgument.Text(actionLink, "link"),
                RetryAt = Instant.ToStored(retryAt),
            },
            cancellationToken,
            (session, topUp) =>
            {
                if (topUp is { IsOpen: true, ActionLink.Length: > 0 })
                {
                    TellOfAction(session, topUp, time.GetUtcNow());
                }
            }
        );

    public Task<TopUp?> FindAsync(string id, CancellationToken cancellationToken) =>
        FindAsync("t.id = @text", id, cancellationToken);

    public Task<TopUp?> FindByReferenceAsync(
        string reference,
        CancellationToken cancellationToken
    ) => FindAsync("t.reference = @text AND @text <> ''", reference, cancellationToken);

    public Task<IReadOnlyList<TopUp>> ListAsync(
        TopUpFilter filter,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(filter);
        // What is open is found by an index of its own, which has to be named in its own words.
        var sql = $"""
            {TopUpRow.Select}
            WHERE (@account IS NULL OR a.id = @account)
              AND (@source IS NULL OR t.source = @source)
              AND (@state IS NULL OR t.state = @state)
              {(filter.DueAt is null ? "" : Due)}
            ORDER BY t.requested_at DESC, t.id DESC
            LIMIT @Limit
            """;
        var arguments = new
        {
            account = filter.Account?.ToLowerInvariant(),
            source = filter.Source is { } source ? TopUpRow.Of(source) : null,
            state = filter.State is { } state ? TopUpRow.Of(state) : null,
            due = filter.DueAt is { } due ? Instant.ToStored(due) : (long?)null,
            filter.Limit,
        };
        return gateway.ReadAsync<IReadOnlyList<TopUp>>(
            connection =>
                [.. connection.Query<TopUpRow>(sql, arguments).Select(row => row.ToTopUp())],
            cancellationToken
        );
    }

    private Task<TopUp?> FindAsync(
        string condition,
        string text,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(text);
        var sql = TopUpRow.Select + "WHERE " + condition;
        return gateway.ReadAsync(
            connection => connection.QueryFirstOrDefault<TopUpRow>(sql, new { text })?.ToTopUp(),
            cancellationToken
        );
    }

    private static void TellOfAction(WriterSession session, TopUp topUp, DateTimeOffset at) =>
        Notices.Queue(
            session,
            topUp.Account,
            $"payment-action/{topUp.Id}",
            new PaymentActionNotice(
                topUp.Id,
                topUp.Amount.Micros,
                topUp.Amount.Currency.Code,
                topUp.ActionLink
            ),
            at
        );

    /// <summary>Changes an open top-up; what was decided stays as it is.</summary>
    private Task<TopUp> UpdateAsync(
        string id,
        string assignments,
        object arguments,
        CancellationToken cancellationToken,
        Action<WriterSession, TopUp>? then = null
    )
    {
        ArgumentNullException.ThrowIfNull(id);
        var sql =
            "UPDATE top_up SET "
            + assignments
            + " WHERE id = @id AND state NOT IN ('succeeded', 'failed')";
        return gateway.ChangeAsync(
            session =>
            {
                session.Connection.Execute(sql, arguments);
                var topUp = TopUpWriting.ById(session, id);
                then?.Invoke(session, topUp);
                return topUp;
            },
            cancellationToken
        );
    }

    private static NewTopUp Checked(NewTopUp topUp)
    {
        ArgumentNullException.ThrowIfNull(topUp);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(topUp.Amount.Micros, nameof(topUp));
        StoredArgument.Required(topUp.Id, "top-up's id");
        StoredArgument.Required(topUp.Cause, "cause");
        StoredArgument.Required(topUp.By, "actor");
        StoredArgument.Text(topUp.Reference, "reference");
        StoredArgument.Text(topUp.Note, "note");
        return topUp with
        {
            Account = StoredArgument.Required(topUp.Account, "account").ToLowerInvariant(),
        };
    }
}
