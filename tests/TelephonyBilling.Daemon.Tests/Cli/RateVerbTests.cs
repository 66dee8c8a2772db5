namespace TelephonyBilling.Daemon.Tests.Cli;

public sealed class RateVerbTests : IDisposable
{
    private readonly CliRig rig = new();

    public void Dispose() => rig.Dispose();

    [Fact]
    public async Task Import_ThenExport_GivesTheSameRatesAgain()
    {
        await rig.OpenAccountAsync();
        var exported = await rig.DoAsync("rates", "export", "standard");

        rig.Input = exported.Out;
        await rig.DoAsync("rates", "import", "-", "--deck", "copy", "--currency", "USD");

        (await rig.DoAsync("rates", "export", "copy")).Out.Should().Be(exported.Out);
        exported.Out.Should().Contain("4477,\"United Kingdom, mobile\",0.04,0.12,30/6");
    }

    [Fact]
    public async Task Import_WrongRow_NamesLineColumnAndValueAndChangesNothing()
    {
        await rig.OpenAccountAsync();
        var before = (await rig.DoAsync("rates", "export", "standard")).Out;
        var bad = rig.Write(
            "bad.csv",
            "prefix,destination,per_minute\n44,United Kingdom,0.02\n49,Germany,cheap\n4x,Nowhere,0.01\n"
        );

        var result = await rig.RunAsync("rates", "import", bad, "--currency", "USD", "--json");

        result.ExitCode.Should().Be(1);
        result
            .Error.Should()
            .Contain("2 errors; nothing was imported")
            .And.Contain("line 3, column per_minute, value 'cheap'")
            .And.Contain("line 4, column prefix, value '4x'");
        result.Json.GetProperty("imported").GetBoolean().Should().BeFalse();
        result.Json.GetProperty("errors")[0].GetProperty("line").GetInt32().Should().Be(3);
        (await rig.DoAsync("rates", "export", "standard")).Out.Should().Be(before);
    }

    [Fact]
    public async Task Import_DryRun_ChangesNothing()
    {
        var file = rig.Write("rates.csv", CliRig.Rates);

        var result = await rig.DoAsync([
            "rates",
            "import",
            file,
            "--currency",
            "USD",
            "--dry-run",
            "--json",
        ]);

        result.Json.GetProperty("rates").GetInt32().Should().Be(5);
        result.Json.GetProperty("imported").GetBoolean().Should().BeFalse();
        File.Exists(rig.DatabasePath).Should().BeFalse();
    }

    [Fact]
    public async Task Import_OtherCurrency_IsRefused()
    {
        await rig.OpenAccountAsync();

        var result = await rig.RunAsync([
            "rates",
            "import",
            rig.Write("eur.csv", CliRig.Rates),
            "--currency",
            "EUR",
        ]);

        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain("exists in another currency than EUR");
    }

    [Fact]
    public async Task Import_NoFile_IsRefused()
    {
        var result = await rig.RunAsync("rates", "import", "/nowhere.csv", "--currency", "USD");

        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain("/nowhere.csv");
    }

    [Theory]
    [InlineData("011442079460000", "44", "0.02")]
    [InlineData("+447700900000", "4477", "0.12")]
    public async Task Lookup_FindsTheLongestPrefix(string number, string prefix, string perMinute)
    {
        await rig.OpenAccountAsync();

        var rate = (
            await rig.DoAsync("rates", "lookup", number, "--account", "acme", "--json")
        ).Json.GetProperty("rate");

        rate.GetProperty("prefix").GetString().Should().Be(prefix);
        rate.GetProperty("ratePerMinute").GetString().Should().Be(perMinute);
        rate.GetProperty("connectionFee").GetString().Should().Be("0.04");
    }

    [Fact]
    public async Task Lookup_NoRate_IsRefusedAndSaysSo()
    {
        await rig.OpenAccountAsync();

        var result = await rig.RunAsync("rates", "lookup", "+33142685300");

        result.ExitCode.Should().Be(1);
        result.Out.Should().Contain("has no international-outbound rate for +33142685300");
    }

    [Fact]
    public async Task Export_UnknownDeck_IsRefused()
    {
        await rig.OpenAccountAsync();

        (await rig.RunAsync("rates", "export", "gold")).ExitCode.Should().Be(1);
    }
}
