namespace TelephonyBilling.Daemon.Tests.Cli;

public sealed class ExchangeVerbTests : IDisposable
{
    private readonly CliRig rig = new();

    public void Dispose() => rig.Dispose();

    [Fact]
    public async Task Add_HoldsFromNowOrFromItsTime_AndIsNotTurnedRound()
    {
        await rig.DoAsync("exchange", "add", "usd", "cad", "1.3725");
        var day = rig.Time.GetUtcNow().AddDays(2).ToString("yyyy-MM-dd");
        rig.Time.Advance(TimeSpan.FromSeconds(1));
        await rig.DoAsync("exchange", "add", "USD", "CAD", "1.38", "--effective", day);
        await rig.DoAsync("exchange", "add", "USD", "CAD", "1.000000000001");

        var list = (await rig.DoAsync("exchange", "list", "--json")).Json;

        list.EnumerateArray()
            .Select(rate =>
                $"{rate.GetProperty("from")} {rate.GetProperty("to")} {rate.GetProperty("rate")} {rate.GetProperty("state")}"
            )
            .Should()
            .Equal("USD CAD 1.3725 past", "USD CAD 1.000000000001 in force", "USD CAD 1.38 future");
        (await rig.DoAsync("exchange", "list"))
            .Out.Should()
            .MatchRegex($@"USD +CAD +1\.38 +{day} 00:00:00Z +future");
    }

    [Theory]
    [InlineData("USD", "USD", "1")]
    [InlineData("USD", "CA", "1")]
    [InlineData("USD", "CAD", "0")]
    [InlineData("USD", "CAD", "-1")]
    [InlineData("USD", "CAD", "1,38")]
    [InlineData("USD", "CAD", "0.0000000000001")]
    [InlineData("USD", "CAD", "one")]
    public async Task Add_WhatIsNoRate_IsWrongUsage(string from, string to, string rate)
    {
        (await rig.RunAsync("exchange", "add", from, to, "--", rate)).ExitCode.Should().Be(2);
        File.Exists(rig.DatabasePath).Should().BeFalse();
    }

    [Fact]
    public async Task Import_AddsAllOfAFile()
    {
        await rig.DoAsync("exchange", "add", "USD", "EUR", "0.9", "--effective", "2026-01-01");
        rig.Input = """
            # Month by month
            to,from,rate,effective_from
            EUR,USD,0.92,2026-01-01
            CAD,USD,1.3725,2026-01-01T06:00:00Z
            USD,CAD,0.7286,

            """;

        var result = await rig.DoAsync("exchange", "import", "-", "--json");

        result.Json.GetArrayLength().Should().Be(3);
        (await rig.DoAsync("exchange", "list", "--json"))
            .Json.EnumerateArray()
            .Select(rate =>
                $"{rate.GetProperty("from")} {rate.GetProperty("to")} {rate.GetProperty("rate")}"
            )
            .Should()
            .Equal("CAD USD 0.7286", "USD CAD 1.3725", "USD EUR 0.92");
    }

    [Theory]
    [InlineData("from,to,rate\nUSD,EUR,0,92\n", "line 2: 4 fields found, 3 expected")]
    [InlineData(
        "from,to,rate\nUSD,EUR,\"0,92\"\n",
        "line 2, column rate, value '0,92': Expected a number above zero"
    )]
    [InlineData(
        "from,to,rate\nUSD,E,0.92\n",
        "line 2, column to, value 'E': Expected three letters"
    )]
    [InlineData(
        "from,to,rate\nUSD,USD,1\n",
        "line 2, column to, value 'USD': Expected another currency"
    )]
    [InlineData(
        "from,to,rate,effective_from\nUSD,EUR,1,soon\n",
        "line 2, column effective_from, value 'soon'"
    )]
    [InlineData("from,to\nUSD,EUR\n", "line 1, column rate, value '': This column is missing")]
    [InlineData(
        "from,to,rate,note\nUSD,EUR,1,x\n",
        "line 1, column note, value 'note': There is no such column"
    )]
    [InlineData(
        "from,to,rate\nUSD,EUR,1\nUSD,EUR,2\n",
        "line 3: A rate of these currencies and this time stands already in line 2"
    )]
    [InlineData("from,to,rate\n", "There is no rate in it")]
    [InlineData("", "This column is missing")]
    public async Task Import_WrongFile_IsRefusedWhole(string file, string words)
    {
        await rig.DoAsync("exchange", "add", "USD", "CAD", "1.3725");
        rig.Input =
            file
            + (file.StartsWith("from,to,rate\n", StringComparison.Ordinal) ? "GBP,USD,1.25\n" : "");
        if (words.StartsWith("There is no rate", StringComparison.Ordinal))
        {
            rig.Input = file;
        }

        var result = await rig.RunAsync("exchange", "import", "-");

        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain("nothing was imported").And.Contain(words);
        (await rig.DoAsync("exchange", "list", "--json")).Json.GetArrayLength().Should().Be(1);
    }
}
