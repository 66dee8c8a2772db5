using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Quartz;
using TelephonyBilling.Daemon.Cli.Output;
using TelephonyBilling.Daemon.Jobs;
using TelephonyBilling.Engine.Jobs;
using TelephonyBilling.Engine.Switching;
using TelephonyBilling.Storage.Sqlite;

namespace TelephonyBilling.Daemon.Cli.Verbs;

/// <summary><c>jobs list|run</c>.</summary>
internal static class JobVerbs
{
    internal static Verb Build(CliEnvironment environment) =>
        new Verb("jobs", "Timed work: when it ran, when it will, and running it now.")
        {
            List(environment),
            Run(environment),
        };

    private static Verb List(CliEnvironment environment) =>
        new Verb(
            "list",
            "Show each job, its last run and its next one.",
            "jobs list",
            "jobs list --json"
        )
        {
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var store = await session.OpenToReadAsync(cancellationToken);
                var runs = (await store.Jobs.RunsAsync(1, cancellationToken)).ToDictionary(
                    run => run.Job,
                    StringComparer.Ordinal
                );
                var jobs = Catalog(session, store);
                session.Output.Print(
                    [
                        .. jobs.Select(job =>
                            ToShape(job, runs.GetValueOrDefault(job.Name), session.Now)
                        ),
                    ],
                    ShapeContext.Readable.IReadOnlyListJobShape,
                    Table(jobs, runs, session.Now),
                    "There are no jobs."
                );
            }
        );

    private static Verb Run(CliEnvironment environment)
    {
        var name = new Argument<string>("NAME") { Description = "The job, as jobs list names it." };
        return new Verb(
            "run",
            "Run a job now, whether its time has come or not. What was done before is not done again.",
            "jobs run ledger-verification"
        )
        {
            name,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var store = await session.OpenToWriteAsync(cancellationToken);
                var jobs = Catalog(session, store);
                var job =
                    jobs.FirstOrDefault(candidate => candidate.Name == session.Get(name))
                    ?? throw new CliFailure(
                        $"There is no job '{session.Get(name)}'; expected one of {string.Join(", ", jobs.Select(candidate => candidate.Name))}."
                    );
                var runner = new JobRunner(
                    store.Jobs,
                    JobScheduling.Node(),
                    new DaemonClock(session.Environment.Time),
                    NullLogger<JobRunner>.Instance
                );
                var period = string.Create(
                    CultureInfo.InvariantCulture,
                    $"by hand {session.Now.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'} {Guid.NewGuid():N}"
                );
                var outcome = await runner.RunAsync(job, period, cancellationToken);
                var run = (await store.Jobs.RunsAsync(1, cancellationToken)).First(candidate =>
                    candidate.Job == job.Name
                );
                if (outcome == JobOutcome.Failed)
                {
                    throw new CliFailure($"{job.Name} failed: {run.Detail}");
                }
                session.Environment.Out.WriteLine($"{job.Name} done: {run.Detail}");
            }
        );
    }

    private static IReadOnlyList<Job> Catalog(CliSession session, SqliteStore store) =>
        JobCatalog.Build(
            session.Options,
            store,
            session.Environment.Time,
            NullLoggerFactory.Instance,
            () => session.Credit(store),
            () => session.Mail(store)
        );

    private static DateTimeOffset? NextRun(Job job, DateTimeOffset now) =>
        job.Schedule.Length == 0
            ? null
            : new CronExpression(job.Schedule, TimeZoneInfo.Utc).GetNextValidTimeAfter(now);

    private static JobShape ToShape(Job job, JobRun? run, DateTimeOffset now) =>
        new()
        {
            Name = job.Name,
            Summary = job.Summary,
            Schedule = job.Schedule,
            NextRunAt = NextRun(job, now)?.UtcDateTime,
            LastRunAt = run?.StartedAt.UtcDateTime,
            LastOutcome = run is null ? null : Outcome(run),
            LastDetail = run?.Detail,
        };

    private static string Outcome(JobRun run) =>
        run.Outcome switch
        {
            JobOutcome.Done => "done",
            JobOutcome.Failed => "failed",
            _ => "running",
        };

    private static TextTable Table(
        IEnumerable<Job> jobs,
        Dictionary<string, JobRun> runs,
        DateTimeOffset now
    )
    {
        var table = new TextTable("JOB", "NEXT RUN", "LAST RUN", "OUTCOME", "DETAIL");
        foreach (var job in jobs)
        {
            var run = runs.GetValueOrDefault(job.Name);
            table.Add(
                job.Name,
                NextRun(job, now) is { } next ? Words.Time(next) : "by hand only",
                run is null ? "never" : Words.Time(run.StartedAt),
                run is null ? "" : Outcome(run),
                run?.Detail ?? ""
            );
        }
        return table;
    }
}
