namespace TelephonyBilling.Daemon.Tests.Cli;

public sealed class SurchargeVerbTests : IDisposable
{
    private readonly CliRig rig = new();

    public void Dispose() => rig.Dispose();

    [Fact]
    public async Task Set_ListAndRemove_ShowThePrice()
    {
        await rig.OpenAccountAsync();
        await rig.DoAsync("surcharge", "set", "standard", "recording", "--rate", "0.005");
        await rig.DoAsync([
            "surcharge",
            "set",
            "standard",
            "barge",
            "--rate",
            "0.02",
            "--fee",
            "0.05",
            "--increments",
            "6/6",
            "--currency",
            "eur",
        ]);

        var json = (await rig.DoAsync("surcharge", "list", "--json")).Json;

        json.GetArrayLength().Should().Be(2);
        json[0].GetProperty("feature").GetString().Should().Be("barge");
        json[0].GetProperty("connectionFee").GetString().Should().Be("0.05");
        json[0].GetProperty("ratePerMinute").GetString().Should().Be("0.02");
        json[0].GetProperty("increments").GetString().Should().Be("6/6");
        json[0].GetProperty("currency").GetString().Should().Be("EUR");
        json[1].GetProperty("ratePerMinute").GetString().Should().Be("0.005");
        json[1].GetProperty("increments").GetString().Should().Be("60/60");

        await rig.DoAsync("surcharge", "remove", "standard", "barge");
        (await rig.DoAsync("surcharge", "list", "--plan", "standard"))
            .Out.Should()
            .Contain("recording")
            .And.NotContain("barge");
        (await rig.DoAsync("surcharge", "list", "--plan", "gold"))
            .Out.Should()
            .Contain("There are no surcharges.");
    }

    [Theory]
    [InlineData("gold", "recording", "0.01", 1, "There is no plan 'gold'")]
    [InlineData("standard", "Recording", "0.01", 2, "'Recording' is not a feature")]
    [InlineData("standard", "call-recording", "0.01", 2, "'call-recording' is not a feature")]
    [InlineData("standard", "recording", "-0.01", 2, "--rate is '-0.01'")]
    [InlineData("standard", "recording", "cheap", 2, "--rate is 'cheap'")]
    public async Task Set_Wrong_ChangesNothing(
        string plan,
        string feature,
        string rate,
        int exitCode,
        string says
    )
    {
        await rig.OpenAccountAsync();

        var result = await rig.RunAsync("surcharge", "set", plan, feature, "--rate", rate);

        result.ExitCode.Should().Be(exitCode);
        result.Error.Should().Contain(says);
        (await rig.DoAsync("surcharge", "list")).Out.Should().Contain("There are no surcharges.");
    }

    [Fact]
    public async Task Remove_NothingThere_IsRefused()
    {
        await rig.OpenAccountAsync();

        var result = await rig.RunAsync("surcharge", "remove", "standard", "recording");

        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain("takes nothing for recording");
    }

    [Fact]
    public async Task RatesImport_OfSurcharges_IsRefused()
    {
        await rig.OpenAccountAsync();
        var rates = "prefix,destination,per_minute,service\n1,Recording,0.01,surcharge\n";

        var result = await rig.RunAsync(
            "rates",
            "import",
            rig.Write("s.csv", rates),
            "--currency",
            "USD"
        );

        result.ExitCode.Should().Be(1);
        result
            .Error.Should()
            .Contain("'surcharge'")
            .And.Contain("fax-outbound")
            .And.NotContain(", surcharge");
    }
}
