namespace TelephonyBilling.Daemon.Tests.Cli;

/// <summary>The versions of decks: what held, what holds and what will.</summary>
public sealed class RateVersionTests : IDisposable
{
    private readonly CliRig rig = new();
    private readonly string tomorrow;

    public RateVersionTests() => tomorrow = rig.Time.GetUtcNow().AddDays(1).ToString("yyyy-MM-dd");

    public void Dispose() => rig.Dispose();

    [Fact]
    public async Task Versions_TellWhatHeldWhatHoldsAndWhatWill()
    {
        await OpenAsync();
        rig.Time.Advance(TimeSpan.FromMinutes(1));
        await ImportAsync("0.025");

        var versions = (await rig.DoAsync("rates", "versions", "standard", "--json")).Json;

        versions
            .EnumerateArray()
            .Select(version => version.GetProperty("state").GetString())
            .Should()
            .Equal("past", "in force", "future");
        versions[0].GetProperty("effectiveFrom").GetString().Should().BeNull();
        versions[2].GetProperty("effectiveFrom").GetString().Should().Be($"{tomorrow}T00:00:00Z");
        versions[2].GetProperty("source").GetString().Should().Be("next.csv");
        var table = (await rig.DoAsync("rates", "versions")).Out;
        table
            .Should()
            .MatchRegex(@"standard +ever +past +5 +USD")
            .And.MatchRegex($@"standard +{tomorrow} 00:00:00Z +future +5 +USD");
        (await rig.RunAsync("rates", "versions", "gold")).ExitCode.Should().Be(1);
    }

    [Fact]
    public async Task List_TellsRatesVersionsAndPlansOfEachDeck()
    {
        await OpenAsync();
        await rig.DoAsync("plan", "create", "pro", "--decks", "standard");

        var deck = (await rig.DoAsync("rates", "list", "--json")).Json[0];

        deck.GetProperty("name").GetString().Should().Be("standard");
        deck.GetProperty("rates").GetInt64().Should().Be(5);
        deck.GetProperty("versions").GetInt32().Should().Be(2);
        deck.GetProperty("nextFrom").GetString().Should().Be($"{tomorrow}T00:00:00Z");
        deck.GetProperty("plans")
            .EnumerateArray()
            .Select(plan => plan.GetString())
            .Should()
            .Equal("pro", "standard");
        (await rig.DoAsync("rates", "list")).Out.Should().MatchRegex(@"standard +USD +5 +2 ");
    }

    [Fact]
    public async Task Export_AtATime_GivesTheVersionOfThatTime()
    {
        await OpenAsync();

        var now = (await rig.DoAsync("rates", "export", "standard")).Out;
        var then = (await rig.DoAsync("rates", "export", "standard", "--at", tomorrow)).Out;

        now.Should().Contain("44,United Kingdom,0.04,0.02,");
        then.Should().Contain("44,United Kingdom,0.04,0.03,");
        rig.Input = then;
        await rig.DoAsync("rates", "import", "-", "--deck", "copy", "--currency", "USD");
        (await rig.DoAsync("rates", "export", "copy")).Out.Should().Be(then);
    }

    [Fact]
    public async Task Export_BeforeTheFirstVersion_SaysWhenItBegins()
    {
        await ImportAsync("0.03", "--effective", tomorrow);

        var result = await rig.RunAsync("rates", "export", "standard");

        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain($"its first begin at {tomorrow} 00:00:00Z");
    }

    [Fact]
    public async Task Remove_FutureVersion_TakesItBack()
    {
        await OpenAsync();

        await rig.DoAsync("rates", "remove", "standard", "--effective", tomorrow);

        (await rig.DoAsync("rates", "export", "standard", "--at", tomorrow))
            .Out.Should()
            .Contain("44,United Kingdom,0.04,0.02,");
        var again = await rig.RunAsync("rates", "remove", "standard", "--effective", tomorrow);
        again.ExitCode.Should().Be(1);
        again.Error.Should().Contain($"has no rates that begin at {tomorrow} 00:00:00Z");
    }

    [Fact]
    public async Task Remove_VersionThatHasBegun_IsRefused()
    {
        await OpenAsync();
        rig.Time.Advance(TimeSpan.FromDays(1));

        var result = await rig.RunAsync("rates", "remove", "standard", "--effective", tomorrow);

        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain("are history; nothing was changed");
        (await rig.DoAsync("rates", "export", "standard"))
            .Out.Should()
            .Contain("44,United Kingdom,0.04,0.03,");
    }

    private async Task OpenAsync()
    {
        await rig.OpenAccountAsync();
        await ImportAsync("0.03", "--effective", tomorrow);
    }

    private Task<CliResult> ImportAsync(string price, params string[] options) =>
        rig.DoAsync([
            "rates",
            "import",
            rig.Write("next.csv", CliRig.Rates.Replace("0.02", price, StringComparison.Ordinal)),
            "--currency",
            "USD",
            .. options,
        ]);
}
