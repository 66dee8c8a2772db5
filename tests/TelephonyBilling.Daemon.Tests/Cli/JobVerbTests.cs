namespace TelephonyBilling.Daemon.Tests.Cli;

public sealed class JobVerbTests : IDisposable
{
    private readonly CliRig rig = new();

    public void Dispose() => rig.Dispose();

    [Fact]
    public async Task List_BeforeAndAfterARun_ShowsIt()
    {
        await rig.OpenAccountAsync();
        Named((await rig.DoAsync("jobs", "list", "--json")).Json, "ledger-verification")
            .GetProperty("lastRunAt")
            .ValueKind.Should()
            .Be(System.Text.Json.JsonValueKind.Null);

        var run = await rig.DoAsync("jobs", "run", "ledger-verification");
        run.Out.Should().Be("ledger-verification done: 1 accounts, 1 entries, no fault\n");

        var job = Named((await rig.DoAsync("jobs", "list", "--json")).Json, "ledger-verification");
        job.GetProperty("lastOutcome").GetString().Should().Be("done");
        job.GetProperty("schedule").GetString().Should().Be("0 15 3 * * ?");
        (await rig.DoAsync("jobs", "list")).Out.Should().Contain("JOB").And.Contain("NEXT RUN");
    }

    [Fact]
    public async Task Run_UnknownJob_NamesThoseThatThereAre()
    {
        await rig.OpenAccountAsync();
        var result = await rig.RunAsync("jobs", "run", "nothing");
        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain("There is no job 'nothing'").And.Contain("database-backup");
    }

    [Fact]
    public async Task Run_Backup_CopiesTheBooksAndRemovesOldCopies()
    {
        await rig.OpenAccountAsync("12.34");
        await rig.DoAsync("jobs", "run", "database-backup");
        rig.Time.Advance(TimeSpan.FromDays(15));

        var second = await rig.DoAsync("jobs", "run", "database-backup");

        second.Out.Should().Contain("1 old copies removed");
        var copy = Directory
            .GetFiles(Path.GetDirectoryName(rig.DatabasePath)!, "*.copy")
            .Should()
            .ContainSingle()
            .Subject;
        File.Move(copy, rig.DatabasePath, overwrite: true);
        File.Delete(rig.DatabasePath + "-wal");
        (await rig.DoAsync("account", "show", "acme", "--json"))
            .Json.GetProperty("balance")
            .GetString()
            .Should()
            .Be("12.34");
    }

    private static System.Text.Json.JsonElement Named(
        System.Text.Json.JsonElement jobs,
        string name
    ) => jobs.EnumerateArray().Single(job => job.GetProperty("name").GetString() == name);
}
