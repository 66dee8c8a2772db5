using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Quartz;
using TelephonyBilling.Engine.Jobs;
using TelephonyBilling.Engine.Switching;
using TelephonyBilling.Storage.Sqlite;

namespace TelephonyBilling.Daemon.Jobs;

/// <summary>Has Quartz run the jobs. Schedules live in the configuration, so nothing of them is stored.</summary>
internal static class JobScheduling
{
    /// <summary>Adds the scheduler; jobs without a schedule are run by hand only.</summary>
    internal static void AddJobs(
        this IServiceCollection services,
        IReadOnlyList<Job> jobs,
        SqliteStore store
    )
    {
        services.AddSingleton(jobs);
        services.AddSingleton(provider => new JobRunner(
            store.Jobs,
            Node(),
            provider.GetRequiredService<DaemonClock>(),
            provider.GetRequiredService<ILogger<JobRunner>>()
        ));
        services.AddQuartz(quartz =>
        {
            quartz.UseInMemoryStore();
            quartz.UseDefaultThreadPool(maxConcurrency: 4);
            foreach (var job in jobs.Where(job => job.Schedule.Length > 0))
            {
                quartz.ScheduleJob<ScheduledJob>(
                    trigger =>
                        trigger
                            .WithIdentity(job.Name)
                            .WithCronSchedule(
                                job.Schedule,
                                cron =>
                                    cron.InTimeZone(TimeZoneInfo.Utc)
                                        .WithMisfireInstruction(
                                            CronTriggerMisfireInstruction.FireAndProceed
                                        )
                            ),
                    detail =>
                        detail.WithIdentity(job.Name).UsingJobData(ScheduledJob.NameKey, job.Name)
                );
            }
        });
        services.AddQuartzHostedService(hosted => hosted.WaitForJobsToComplete = true);
    }

    /// <summary>This process, as other nodes know it.</summary>
    internal static string Node() =>
        string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{Environment.MachineName}/{Environment.ProcessId}"
        );
}
