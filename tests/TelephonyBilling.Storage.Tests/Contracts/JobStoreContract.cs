using TelephonyBilling.Engine.Jobs;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Storage.Tests.Contracts;

/// <summary>What <see cref="IJobStore"/> promises.</summary>
public abstract class JobStoreContract : IAsyncLifetime
{
    private static readonly TimeSpan AnHour = TimeSpan.FromHours(1);

    private IJobStore Jobs { get; set; } = null!;

    public async Task InitializeAsync() => Jobs = await OpenJobsAsync();

    public abstract Task DisposeAsync();

    /// <summary>Opens an empty store.</summary>
    protected abstract Task<IJobStore> OpenJobsAsync();

    [Fact]
    public async Task Begin_OnePeriodOnManyNodes_IsWorkedOnce()
    {
        var runs = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(node => BeginAsync(Noon, $"node{node}"))
        );
        var run = runs.Should().ContainSingle(id => id != null).Subject!.Value;
        await Jobs.EndAsync(run, JobOutcome.Done, "3 numbers", Noon.AddSeconds(2), default);

        (await BeginAsync(Noon.AddHours(5))).Should().BeNull("it is done");
        (await BeginAsync(Noon, period: "another")).Should().NotBeNull();
    }

    [Fact]
    public async Task Begin_AfterARunThatFailedOrDied_WorksThePeriodAgain()
    {
        var failed = await BeginAsync(Noon);
        await Jobs.EndAsync(failed!.Value, JobOutcome.Failed, "no disk", Noon, default);
        (await BeginAsync(Noon.AddMinutes(1))).Should().NotBeNull();

        (await BeginAsync(Noon.AddMinutes(60))).Should().BeNull("it may still run");
        (await BeginAsync(Noon.AddMinutes(61))).Should().NotBeNull("it has died");
    }

    [Fact]
    public async Task Runs_TheNewestOfEachJob()
    {
        foreach (var hour in new[] { 0, 1, 2 })
        {
            var run = await BeginAsync(Noon.AddHours(hour), period: $"hour {hour}");
            if (hour < 2)
            {
                await Jobs.EndAsync(
                    run!.Value,
                    JobOutcome.Done,
                    $"{hour} done",
                    Noon.AddHours(hour),
                    default
                );
            }
        }
        (await Jobs.RunsAsync(2, default))
            .Should()
            .Equal(
                new JobRun("rent", "hour 2", Noon.AddHours(2), null, null, "", "node1"),
                new JobRun(
                    "rent",
                    "hour 1",
                    Noon.AddHours(1),
                    Noon.AddHours(1),
                    JobOutcome.Done,
                    "1 done",
                    "node1"
                )
            );
    }

    private Task<long?> BeginAsync(
        DateTimeOffset at,
        string node = "node1",
        string period = "2026-11"
    ) => Jobs.BeginAsync("rent", period, node, at, AnHour, default);
}
