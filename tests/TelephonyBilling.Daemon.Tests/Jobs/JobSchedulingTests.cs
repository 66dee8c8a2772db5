using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Quartz;
using TelephonyBilling.Daemon.Jobs;
using TelephonyBilling.Engine.Jobs;
using TelephonyBilling.Engine.Switching;
using TelephonyBilling.Storage.Sqlite;

namespace TelephonyBilling.Daemon.Tests.Jobs;

/// <summary>That Quartz runs the jobs which the configuration schedules, and that their runs are written down.</summary>
public sealed class JobSchedulingTests : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("tb-jobs-");
    private SqliteStore store = null!;

    public async Task InitializeAsync() =>
        store = await SqliteStore.OpenAsync(
            new SqliteStoreOptions(Path.Combine(folder.FullName, "tb.db")),
            TimeProvider.System,
            NullLogger.Instance
        );

    public async Task DisposeAsync()
    {
        await store.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task AddJobs_AScheduledJob_IsRunAndWrittenDown_OneWithoutScheduleIsNot()
    {
        var ran = new TaskCompletionSource();
        Job[] jobs =
        [
            new(
                "sweep",
                "Sweeps.",
                "0 0 0 1 1 ? 2099",
                _ =>
                {
                    ran.TrySetResult();
                    return Task.FromResult("3 swept");
                }
            ),
            new("by-hand", "Waits.", "", _ => Task.FromResult("")),
        ];
        await using var services = Services(jobs);
        var scheduler = await services.GetRequiredService<ISchedulerFactory>().GetScheduler();
        try
        {
            await scheduler.Start();
            (await scheduler.GetJobDetail(new JobKey("by-hand"))).Should().BeNull();

            await scheduler.TriggerJob(new JobKey("sweep"));
            await ran.Task.WaitAsync(TimeSpan.FromSeconds(30));
        }
        finally
        {
            await scheduler.Shutdown(waitForJobsToComplete: true);
        }

        var run = (await store.Jobs.RunsAsync(1, default)).Should().ContainSingle().Subject;
        (run.Job, run.Outcome, run.Detail).Should().Be(("sweep", JobOutcome.Done, "3 swept"));
        run.Node.Should().Be(JobScheduling.Node());
    }

    [Fact]
    public async Task Run_AJobThatThrows_IsWrittenDownAsFailed()
    {
        var runner = new JobRunner(
            store.Jobs,
            "node1",
            new DaemonClock(TimeProvider.System),
            NullLogger<JobRunner>.Instance
        );
        var broken = new Job(
            "broken",
            "Breaks.",
            "",
            _ => throw new InvalidOperationException("The disk is full.")
        );

        (await runner.RunAsync(broken, "today", default)).Should().Be(JobOutcome.Failed);

        (await store.Jobs.RunsAsync(1, default))[0].Detail.Should().Be("The disk is full.");
    }

    private ServiceProvider Services(IReadOnlyList<Job> jobs)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<DaemonClock>();
        services.AddJobs(
            jobs.ToDictionary(job => job.Name, job => job.Schedule, StringComparer.Ordinal),
            _ => jobs,
            store
        );
        return services.BuildServiceProvider();
    }
}
