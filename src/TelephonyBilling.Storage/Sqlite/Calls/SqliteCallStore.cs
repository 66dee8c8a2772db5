using Dapper;
using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Engine.Calls;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Calls in SQLite: each method is one transaction, or a part of one with others.</summary>
internal sealed class SqliteCallStore(StoreGateway gateway, TimeProvider time) : ICallStore
{
    public Task<Authorisation> AuthoriseAsync(NewCall call, CancellationToken cancellationToken)
    {
        var opening = new CallOpening(call);
        return gateway.WriteAsync(opening.Run, cancellationToken);
    }

    public Task<Funding> FundAsync(
        CallId call,
        long wantedSeconds,
        CancellationToken cancellationToken
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(wantedSeconds);
        return gateway.WriteAsync(
            session => CallFunding.Run(session, call, wantedSeconds, time.GetUtcNow()),
            cancellationToken
        );
    }

    public Task RecordAnswerAsync(
        CallId call,
        string leg,
        DateTimeOffset answeredAt,
        CancellationToken cancellationToken
    )
    {
        StoredArgument.Required(leg, "leg");
        // The first answer counts: a repeat, or another leg's, finds the call connected or closed.
        const string sql = """
            UPDATE OR ROLLBACK call
            SET state = 'connected', leg = ?2, answered_at = ?3
            WHERE id = ?1 AND state = 'authorised'
            """;
        return gateway.WriteAsync(
            session =>
            {
                session
                    .Prepare(sql)
                    .Bind(1, call.Value)
                    .Bind(2, leg)
                    .Bind(3, Instant.ToStored(answeredAt))
                    .Run();
                if (session.Changes == 0)
                {
                    MustExist(session, call);
                }
                return true;
            },
            cancellationToken
        );
    }

    public Task<SettleOutcome> SettleAsync(
        CallSettlement settlement,
        CancellationToken cancellationToken
    )
    {
        var closing = new CallClosing(settlement, time);
        return gateway.WriteAsync(closing.Run, cancellationToken);
    }

    public Task<bool> ReleaseAsync(
        CallId call,
        EndReason reason,
        int cause,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        // A trigger gives what is no longer held back to the account.
        const string sql = """
            UPDATE OR ROLLBACK call
            SET state = 'released', held_micros = 0, ended_at = ?2, end_reason = ?3, cause = ?4
            WHERE id = ?1 AND ended_at IS NULL
            """;
        return gateway.WriteAsync(
            session =>
            {
                session
                    .Prepare(sql)
                    .Bind(1, call.Value)
                    .Bind(2, Instant.ToStored(at))
                    .Bind(3, reason.ToText())
                    .Bind(4, cause)
                    .Run();
                if (session.Changes == 1)
                {
                    return true;
                }
                MustExist(session, call);
                return false;
            },
            cancellationToken
        );
    }

    public Task RecordRefusalAsync(RefusedCall call, CancellationToken cancellationToken)
    {
        var refusal = new CallRefusal(call);
        return gateway.WriteAsync(refusal.Run, cancellationToken);
    }

    public Task<IReadOnlyList<OpenCall>> OpenCallsAsync(
        string pbx,
        CancellationToken cancellationToken
    )
    {
        const string sql =
            CallRow.Select + "WHERE c.pbx = @pbx AND c.ended_at IS NULL ORDER BY c.key";
        return gateway.ReadAsync<IReadOnlyList<OpenCall>>(
            connection =>
                [.. connection.Query<CallRow>(sql, new { pbx }).Select(row => row.ToOpenCall())],
            cancellationToken
        );
    }

    public Task<CallRecord?> FindAsync(CallId call, CancellationToken cancellationToken)
    {
        const string sql = CallRow.Select + "WHERE c.id = @id";
        return gateway.ReadAsync(
            connection =>
                connection.QuerySingleOrDefault<CallRow>(sql, new { id = call.Value })?.ToRecord(),
            cancellationToken
        );
    }

    public Task<IReadOnlyList<CallRecord>> SurchargesAsync(
        CallId call,
        CancellationToken cancellationToken
    )
    {
        const string sql = CallRow.Select + "WHERE c.parent = @parent ORDER BY c.key";
        return gateway.ReadAsync<IReadOnlyList<CallRecord>>(
            connection =>
                [
                    .. connection
                        .Query<CallRow>(sql, new { parent = call.Value })
                        .Select(row => row.ToRecord()),
                ],
            cancellationToken
        );
    }

    public Task<IReadOnlyList<CallRecord>> ListAsync(
        CallFilter filter,
        CancellationToken cancellationToken
    )
    {
        var query = new CallQuery(filter);
        return gateway.ReadAsync<IReadOnlyList<CallRecord>>(
            connection =>
                [
                    .. connection
                        .Query<CallRow>(query.Sql, query.Parameters)
                        .Select(row => row.ToRecord()),
                ],
            cancellationToken
        );
    }

    private static void MustExist(WriterSession session, CallId call)
    {
        const string sql = "SELECT 1 FROM call WHERE id = ?1";
        var statement = session.Prepare(sql).Bind(1, call.Value);
        if (!statement.Step())
        {
            throw NoSuchCall(call);
        }
        statement.Reset();
    }

    internal static InvalidOperationException NoSuchCall(CallId call) =>
        new($"There is no call {call} in the store.");
}
