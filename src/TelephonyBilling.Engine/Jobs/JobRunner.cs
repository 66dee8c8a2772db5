using Microsoft.Extensions.Logging;
using TelephonyBilling.Engine.Switching;

namespace TelephonyBilling.Engine.Jobs;

/// <summary>Runs jobs: claims the period, does the work, writes down how it ended.</summary>
/// <param name="store">Where runs are kept.</param>
/// <param name="node">This process, as other nodes know it.</param>
/// <param name="clock">The clock.</param>
/// <param name="logger">The log.</param>
public sealed partial class JobRunner(
    IJobStore store,
    string node,
    DaemonClock clock,
    ILogger<JobRunner> logger
)
{
    /// <summary>A run that is older and has no end has died with its process.</summary>
    private static readonly TimeSpan GivenUpAfter = TimeSpan.FromHours(1);

    /// <summary>Runs a job once for a period.</summary>
    /// <param name="job">The job.</param>
    /// <param name="period">The period, such as the scheduled instant.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>How it ended; null where somebody else works the period or has done it.</returns>
    public async Task<JobOutcome?> RunAsync(
        Job job,
        string period,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(job);
        var run = await store.BeginAsync(
            job.Name,
            period,
            node,
            clock.UtcNow,
            GivenUpAfter,
            cancellationToken
        );
        if (run is not { } id)
        {
            return null;
        }
        var began = clock.Now;
        try
        {
            var detail = await job.Work(cancellationToken);
            LogDone(job.Name, clock.Now - began, detail);
            await store.EndAsync(id, JobOutcome.Done, detail, clock.UtcNow, CancellationToken.None);
            return JobOutcome.Done;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogFailed(job.Name, e);
            await store.EndAsync(
                id,
                JobOutcome.Failed,
                e.Message,
                clock.UtcNow,
                CancellationToken.None
            );
            return JobOutcome.Failed;
        }
    }

    [LoggerMessage(521, LogLevel.Information, "job done job={Job} took={Took} detail=\"{Detail}\"")]
    private partial void LogDone(string job, TimeSpan took, string detail);

    [LoggerMessage(522, LogLevel.Error, "job failed, the next run tries again job={Job}")]
    private partial void LogFailed(string job, Exception e);
}
