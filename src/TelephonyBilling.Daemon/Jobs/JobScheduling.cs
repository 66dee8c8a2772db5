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
    /// <summary>Adds the scheduler.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="schedules">Cron expressions by job; jobs without one are run by hand only.</param>
    /// <param name="jobs">The jobs over the daemon's parts.</param>
    /// <param name="store">Where runs are written down.</param>
    internal static void AddJobs(
        this IServiceCollection services,
        IReadOnlyDictionary<string, string> schedules,
        Func<IServiceProvider, IReadOnlyList<Job>> jobs,
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
            foreach (var (job, schedule) in schedules.Where(entry => entry.Value.Length > 0))
            {
                quartz.ScheduleJob<ScheduledJob>(
                    trigger =>
                        trigger
                            .WithIdentity(job)
                            .WithCronSchedule(
                                schedule,
                                cron =>
                                    cron.InTimeZone(TimeZoneInfo.Utc)
                                        .WithMisfireInstruction(
                                            CronTriggerMisfireInstruction.FireAndProceed
                                        )
                            ),
                    detail => detail.WithIdentity(job).UsingJobData(ScheduledJob.NameKey, job)
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
