using System.Text.Json;

namespace TelephonyBilling.Daemon.Tests.Cli;

/// <summary>What an import says before it changes anything, from when on it holds, and whose files it reads.</summary>
public sealed class RateImportTests : IDisposable
{
    private const string Next = """
        prefix,destination,connection_fee,per_minute,increments,service,flags
        44,United Kingdom,0.04,0.03,60/60,,
        4477,"United Kingdom, mobile",0.04,0.10,30/6,,
        881,Satellite,0,4.5,,,
        49,Germany,,0.01,,,
        33;34,France and Spain,,0.01,,,

        """;

    private readonly CliRig rig = new();

    public void Dispose() => rig.Dispose();

    [Fact]
    public async Task DryRun_SaysWhatWouldChangeAndChangesNothing()
    {
        await rig.OpenAccountAsync();
        var before = (await rig.DoAsync("rates", "export", "standard")).Out;

        var result = await ImportAsync(Next, "--dry-run");

        result.Out.Should().Contain("The file is right: 6 rates. Nothing was changed.");
        result.Out.Should().Contain("Compared with the 5 rates in force");
        result.Out.Should().Contain("2 new, 4 changed, 1 gone, 0 the same.");
        result
            .Out.Should()
            .Contain("1 blocked no more; 1 free, now paid; 1 dearer; 1 cheaper.")
            .And.MatchRegex(
                @"blocked no more +881 +Satellite +blocked \(satellite\) +4\.50/min 60/60"
            )
            .And.MatchRegex(@"free, now paid +49 +Germany +free +0\.01/min 60/60")
            .And.MatchRegex(@"dearer +44 +United Kingdom +0\.04 \+ 0\.02/min 60/60 +0\.04 \+ 0\.03")
            .And.MatchRegex(@"cheaper +4477 +United Kingdom, mobile")
            .And.MatchRegex(@"gone +1800 +Toll-free +tollfree-inbound +0\.03/min 6/6 +-");
        (await rig.DoAsync("rates", "export", "standard")).Out.Should().Be(before);
    }

    [Fact]
    public async Task DryRun_Json_HasEveryRowWithBothPrices()
    {
        await rig.OpenAccountAsync();

        var difference = (await ImportAsync(Next, "--dry-run", "--json")).Json.GetProperty(
            "difference"
        );

        difference.GetProperty("before").GetInt32().Should().Be(5);
        difference.GetProperty("new").GetInt32().Should().Be(2);
        difference.GetProperty("freeToPaid").GetInt32().Should().Be(1);
        difference.GetProperty("unblocked").GetInt32().Should().Be(1);
        var rows = difference.GetProperty("rows").EnumerateArray().ToList();
        rows.Should().HaveCount(7);
        var dearer = rows.Single(row => row.GetProperty("prefix").GetString() == "44");
        dearer.GetProperty("change").GetString().Should().Be("changed");
        dearer.GetProperty("dearer").GetBoolean().Should().BeTrue();
        PerMinute(dearer, "before").Should().Be("0.02");
        PerMinute(dearer, "after").Should().Be("0.03");
        rows.Single(row => row.GetProperty("change").GetString() == "gone")
            .GetProperty("after")
            .ValueKind.Should()
            .Be(JsonValueKind.Null);
    }

    [Fact]
    public async Task DryRun_FirstRowsOfEachKindOnly_WhereThatIsAsked()
    {
        await rig.OpenAccountAsync();
        var many =
            "prefix,destination,per_minute\n44,United Kingdom,0.02\n"
            + string.Concat(Enumerable.Range(100, 50).Select(i => $"33{i},France {i},0.01\n"));

        var result = await ImportAsync(many, "--dry-run", "--rows", "3");

        result.Out.Should().Contain("France 102").And.NotContain("France 103");
        result.Out.Should().MatchRegex(@"new +… +and 47 more");
    }

    [Fact]
    public async Task Diff_ImportsToo()
    {
        await rig.OpenAccountAsync();

        var result = await ImportAsync(Next, "--diff");

        result.Out.Should().Contain("Imported 6 rates").And.Contain("1 dearer");
        (await RateAsync("44")).Should().Be("0.03");
    }

    [Fact]
    public async Task DryRun_NoRatesYet_EverythingIsNew()
    {
        var result = await ImportAsync(Next, "--dry-run");

        result.Out.Should().Contain("No rates of this deck are in force").And.Contain("6 new.");
        File.Exists(rig.DatabasePath).Should().BeFalse();
    }

    [Fact]
    public async Task DryRun_OtherCurrency_IsRefused()
    {
        await rig.OpenAccountAsync();

        var result = await rig.RunAsync([
            "rates",
            "import",
            rig.Write("eur.csv", Next),
            "--currency",
            "EUR",
            "--dry-run",
        ]);

        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain("exists in another currency than EUR");
    }

    [Fact]
    public async Task Effective_InTheFuture_HoldsFromThenOn()
    {
        await rig.OpenAccountAsync();
        var day = rig.Time.GetUtcNow().AddDays(3).ToString("yyyy-MM-dd");

        var imported = await ImportAsync(Next, "--effective", day);
        imported.Out.Should().Contain($"in force from {day} 00:00:00Z");
        (await RateAsync("44")).Should().Be("0.02");

        var now = await ImportAsync(
            CliRig.Rates.Replace("0.02", "0.025", StringComparison.Ordinal)
        );
        now.Error.Should().Contain($"From {day} 00:00:00Z on other rates of this deck count");
        (await RateAsync("44")).Should().Be("0.025");

        rig.Time.Advance(TimeSpan.FromDays(3));
        (await RateAsync("44")).Should().Be("0.03");
    }

    [Fact]
    public async Task DryRun_ForALaterTime_ComparesWithWhatHoldsThen()
    {
        await rig.OpenAccountAsync();
        var day = rig.Time.GetUtcNow().AddDays(3).ToString("yyyy-MM-dd");
        await ImportAsync(Next, "--effective", day);

        var later = await ImportAsync(
            Next,
            "--dry-run",
            "--effective",
            rig.Time.GetUtcNow().AddDays(4).ToString("yyyy-MM-dd")
        );

        later.Out.Should().Contain("0 new, 0 changed, 0 gone, 6 the same.");
    }

    [Fact]
    public async Task Effective_InThePast_DoesNotReplaceWhatHeldThen()
    {
        await ImportAsync(CliRig.Rates, "--effective", "2020-01-01");

        var result = await TryImportAsync(Next, "--effective", "2020-01-01");

        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain("calls were sold by them");
        (await RateAsync("44")).Should().Be("0.02");
    }

    [Fact]
    public async Task Effective_NotATime_IsWrongUsage()
    {
        var result = await TryImportAsync(Next, "--effective", "tomorrow");

        result.ExitCode.Should().Be(2);
        result.Error.Should().Contain("--effective is 'tomorrow'");
    }

    [Fact]
    public async Task Map_NamesTheColumnsOfAnotherCarrier()
    {
        await ImportAsync(
            "Country;\"Dial Code\";\"Rate, EUR\";Notes\nSwitzerland;\"41;4122\";0,031;x\n",
            "--map",
            "prefix=Dial Code,destination=Country",
            "--map",
            "per_minute=\"Rate, EUR\"",
            "--separator",
            "semicolon",
            "--decimal-comma"
        );

        (await RateAsync("4122")).Should().Be("0.031");
    }

    [Fact]
    public async Task Layout_IsThatOfAnotherProgram()
    {
        await ImportAsync(
            "dialprefix;destination;rateinitial;initblock;billingblock\n41;Switzerland;0.031;30;6\n",
            "--layout",
            "a2billing"
        );

        (await RateAsync("41")).Should().Be("0.031");
    }

    [Theory]
    [InlineData("prefix=A,destination=B", "says nothing of per_minute")]
    [InlineData("prefix=A,destination=B,price=C", "names a column 'price'")]
    [InlineData("prefix=A,prefix=B", "names prefix twice")]
    [InlineData("prefix", "has 'prefix': expected COLUMN=HEADING")]
    [InlineData("prefix=", "has 'prefix=': expected COLUMN=HEADING")]
    [InlineData(
        "prefix=A,destination=B,per_minute=C,subsequent_seconds=D",
        "without initial_seconds"
    )]
    [InlineData(
        "prefix=A,destination=B,per_minute=C,initial_seconds=D,increments=E",
        "names both increments and initial_seconds"
    )]
    public async Task Map_ThatIsNone_IsWrongUsage(string map, string words)
    {
        var result = await TryImportAsync(Next, "--map", map);

        result.ExitCode.Should().Be(2);
        result.Error.Should().Contain(words);
    }

    [Fact]
    public async Task Terminal_ShowsProgress_OtherwiseNothingIsPrinted()
    {
        rig.IsTerminal = true;
        (await ImportAsync(Next)).Out.Should().Contain("Reading").And.Contain("Writing 6 rates");
        (await ImportAsync(Next, "--json")).Json.GetProperty("rates").GetInt32().Should().Be(6);

        rig.IsTerminal = false;
        (await ImportAsync(Next)).Out.Should().StartWith("Imported 6 rates");
    }

    private static string? PerMinute(JsonElement row, string side) =>
        row.GetProperty(side).GetProperty("ratePerMinute").GetString();

    private Task<CliResult> TryImportAsync(string file, params string[] options) =>
        rig.RunAsync([
            "rates",
            "import",
            rig.Write("file.csv", file),
            "--currency",
            "USD",
            .. options,
        ]);

    private async Task<CliResult> ImportAsync(string file, params string[] options)
    {
        var result = await TryImportAsync(file, options);
        result.ExitCode.Should().Be(0, result.Error);
        return result;
    }

    private async Task<string?> RateAsync(string prefix) =>
        (await rig.DoAsync("rates", "export", "standard", "--json"))
            .Json.EnumerateArray()
            .Single(rate => rate.GetProperty("prefix").GetString() == prefix)
            .GetProperty("ratePerMinute")
            .GetString();
}
