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

        result.Out.Should().Contain("It is a fax").And.Contain("It is fax-outbound: ");
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
    public async Task Explain_Derivation_IsWhole()
    {
        await rig.OpenAccountAsync("1");
        var rates =
            "prefix,destination,connection_fee,per_minute,increments,origin,effective_from\n"
            + "44,United Kingdom,0.04,0.02,60/60,,\n"
            + "44,United Kingdom from home,0.04,0.015,60/60,US,2026-01-01\n";
        await rig.DoAsync("rates", "import", rig.Write("own.csv", rates), "--currency", "USD");
        await rig.DoAsync("surcharge", "set", "standard", "recording", "--rate", "0.005");
        await rig.DoAsync("surcharge", "set", "standard", "barge", "--rate", "0.01", "--fee", "1");

        var steps = (
            await rig.DoAsync("explain", "011442079460000", "--extension", "1001", "--json")
        )
            .Json.GetProperty("steps")
            .EnumerateArray()
            .Select(step => step.GetString());

        steps
            .Should()
            .Equal(
                "'011442079460000' is the number +442079460000.",
                "It is international-outbound: it leads abroad.",
                "Account 'acme' pays for extension 1001, by its number +13125550100.",
                "The number +13125550100 may call abroad.",
                "Plan 'standard' asks deck 'standard' for international-outbound; of equally long prefixes a rate for calls from US, where +13125550100 is at home, comes first.",
                "The rate is that of prefix 44 (United Kingdom from home) in deck 'standard', for calls from US, in force since 2026-01-01 00:00:00Z: 0.04 USD on answer, 0.015 USD a minute in steps of 60/60 s.",
                "While it runs, barge is a charge of its own: 1.00 USD on answer, 0.01 USD a minute in steps of 60/60 s.",
                "While it runs, recording is a charge of its own: 0.00 USD on answer, 0.005 USD a minute in steps of 60/60 s.",
                "Account 'acme' has 1.00 USD, of which open calls hold 0.00 USD: 1.00 USD are available.",
                "The least that an answered call costs is the fee and the first step: 0.04 + 0.015 × 60 ÷ 60 = 0.055 USD.",
                "1.00 USD pay for 3840 s, in whole steps: 0.04 + 0.015 × 3840 ÷ 60 = 1.00 USD.",
                "300 s are reserved first, which holds 0.04 + 0.015 × 300 ÷ 60 = 0.115 USD."
            );
    }

    [Fact]
    public async Task Explain_OtherCurrency_SaysTheConversionOfTheCharge()
    {
        await rig.OpenAccountAsync();
        await rig.DoAsync("account", "create", "maple", "--currency", "CAD");
        await rig.DoAsync("extension", "add", "maple", "3001", "--international", "on");
        await rig.DoAsync("credit", "add", "maple", "10");
        await rig.DoAsync("exchange", "add", "USD", "CAD", "1.5");

        (await rig.DoAsync("explain", "011442079460000", "--extension", "3001"))
            .Out.Should()
            .Contain("Extension 3001 may call abroad.")
            .And.Contain("(0.04 + 0.02 × 60 ÷ 60) USD × 1.5 = 0.09 CAD.");
    }

    [Fact]
    public async Task Explain_OnlyANumber_TakesTheAccountThatOwnsIt()
    {
        await rig.OpenAccountAsync();

        (await rig.DoAsync("explain", "011442079460000", "--from", "+13125550100"))
            .Out.Should()
            .Contain("The number +13125550100 belongs to account 'acme'.")
            .And.Contain("ALLOW");
        var nobodys = await rig.RunAsync("explain", "011442079460000", "--from", "+13125559999");
        nobodys.ExitCode.Should().Be(1);
        nobodys.Error.Should().Contain("No account owns the number '+13125559999'");
    }

    [Fact]
    public async Task Explain_SeveralDecks_NamesThemInTheirOrder()
    {
        await rig.OpenAccountAsync();
        var blocked = rig.Write(
            "blocked.csv",
            "prefix,destination,per_minute,flags\n881,Satellite,,blocked\n"
        );
        await rig.DoAsync([
            "rates",
            "import",
            blocked,
            "--deck",
            "block-list",
            "--currency",
            "USD",
        ]);
        await rig.DoAsync("plan", "set", "standard", "--decks", "block-list,standard");

        (await rig.RunAsync("explain", "0118811234567", "--extension", "1001"))
            .Out.Should()
            .Contain(
                "asks decks 'block-list', 'standard' for international-outbound, of which the first that has a rate decides"
            )
            .And.Contain("The rate is that of prefix 881")
            .And.Contain("DENY: destination-blocked");
    }

    [Fact]
    public async Task Explain_Nobody_IsWrongUsage() =>
        (await rig.RunAsync("explain", "911")).ExitCode.Should().Be(2);
}
