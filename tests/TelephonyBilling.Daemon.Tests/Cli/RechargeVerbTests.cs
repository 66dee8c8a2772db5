namespace TelephonyBilling.Daemon.Tests.Cli;

public sealed class RechargeVerbTests : IDisposable
{
    private readonly CliRig rig = new();

    public void Dispose() => rig.Dispose();

    [Fact]
    public async Task Set_ThenShow_KeepsWhatIsNotNamed()
    {
        await rig.OpenAccountAsync();
        await rig.DoAsync(
            "recharge",
            "set",
            "acme",
            "--threshold",
            "5",
            "--amount",
            "25",
            "--max-per-month",
            "200"
        );
        await rig.DoAsync("recharge", "set", "acme", "--amount", "50", "--source", "invoice");

        var shown = (await rig.DoAsync("recharge", "show", "acme", "--json")).Json;

        shown.GetProperty("enabled").GetBoolean().Should().BeTrue();
        shown.GetProperty("threshold").GetString().Should().Be("5.00");
        shown.GetProperty("amount").GetString().Should().Be("50.00");
        shown.GetProperty("source").GetString().Should().Be("invoice");
        shown.GetProperty("maxPerMonth").GetString().Should().Be("200.00");
        (await rig.DoAsync("recharge", "set", "acme", "--max-per-month", "none"))
            .Out.Should()
            .Contain("no limit");
        (await rig.DoAsync("recharge", "run", "acme"))
            .Out.Should()
            .Contain("Nothing was recharged: enough is available");
    }

    [Fact]
    public async Task Run_MoreThanTheBrakeAllows_StopsTheRule()
    {
        await File.WriteAllTextAsync(
            rig.ConfigPath,
            """
            {
                "Store": { "Path": "tb.db" }, "Pbx": [ { "Name": "pbx1", "AmiSecret": "x" } ],
                "Payments": { "Brake": { "Recharges": 2, "Minutes": 30 } },
                "Invoicing": { "CreditAtOnce": true }
            }
            """
        );
        await rig.OpenAccountAsync();
        await rig.DoAsync([
            .. "recharge set acme --threshold 500 --amount 10 --source invoice".Split(' '),
        ]);
        await rig.DoAsync("recharge", "run", "acme");
        await rig.DoAsync("recharge", "run", "acme");

        var third = await rig.RunAsync("recharge", "run", "acme");

        (third.Out + third.Error).Should().Contain("too many in too short a time");
        (await rig.DoAsync("recharge", "show", "acme")).Out.Should().Contain("velocity");
    }

    [Theory]
    [InlineData(2, "--threshold is missing", "recharge", "set", "acme")]
    [InlineData(
        2,
        "--amount is '0'",
        "recharge",
        "set",
        "acme",
        "--threshold",
        "0",
        "--amount",
        "0"
    )]
    [InlineData(2, "--threshold is '-1'", "recharge", "set", "acme", "--threshold", "-1")]
    [InlineData(
        1,
        "4.00 USD can't be bought at once",
        "recharge",
        "set",
        "acme",
        "--threshold",
        "0",
        "--amount",
        "4"
    )]
    [InlineData(
        1,
        "it would never be recharged",
        "recharge",
        "set",
        "acme",
        "--threshold",
        "0",
        "--amount",
        "25",
        "--max-per-month",
        "20"
    )]
    [InlineData(1, "is not recharged by itself", "recharge", "show", "acme")]
    [InlineData(1, "There is no account 'nobody'", "recharge", "show", "nobody")]
    public async Task WhatCantBeDone_IsRefusedWithTheReason(
        int exitCode,
        string why,
        params string[] arguments
    )
    {
        await rig.OpenAccountAsync();
        var result = await rig.RunAsync(arguments);
        result.ExitCode.Should().Be(exitCode);
        result.Error.Should().Contain(why);
    }
}
