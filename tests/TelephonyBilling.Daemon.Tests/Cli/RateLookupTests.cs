using System.Text.Json;

namespace TelephonyBilling.Daemon.Tests.Cli;

/// <summary>The price before the call, and how it follows.</summary>
public sealed class RateLookupTests : IDisposable
{
    private const string London = "+442079460000";

    private readonly CliRig rig = new();

    public void Dispose() => rig.Dispose();

    [Fact]
    public async Task ForAnAccount_SaysWhatItCostsAndWhy()
    {
        await rig.OpenAccountAsync();

        var result = await rig.DoAsync("rates", "lookup", London, "--account", "acme");

        result
            .Out.Should()
            .MatchRegex(@"account +acme\n")
            .And.MatchRegex(@"origin +US\n")
            .And.MatchRegex(@"deck +standard\n")
            .And.MatchRegex(@"prefix +44\n")
            .And.MatchRegex(@"on answer +0\.04 USD\n")
            .And.MatchRegex(@"a minute +0\.02 USD\n")
            .And.MatchRegex(@"a minute's call +0\.06 USD\n")
            .And.Contain("the call is taken to come from +13125550100")
            .And.Contain(
                "The rate is that of prefix 44 (United Kingdom) in deck 'standard': 0.04 USD on answer, 0.02 USD a minute in steps of 60/60 s."
            );
    }

    [Theory]
    [InlineData("--account", "acme")]
    [InlineData("--from", "+13125550100")]
    [InlineData("--from", "13125550100")]
    [InlineData("--from", "1001")]
    public async Task EveryWayToSayWhoCalls_IsTheSameQuoteAsExplains(string option, string value)
    {
        await rig.OpenAccountAsync();
        await rig.DoAsync("rule", "add", "--account", "acme", "--country", "GB", "--percent", "50");

        var found = (await rig.DoAsync("rates", "lookup", London, option, value, "--json")).Json;
        var explained = (await rig.DoAsync("explain", London, "--account", "acme", "--json")).Json;

        Text(found, "perMinute").Should().Be("0.01");
        Text(found, "onAnswer").Should().Be("0.02");
        Text(found, "oneMinuteCall").Should().Be("0.03");
        Text(found, "origin").Should().Be("US");
        found.GetProperty("accountRule").GetProperty("percent").GetInt32().Should().Be(50);
        var derivation = found
            .GetProperty("steps")
            .EnumerateArray()
            .Select(step => step.GetString())
            .Where(step => !step!.StartsWith("No phone", StringComparison.Ordinal))
            .ToList();
        derivation.Should().HaveCount(2);
        explained
            .GetProperty("steps")
            .EnumerateArray()
            .Select(step => step.GetString())
            .Should()
            .Contain(derivation);
    }

    [Fact]
    public async Task CallIn_IsPricedByTheCountryOfTheNumberThatIsCalled_AsTheGateDoes()
    {
        await rig.OpenAccountAsync(); // its own number, which may call abroad, is of the United States
        await rig.DoAsync("number", "add", "acme", "+18005550199", "--country", "CA");
        await ImportAsync(
            "1,Toll-free number,0,0.03,60/6,tollfree-inbound,US\n1,Canadian,0,0.05,60/6,tollfree-inbound,CA\n"
        );

        var found = (
            await rig.DoAsync([
                "rates",
                "lookup",
                "+18005550199",
                "--account",
                "acme",
                "--service",
                "tollfree-inbound",
                "--json",
            ])
        ).Json;
        var explained = (await rig.DoAsync("explain", "+18005550199", "--inbound", "--json")).Json;

        Text(found, "origin").Should().Be("CA");
        Text(found, "oneMinuteCall").Should().Be("0.05").And.Be(Text(explained, "leastCost"));
        var wrong = await rig.RunAsync([
            "rates",
            "lookup",
            "+18005550199",
            "--from",
            "1001",
            "--service",
            "tollfree-inbound",
        ]);
        wrong.ExitCode.Should().Be(2);
        wrong.Error.Should().Contain("--from says who calls out");
    }

    [Theory]
    [InlineData("1002", "fax-outbound")] // a fax machine
    [InlineData("1001", "fax-outbound", "--fax")]
    [InlineData("1001", "international-outbound")]
    public async Task Fax_CostsWhatTheGateWouldTake(
        string from,
        string service,
        params string[] options
    )
    {
        await rig.OpenAccountAsync();
        await rig.DoAsync("extension", "add", "acme", "1002", "--fax", "on");
        await ImportAsync(
            "44,United Kingdom,0.04,0.02,60/60,,\n44,\"United Kingdom, fax\",0,0.10,6/6,fax-outbound,\n"
        );

        var found = (
            await rig.DoAsync(["rates", "lookup", London, "--from", from, "--json", .. options])
        ).Json;

        Text(found, "service").Should().Be(service);
        Text(found, "oneMinuteCall").Should().Be(service == "fax-outbound" ? "0.10" : "0.06");
    }

    [Fact]
    public async Task OtherCurrency_IsConvertedExactlyAndSaysSo()
    {
        await rig.OpenAccountAsync();
        await rig.DoAsync("account", "create", "maple", "--currency", "CAD");

        var unknown = await rig.RunAsync("rates", "lookup", London, "--account", "maple");
        unknown.ExitCode.Should().Be(0, "its price is known, only not what that is in CAD");
        unknown
            .Out.Should()
            .Contain("no rate of exchange is known")
            .And.Contain("exchange add USD CAD");

        await rig.DoAsync("exchange", "add", "USD", "CAD", "1.372549");
        var found = (
            await rig.DoAsync("rates", "lookup", London, "--account", "maple", "--json")
        ).Json;

        Text(found, "currency").Should().Be("CAD");
        Text(found, "exchangeRate").Should().Be("1.372549");
        found.GetProperty("price").GetProperty("currency").GetString().Should().Be("USD");
        Text(found, "perMinute").Should().Be("0.027451"); // 0.02 × 1.372549 = 0.02745098
        Text(found, "onAnswer").Should().Be("0.054902"); // 0.04 × 1.372549 = 0.05490196
        Text(found, "oneMinuteCall").Should().Be("0.082353"); // 0.06 × 1.372549 = 0.08235294
        found
            .GetProperty("steps")
            .EnumerateArray()
            .Last()
            .GetString()
            .Should()
            .StartWith("Charges are converted at 1 USD = 1.372549 CAD: 0.054902 CAD on answer");
    }

    [Fact]
    public async Task At_ALaterTime_TakesTheRatesOfThen()
    {
        await rig.OpenAccountAsync();
        var day = rig.Time.GetUtcNow().AddDays(2).ToString("yyyy-MM-dd");
        await rig.DoAsync([
            "rates",
            "import",
            rig.Write("next.csv", CliRig.Rates.Replace("0.02", "0.03", StringComparison.Ordinal)),
            "--currency",
            "USD",
            "--effective",
            day,
        ]);

        async Task<string?> PriceAsync(params string[] options) =>
            Text(
                (
                    await rig.DoAsync(["rates", "lookup", London, "--json", .. options])
                ).Json.GetProperty("price"),
                "ratePerMinute"
            );

        (await PriceAsync("--account", "acme")).Should().Be("0.02");
        (await PriceAsync("--account", "acme", "--at", day)).Should().Be("0.03");
        (await PriceAsync("--deck", "standard")).Should().Be("0.02");
        (await PriceAsync("--deck", "standard", "--at", day)).Should().Be("0.03");
    }

    [Fact]
    public async Task Origin_DecidesBetweenRates()
    {
        await rig.OpenAccountAsync();
        await rig.DoAsync([
            "rates",
            "import",
            rig.Write(
                "origins.csv",
                "prefix,destination,per_minute,origin\n44,United Kingdom,0.02,\n44,United Kingdom,0.01,CA\n"
            ),
            "--currency",
            "USD",
        ]);
        await rig.DoAsync("number", "add", "acme", "+14165550100");

        async Task<string?> PriceAsync(params string[] options) =>
            Text(
                (
                    await rig.DoAsync(["rates", "lookup", London, "--json", .. options])
                ).Json.GetProperty("price"),
                "ratePerMinute"
            );

        (await PriceAsync("--from", "+14165550100")).Should().Be("0.01");
        (await PriceAsync("--from", "+13125550100")).Should().Be("0.02");
        (await PriceAsync("--from", "+13125550100", "--origin", "CA")).Should().Be("0.01");
        (await PriceAsync("--deck", "standard", "--origin", "ca")).Should().Be("0.01");
        (await PriceAsync()).Should().Be("0.02");
    }

    [Fact]
    public async Task MoreThanTheAccountPays_SaysSo()
    {
        await rig.OpenAccountAsync();
        await rig.DoAsync("account", "set", "acme", "--max-rate", "0.01");

        var found = (
            await rig.DoAsync("rates", "lookup", London, "--account", "acme", "--json")
        ).Json;

        Text(found, "reason").Should().Be("rate-too-high");
        Text(found, "detail").Should().Contain("more than the 0.01 USD");
        Text(found.GetProperty("price"), "ratePerMinute").Should().Be("0.02");
    }

    [Fact]
    public async Task Blocked_SaysWhy()
    {
        await rig.OpenAccountAsync();

        var result = await rig.DoAsync("rates", "lookup", "+88161234567", "--account", "acme");

        result
            .Out.Should()
            .MatchRegex(@"blocked +satellite\n")
            .And.Contain("in deck 'standard': blocked (satellite).")
            .And.Contain("Satellite, prefix 881, is blocked (satellite) in deck 'standard'");
    }

    [Theory]
    [InlineData("nothing is known", "+33142685300", "--account", "acme")]
    [InlineData("no rate", "+33142685300", "--deck", "standard")]
    [InlineData("no account", London, "--account", "nobody")]
    [InlineData("no number", London, "--from", "+13125550199")]
    [InlineData("not theirs", London, "--account", "other", "--from", "1001")]
    public async Task WhatIsNotKnown_IsRefused(string why, string number, params string[] options)
    {
        await rig.OpenAccountAsync();
        await rig.DoAsync("account", "create", "other");

        var result = await rig.RunAsync(["rates", "lookup", number, .. options]);

        result.ExitCode.Should().Be(1, why);
    }

    [Fact]
    public async Task DeckAndAccount_IsWrongUsage()
    {
        await rig.OpenAccountAsync();
        (await rig.RunAsync(["rates", "lookup", London, "--deck", "standard", "--account", "acme"]))
            .ExitCode.Should()
            .Be(2);
    }

    private async Task ImportAsync(string rows)
    {
        const string header =
            "prefix,destination,connection_fee,per_minute,increments,service,origin\n";
        await rig.DoAsync(
            "rates",
            "import",
            rig.Write("rates.csv", header + rows),
            "--currency",
            "USD"
        );
    }

    private static string? Text(JsonElement element, string field) =>
        element.GetProperty(field).GetString();
}
