namespace TelephonyBilling.Daemon.Tests.Cli;

public sealed class ExplainVerbTests : IDisposable
{
    private readonly CliRig rig = new();

    public void Dispose() => rig.Dispose();

    [Fact]
    public async Task Explain_CallAbroad_SaysRateFeeAndSecondsFunded()
    {
        await rig.OpenAccountAsync("0.10");

        var json = (
            await rig.DoAsync("explain", "011442079460000", "--extension", "1001", "--json")
        ).Json;

        json.GetProperty("verdict").GetString().Should().Be("allow");
        json.GetProperty("service").GetString().Should().Be("international-outbound");
        json.GetProperty("account").GetString().Should().Be("acme");
        json.GetProperty("callerNumber").GetString().Should().Be("+13125550100");
        json.GetProperty("rate").GetProperty("prefix").GetString().Should().Be("44");
        json.GetProperty("leastCost").GetString().Should().Be("0.06");
        json.GetProperty("fundedSeconds").GetInt64().Should().Be(180);
        json.GetProperty("firstReservationSeconds").GetInt64().Should().Be(180);
    }

    [Fact]
    public async Task Explain_TooLittleCredit_IsDeniedWithPromptAndCause()
    {
        await rig.OpenAccountAsync("0.05");

        var result = await rig.RunAsync(
            "explain",
            "011442079460000",
            "--account",
            "acme",
            "--json"
        );

        result.ExitCode.Should().Be(1);
        result.Json.GetProperty("verdict").GetString().Should().Be("deny");
        result.Json.GetProperty("reason").GetString().Should().Be("insufficient-credit");
        result.Json.GetProperty("prompt").GetString().Should().Be("insufficient-credit");
        result.Json.GetProperty("cause").GetInt32().Should().Be(21);
    }

    [Theory]
    [InlineData("--fax")]
    [InlineData("--json")] // the extension itself is a fax machine then
    public async Task Explain_AFax_IsChargedAsOne(string option)
    {
        await rig.OpenAccountAsync();
        var rates = CliRig.Rates + "44,\"United Kingdom, fax\",0,0.10,6/6,fax-outbound,\n";
        await rig.DoAsync("rates", "import", rig.Write("fax.csv", rates), "--currency", "USD");
        if (option == "--json")
        {
            await rig.DoAsync("extension", "set", "1001", "--fax", "on");
        }

        var result = await rig.DoAsync("explain", "011442079460000", "--extension", "1001", option);

        result.Out.Should().Contain("It is a fax").And.Contain("It is fax-outbound.");
    }

    [Theory]
    [InlineData("0118811234567", "destination-blocked", "satellite")]
    [InlineData("01133142685300", "unknown-destination", "no international-outbound rate")]
    [InlineData("hello", "unknown-destination", "was found")]
    public async Task Explain_BadDestination_SaysWhy(string number, string reason, string says)
    {
        await rig.OpenAccountAsync();

        var result = await rig.RunAsync("explain", number, "--extension", "1001");

        result.ExitCode.Should().Be(1);
        result.Out.Should().Contain($"DENY: {reason}").And.Contain(says);
    }

    [Fact]
    public async Task Explain_NumberMayNotCallAbroad_SaysHowToSwitchItOn()
    {
        await rig.OpenAccountAsync();
        await rig.DoAsync("number", "set", "+13125550100", "--international", "off");

        var result = await rig.RunAsync("explain", "011442079460000", "--extension", "1001");

        result
            .Out.Should()
            .Contain("DENY: international-not-allowed")
            .And.Contain("number set +13125550100 --international on");
    }

    [Fact]
    public async Task Explain_SuspendedAccount_IsDenied()
    {
        await rig.OpenAccountAsync();
        await rig.DoAsync("account", "suspend", "acme");

        (await rig.RunAsync("explain", "011442079460000", "--account", "acme"))
            .Out.Should()
            .Contain("DENY: account-suspended");
    }

    [Theory]
    [InlineData("911", "emergency")]
    [InlineData("1002", "internal")]
    [InlineData("13125550111", "domestic-outbound")]
    public async Task Explain_WhatIsNotCharged_Passes(string number, string service)
    {
        await rig.OpenAccountAsync("0");

        var json = (await rig.DoAsync("explain", number, "--extension", "1001", "--json")).Json;

        json.GetProperty("verdict").GetString().Should().Be("pass");
        json.GetProperty("service").GetString().Should().Be(service);
    }

    [Fact]
    public async Task Explain_FreeDestination_IsAllowedWithoutCredit()
    {
        await rig.OpenAccountAsync("0");

        var json = (
            await rig.DoAsync("explain", "+4930123456", "--extension", "1001", "--json")
        ).Json;

        json.GetProperty("verdict").GetString().Should().Be("allow");
    }

    [Fact]
    public async Task Explain_TollFreeInbound_ChargesTheOwner()
    {
        await rig.OpenAccountAsync();
        await rig.DoAsync("number", "add", "acme", "+18005550199", "--country", "US");

        var json = (
            await rig.DoAsync([
                "explain",
                "+18005550199",
                "--inbound",
                "--caller",
                "+12025550123",
                "--json",
            ])
        ).Json;

        json.GetProperty("service").GetString().Should().Be("tollfree-inbound");
        json.GetProperty("account").GetString().Should().Be("acme");
        json.GetProperty("leastCost").GetString().Should().Be("0.003");
    }

    [Fact]
    public async Task Explain_AtALaterTime_UsesTheRatesOfThen()
    {
        await rig.OpenAccountAsync();
        var rates =
            "prefix,destination,per_minute,effective_from\n44,United Kingdom,0.02,\n44,United Kingdom,0.05,2027-01-01\n";
        await rig.DoAsync("rates", "import", rig.Write("dated.csv", rates), "--currency", "USD");

        var json = (
            await rig.DoAsync([
                "explain",
                "011442079460000",
                "--account",
                "acme",
                "--at",
                "2027-02-01",
                "--json",
            ])
        ).Json;

        json.GetProperty("rate").GetProperty("ratePerMinute").GetString().Should().Be("0.05");
    }

    [Fact]
    public async Task Explain_Nobody_IsWrongUsage() =>
        (await rig.RunAsync("explain", "911")).ExitCode.Should().Be(2);
}
