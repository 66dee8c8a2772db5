namespace TelephonyBilling.Engine.Jobs;

/// <summary>Keeps when jobs ran. Of several nodes that want to work a period one does.</summary>
public interface IJobStore
{
    /// <summary>Claims a period of a job.</summary>
    /// <param name="job">The job's name.</param>
    /// <param name="period">What is worked, such as the scheduled instant.</param>
    /// <param name="node">Who works.</param>
    /// <param name="at">Now, UTC.</param>
    /// <param name="givenUpAfter">A run that did not end in this time has died: its period may be claimed again.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The run's id; null: somebody works it, or has done it.</returns>
    Task<long?> BeginAsync(
        string job,
        string period,
        string node,
        DateTimeOffset at,
        TimeSpan givenUpAfter,
        CancellationToken cancellationToken
    );

    /// <summary>Writes down how a run ended.</summary>
    Task EndAsync(
        long run,
        JobOutcome outcome,
        string detail,
        DateTimeOffset at,
        CancellationToken cancellationToken
    );

    /// <summary>The newest runs of each job, newest first.</summary>
    /// <param name="perJob">At most so many of each.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task<IReadOnlyList<JobRun>> RunsAsync(int perJob, CancellationToken cancellationToken);
}

/// <summary>One run of a job.</summary>
/// <param name="Job">The job's name.</param>
/// <param name="Period">What was worked.</param>
/// <param name="StartedAt">UTC.</param>
/// <param name="EndedAt">UTC; null: it runs, or died.</param>
/// <param name="Outcome">How it ended; null like <paramref name="EndedAt"/>.</param>
/// <param name="Detail">What was done, or what went wrong.</param>
/// <param name="Node">Who worked.</param>
public sealed record JobRun(
    string Job,
    string Period,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    JobOutcome? Outcome,
    string Detail,
    string Node
);

/// <summary>How a run ended.</summary>
public enum JobOutcome
{
    /// <summary>All that was due was done.</summary>
    Done,

    /// <summary>Something went wrong; the next run tries again.</summary>
    Failed,
}
