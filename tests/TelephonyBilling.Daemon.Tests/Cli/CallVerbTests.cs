using System.Text.Json;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Testing.Store;

namespace TelephonyBilling.Daemon.Tests.Cli;

public sealed class CallVerbTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly CliRig rig = new();

    public void Dispose() => rig.Dispose();

    [Fact]
    public async Task List_SettledCall_HasTheFieldsOfTheContract()
    {
        await rig.OpenAccountAsync();
        await using (var store = await rig.OpenStoreAsync())
        {
            await store.Calls.AuthoriseAsync(Sample.NewCall(1), None);
            await store.Calls.RecordAnswerAsync(Sample.CallId(1), "1733.1", Sample.Noon, None);
            await store.Calls.SettleAsync(
                Sample.Settlement(1, TimeSpan.FromMilliseconds(63_200.5)),
                None
            );
        }

        var call = (await rig.DoAsync("calls", "list", "--account", "acme", "--json")).Json[0];

        Text(call, "id").Should().Be(Sample.CallId(1).Value);
        Text(call, "account").Should().Be("acme");
        Text(call, "service").Should().Be("international-outbound");
        Text(call, "from").Should().Be("1001");
        Text(call, "to").Should().Be("+442079460000");
        Text(call, "destination").Should().Be("United Kingdom");
        Text(call, "state").Should().Be("settled");
        Text(call, "answeredAt").Should().Be("2026-11-22T12:00:00Z");
        Text(call, "endedAt").Should().Be("2026-11-22T12:01:03.2005Z");
        call.GetProperty("connectedSeconds").GetDecimal().Should().Be(63.2005m);
        call.GetProperty("billedSeconds").GetInt64().Should().Be(120);
        Text(call, "connectionFee").Should().Be("0.04");
        Text(call, "ratePerMinute").Should().Be("0.02");
        Text(call, "charge").Should().Be("0.08");
        Text(call, "endReason").Should().Be("hangup");
        Text(call, "pbx").Should().Be("pbx1");
        Text(call, "uniqueid").Should().Be("1733.1");
        Text(call, "member").Should().Be("Jo");
        Text(call, "department").Should().Be("Sales");
    }

    [Fact]
    public async Task Live_ConnectedCall_ShowsItsCostSoFarAndWhatItHolds()
    {
        await rig.OpenAccountAsync();
        await using (var store = await rig.OpenStoreAsync())
        {
            await store.Calls.AuthoriseAsync(Sample.NewCall(1), None);
            await store.Calls.RecordAnswerAsync(
                Sample.CallId(1),
                "1733.1",
                rig.Time.GetUtcNow(),
                None
            );
            await store.Calls.AuthoriseAsync(Sample.NewCall(2), None);
        }
        rig.Time.Advance(TimeSpan.FromSeconds(61));

        var json = (await rig.DoAsync("calls", "live", "--json")).Json;

        json.GetArrayLength().Should().Be(2);
        json[0].GetProperty("connectedSeconds").GetDecimal().Should().Be(61);
        json[0].GetProperty("fundedSeconds").GetInt64().Should().Be(300);
        Text(json[0], "costSoFar").Should().Be("0.08");
        Text(json[0], "held").Should().Be("0.14");
        Text(json[0], "state").Should().Be("connected");
        Text(json[1], "state").Should().Be("authorised");
        Text(json[1], "costSoFar").Should().Be("0.00");
    }

    [Fact]
    public async Task Show_RefusedCall_SaysWhy()
    {
        await rig.OpenAccountAsync();
        await using (var store = await rig.OpenStoreAsync())
        {
            await store.Calls.RecordRefusalAsync(
                new RefusedCall(
                    Sample.CallId(7),
                    "pbx1",
                    "1.2",
                    Sample.Parties(),
                    "insufficient-credit",
                    Sample.Noon
                ),
                None
            );
        }

        var shown = await rig.DoAsync("calls", "show", Sample.CallId(7).Value);

        shown
            .Out.Should()
            .Contain("state        refused\n")
            .And.Contain("end reason   insufficient-credit\n")
            .And.Contain("to           +442079460000\n");
    }

    [Theory]
    [InlineData("x", 2)]
    [InlineData("260105T120000-0000000000", 1)]
    public async Task Show_NoSuchCall_SaysWhichIsWrong(string id, int exitCode)
    {
        await rig.OpenAccountAsync();

        (await rig.RunAsync("calls", "show", id)).ExitCode.Should().Be(exitCode);
    }

    [Fact]
    public async Task List_UnknownAccountOrState_IsNotAnEmptyList()
    {
        await rig.OpenAccountAsync();

        (await rig.RunAsync("calls", "list", "--account", "nobody")).ExitCode.Should().Be(1);
        (await rig.RunAsync("calls", "list", "--state", "happy")).ExitCode.Should().Be(2);
        (await rig.RunAsync("calls", "list", "--limit", "0")).ExitCode.Should().Be(2);
    }

    [Fact]
    public async Task Live_WatchWithoutTerminal_IsWrongUsage()
    {
        await rig.OpenAccountAsync();

        (await rig.RunAsync("calls", "live", "--watch")).ExitCode.Should().Be(2);
    }

    [Fact]
    public async Task Verify_SoundLedger_IsRight()
    {
        await rig.OpenAccountAsync();

        var json = (await rig.DoAsync("ledger", "verify", "--json")).Json;

        json.GetProperty("ok").GetBoolean().Should().BeTrue();
        json.GetProperty("accounts").GetInt64().Should().Be(1);
        json.GetProperty("entries").GetInt64().Should().Be(1);
    }

    private static string? Text(JsonElement call, string field) =>
        call.GetProperty(field).GetString();
}
