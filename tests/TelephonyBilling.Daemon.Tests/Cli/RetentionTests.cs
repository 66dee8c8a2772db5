using TelephonyBilling.Testing.Store;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Daemon.Tests.Cli;

/// <summary>The job <c>retention</c>, and what can be seen of it.</summary>
public sealed class RetentionTests : IDisposable
{
    private readonly CliRig rig = new();

    public void Dispose() => rig.Dispose();

    [Fact]
    public async Task Run_OldCalls_HidesNumbersAndLeavesEverySum()
    {
        await TalkAsync();
        var usage = (await rig.DoAsync("usage", "acme", "--month", "2026-11")).Out;
        var statement = (await rig.DoAsync("statement", "acme", "--month", "2026-11")).Out;
        usage.Should().Contain("+442079460000").And.Contain("0.08");
        rig.Time.Advance(Noon.AddDays(731) - rig.Time.GetUtcNow());

        (await rig.DoAsync("jobs", "run", "retention"))
            .Out.Should()
            .Be("retention done: numbers masked in 1 calls, 0 events, 0 mails\n");

        (await rig.DoAsync("usage", "acme", "--month", "2026-11"))
            .Out.Should()
            .Be(usage.Replace("+442079460000", "+44207946****", StringComparison.Ordinal));
        (await rig.DoAsync("statement", "acme", "--month", "2026-11")).Out.Should().Be(statement);
        (await rig.DoAsync("ledger", "verify")).ExitCode.Should().Be(0);
        (await rig.DoAsync("jobs", "run", "retention")).Out.Should().Contain("in 0 calls");
    }

    [Fact]
    public async Task Run_KeptForEver_HidesNothing()
    {
        await File.WriteAllTextAsync(
            rig.ConfigPath,
            """
            {
                "Store": { "Path": "tb.db" }, "Pbx": [ { "Name": "pbx1", "AmiSecret": "x" } ],
                "Retention": { "CallDays": 0 }
            }
            """
        );
        await TalkAsync();
        rig.Time.Advance(TimeSpan.FromDays(10_000));

        (await rig.DoAsync("jobs", "run", "retention")).Out.Should().Contain("in 0 calls");
    }

    private async Task TalkAsync()
    {
        await rig.DoAsync("account", "create", "acme");
        await rig.DoAsync("credit", "add", "acme", "10");
        await using var store = await rig.OpenStoreAsync();
        await store.Calls.AuthoriseAsync(NewCall(1), default);
        await store.Calls.SettleAsync(Settlement(1, TimeSpan.FromSeconds(63)), default);
    }
}
