using Dapper;
using TelephonyBilling.Engine.Jobs;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Runs of jobs in SQLite.</summary>
internal sealed class SqliteJobStore(StoreGateway gateway) : IJobStore
{
    private const int MaxDetail = 1000;

    public Task<long?> BeginAsync(
        string job,
        string period,
        string node,
        DateTimeOffset at,
        TimeSpan givenUpAfter,
        CancellationToken cancellationToken
    )
    {
        StoredArgument.Name(job, "job");
        StoredArgument.Required(period, "period");
        StoredArgument.Required(node, "node");
        // A run that failed or died leaves its period to the next who comes.
        const string sql = """
            INSERT INTO job_run (job, period, started_at, node)
            SELECT @job, @period, @now, @node
            WHERE NOT EXISTS (
                SELECT 1 FROM job_run
                WHERE job = @job AND period = @period
                  AND (outcome = 'done' OR (ended_at IS NULL AND started_at > @alive)))
            RETURNING id
            """;
        var arguments = new
        {
            job,
            period,
            node,
            now = Instant.ToStored(at),
            alive = Instant.ToStored(at - givenUpAfter),
        };
        return gateway.WriteAsync(
            session => session.Connection.QuerySingleOrDefault<long?>(sql, arguments),
            cancellationToken
        );
    }

    public Task EndAsync(
        long run,
        JobOutcome outcome,
        string detail,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(detail);
        const string sql = """
            UPDATE job_run SET ended_at = @now, outcome = @outcome, detail = @detail WHERE id = @run AND ended_at IS NULL
            """;
        var arguments = new
        {
            run,
            outcome = outcome == JobOutcome.Done ? "done" : "failed",
            detail = detail.Length > MaxDetail ? detail[..MaxDetail] : detail,
            now = Instant.ToStored(at),
        };
        return gateway.WriteAsync(
            session => session.Connection.Execute(sql, arguments),
            cancellationToken
        );
    }

    public Task<IReadOnlyList<JobRun>> RunsAsync(int perJob, CancellationToken cancellationToken)
    {
        const string sql = """
            SELECT job, period, started_at, ended_at, outcome, detail, node
            FROM (SELECT *, row_number() OVER (PARTITION BY job ORDER BY id DESC) AS nth FROM job_run)
            WHERE nth <= @perJob
            ORDER BY job, started_at DESC, id DESC
            """;
        return gateway.ReadAsync<IReadOnlyList<JobRun>>(
            connection =>
                [.. connection.Query<RunRow>(sql, new { perJob }).Select(row => row.ToRun())],
            cancellationToken
        );
    }

    private sealed class RunRow
    {
        public required string Job { get; init; }
        public required string Period { get; init; }
        public long StartedAt { get; init; }
        public long? EndedAt { get; init; }
        public required string Outcome { get; init; }
        public required string Detail { get; init; }
        public required string Node { get; init; }

        internal JobRun ToRun() =>
            new(
                Job,
                Period,
                Instant.FromStored(StartedAt),
                Instant.FromStored(EndedAt),
                Outcome switch
                {
                    "" => null,
                    "done" => JobOutcome.Done,
                    "failed" => JobOutcome.Failed,
                    _ => throw StoredText.Unreadable(Outcome),
                },
                Detail,
                Node
            );
    }
}
