using System.Globalization;
using Quartz;
using TelephonyBilling.Engine.Jobs;

namespace TelephonyBilling.Daemon.Jobs;

/// <summary>What Quartz runs: the job that is named in its data, for the instant for which it was scheduled.</summary>
[DisallowConcurrentExecution]
internal sealed class ScheduledJob(IReadOnlyList<Job> jobs, JobRunner runner) : IJob
{
    internal const string NameKey = "job";

    public async ValueTask Execute(
        IJobExecutionContext context,
        CancellationToken cancellationToken = default
    )
    {
        var name = context.MergedJobDataMap.GetString(NameKey);
        var job = jobs.First(candidate => candidate.Name == name);
        var due = context.ScheduledFireTimeUtc ?? context.FireTimeUtc;
        // On every node it is the same instant, so one of them works it.
        await runner.RunAsync(
            job,
            due.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            cancellationToken
        );
    }
}
