using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Testing.Store;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Daemon.Tests.Cli;

public sealed class SimulateVerbTests : IDisposable
{
    private const string Cheaper = """
        prefix,destination,connection_fee,per_minute,increments,service,flags
        44,United Kingdom,0,0.01,1/1,,
        49,Germany,0,0.03,60/60,,
        1800,Toll-free,0,0.03,6/6,tollfree-inbound,

        """;

    private readonly CliRig rig = new();

    public void Dispose() => rig.Dispose();

    [Fact]
    public async Task Simulate_ItsOwnUsageOnTheSameRates_MakesNoDifference()
    {
        await rig.OpenAccountAsync();
        var file = await UsageFileAsync();

        var json = (await rig.DoAsync("simulate", file, "--account", "acme", "--json")).Json;

        var total = json.GetProperty("total");
        total.GetProperty("calls").GetInt64().Should().Be(3);
        total.GetProperty("charged").GetString().Should().Be("0.26");
        total.GetProperty("cost").GetString().Should().Be("0.26");
        total.GetProperty("difference").GetString().Should().Be("0.00");
        json.GetProperty("unpricedCalls").GetInt64().Should().Be(0);
        json.GetProperty("unansweredCalls").GetInt64().Should().Be(1);
    }

    [Fact]
    public async Task Simulate_OnAnotherDeck_SaysWhatEachDestinationWouldCost()
    {
        await rig.OpenAccountAsync();
        await ImportAsync("cheaper", Cheaper);
        var file = await UsageFileAsync();

        var shown = (await rig.DoAsync("simulate", file, "--deck", "cheaper")).Out;

        shown
            .Should()
            .Be(
                """
                At the rates of deck 'cheaper', 2026-01-05 12:00:00Z, in USD.

                DESTINATION     CALLS  MINUTES  CHARGED  WOULD COST  DIFFERENCE
                United Kingdom      3     5.16     0.26    0.051667   -0.208333
                total               3     5.16     0.26    0.051667   -0.208333

                not answered  1

                """
            );
    }

    [Fact]
    public async Task Simulate_MasterCsv_PricesWhatWasAnsweredAndListsTheRest()
    {
        await rig.OpenAccountAsync();
        var file = rig.Write(
            "Master.csv",
            """
            "","1001","011442079460000","tb-gate","","a","b","Dial","","2026-11-22 12:00:00","2026-11-22 12:00:03","2026-11-22 12:01:06",66,61,"ANSWERED","DOCUMENTATION"
            "","1001","1002","phones","","a","b","Dial","","2026-11-22 12:00:00","2026-11-22 12:00:03","2026-11-22 12:01:06",66,63,"ANSWERED","DOCUMENTATION"
            "","1001","01188112345678","tb-gate","","a","b","Dial","","2026-11-22 12:00:00","2026-11-22 12:00:03","2026-11-22 12:01:06",66,63,"ANSWERED","DOCUMENTATION"
            "","1001","011525555550000","tb-gate","","a","b","Dial","","2026-11-22 12:00:00",,"2026-11-22 12:01:06",66,0,"BUSY","DOCUMENTATION"

            """
        );

        string[] command = ["simulate", file, "--layout", "asterisk-cdr", "--plan", "standard"];
        var text = (await rig.DoAsync(command)).Out;
        var json = (await rig.DoAsync([.. command, "--json"])).Json;
        var csv = await rig.DoAsync([.. command, "--csv"]);

        text.Should()
            .Contain("What the calls cost then is not known.\n")
            .And.Contain("United Kingdom      1     1.01                 0.08\n")
            .And.Contain("within the PBX, emergency  1\n")
            .And.Contain("line 3, to 01188112345678: ")
            .And.Contain("is blocked (satellite)");
        json.GetProperty("total").GetProperty("cost").GetString().Should().Be("0.08");
        json.GetProperty("total").GetProperty("charged").GetString().Should().BeNull();
        json.GetProperty("unpriced")[0].GetProperty("line").GetInt32().Should().Be(3);
        csv.Out.Should()
            .Be(
                "destination,calls,connected_seconds,billed_seconds,charged,cost,difference,currency\nUnited Kingdom,1,61,120,,0.08,,USD\n"
            );
        csv.Error.Should().Contain("line 3");
    }

    [Fact]
    public async Task Simulate_AtAnotherTime_TakesTheRatesOfThen()
    {
        await rig.OpenAccountAsync();
        var later = rig.Time.GetUtcNow().AddDays(10);
        await rig.DoAsync([
            "rates",
            "import",
            rig.Write("later.csv", Cheaper),
            "--currency",
            "USD",
            "--effective",
            $"{later:yyyy-MM-dd}",
        ]);
        rig.Input = "to,connected_seconds\n+442079460000,60\n";

        (await CostAsync()).Should().Be("0.06");
        (await CostAsync("--at", $"{later.AddDays(-1):yyyy-MM-dd}")).Should().Be("0.06");
        (await CostAsync("--at", $"{later:yyyy-MM-dd}")).Should().Be("0.01");

        async Task<string?> CostAsync(params string[] options) =>
            (await rig.DoAsync(["simulate", "-", "--plan", "standard", "--json", .. options]))
                .Json.GetProperty("total")
                .GetProperty("cost")
                .GetString();
    }

    [Theory]
    [InlineData(2, "Say which rates", "simulate", "-")]
    [InlineData(2, "both given", "simulate", "-", "--deck", "standard", "--plan", "standard")]
    [InlineData(2, "both given", "simulate", "-", "--deck", "standard", "--csv", "--json")]
    [InlineData(1, "There is no deck 'x'", "simulate", "-", "--deck", "x")]
    [InlineData(1, "There is no plan 'x'", "simulate", "-", "--plan", "x")]
    [InlineData(1, "There is no account 'x'", "simulate", "-", "--account", "x")]
    [InlineData(1, "can't be read", "simulate", "/nowhere.csv", "--deck", "standard")]
    [InlineData(1, "--layout asterisk-cdr", "simulate", "-", "--deck", "standard")]
    public async Task Simulate_WhatCantBeDone_SaysWhy(
        int code,
        string why,
        params string[] arguments
    )
    {
        await rig.OpenAccountAsync();
        rig.Input = "\"\",\"1001\",\"1002\"\n";

        var result = await rig.RunAsync(arguments);

        result.ExitCode.Should().Be(code);
        result.Error.Should().Contain(why);
    }

    [Fact]
    public async Task Simulate_NothingCanBePriced_Fails()
    {
        await rig.OpenAccountAsync();
        rig.Input = "to,connected_seconds\n+33140000000,60\n";

        var result = await rig.RunAsync("simulate", "-", "--deck", "standard");

        result.ExitCode.Should().Be(1);
        result.Out.Should().Contain("line 2, to +33140000000: ");
    }

    /// <summary>Three answered calls of acme and a busy one, as <c>usage --csv</c> writes them.</summary>
    private async Task<string> UsageFileAsync()
    {
        await using (var store = await rig.OpenStoreAsync())
        {
            foreach (var (call, seconds) in new[] { (1, 60), (2, 61), (3, 189) })
            {
                await store.Calls.AuthoriseAsync(NewCall(call), default);
                await store.Calls.SettleAsync(
                    Settlement(call, TimeSpan.FromSeconds(seconds)),
                    default
                );
            }
            await store.Calls.AuthoriseAsync(NewCall(4), default);
            await store.Calls.ReleaseAsync(
                CallId(4),
                Domain.Calls.EndReason.Busy,
                17,
                Noon,
                default
            );
        }
        var usage = await rig.DoAsync("usage", "acme", "--month", "2026-11", "--all", "--csv");
        return rig.Write("usage.csv", usage.Out);
    }

    private Task<CliResult> ImportAsync(string deck, string rates) =>
        rig.DoAsync([
            "rates",
            "import",
            rig.Write($"{deck}.csv", rates),
            "--deck",
            deck,
            "--currency",
            "USD",
        ]);
}
