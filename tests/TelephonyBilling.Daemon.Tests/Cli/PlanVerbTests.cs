namespace TelephonyBilling.Daemon.Tests.Cli;

/// <summary>Plans of several decks, and rules over them.</summary>
public sealed class PlanVerbTests : IDisposable
{
    private const string BlockList = """
        prefix,destination,per_minute,flags
        4479,Fraud,,blocked: fraud

        """;

    private readonly CliRig rig = new();

    public void Dispose() => rig.Dispose();

    [Fact]
    public async Task Create_WithDecks_AsksThemInTheirOrder()
    {
        await OpenAsync();

        var plan = (
            await rig.DoAsync("plan", "create", "pro", "--decks", "block-list,standard", "--json")
        ).Json;

        plan.GetProperty("name").GetString().Should().Be("pro");
        plan.GetProperty("decks")
            .EnumerateArray()
            .Select(deck => deck.GetString())
            .Should()
            .Equal("block-list", "standard");
        await rig.DoAsync("account", "set", "acme", "--plan", "pro");
        (await LookupAsync("+447900900123")).Reason.Should().Be("destination-blocked");
        (await LookupAsync("+442079460000")).PerMinute.Should().Be("0.02");
    }

    [Fact]
    public async Task Set_ForAService_LeavesTheOthers()
    {
        await OpenAsync();
        await rig.DoAsync("plan", "create", "pro", "--decks", "standard");

        await rig.DoAsync([
            "plan",
            "set",
            "pro",
            "--decks",
            "block-list",
            "--service",
            "tollfree-inbound",
        ]);

        var shown = (await rig.DoAsync("plan", "show", "pro")).Out;
        shown
            .Should()
            .MatchRegex("decks +standard\n")
            .And.MatchRegex("tollfree-inbound +block-list\n");
        await rig.DoAsync([
            "plan",
            "set",
            "pro",
            "--decks",
            "none",
            "--service",
            "tollfree-inbound",
        ]);
        (await rig.DoAsync("plan", "show", "pro")).Out.Should().NotContain("tollfree-inbound");
    }

    [Theory]
    [InlineData("There is no deck 'gold'; nothing was changed", "create", "pro", "--decks", "gold")]
    [InlineData(
        "There is no deck 'gold'; nothing was changed",
        "set",
        "standard",
        "--decks",
        "gold"
    )]
    [InlineData("There is no plan 'gold'", "set", "gold", "--decks", "standard")]
    [InlineData("There is no plan 'gold'", "show", "gold")]
    [InlineData("There is a plan 'standard' already", "create", "standard")]
    [InlineData("A deck is named twice", "set", "standard", "--decks", "standard,standard")]
    public async Task WhatIsNotThere_IsRefusedAndChangesNothing(string words, params string[] verb)
    {
        await OpenAsync();
        var before = (await rig.DoAsync("plan", "list")).Out;

        var result = await rig.RunAsync(["plan", .. verb]);

        result.ExitCode.Should().NotBe(0);
        result.Error.Should().Contain(words);
        (await rig.DoAsync("plan", "list")).Out.Should().Be(before);
    }

    // options of the rule | number | on answer, a minute, deck's rate
    [Theory]
    [InlineData("--country GB --included", "+442079460000", "0.00 0.00 needs credit")]
    [InlineData("--country GB --free", "+442079460000", "0.00 0.00")]
    [InlineData("--prefix 4420 --rate 0.01", "+442079460000", "0.00 0.01")]
    [InlineData(
        "--prefix 4420 --rate 0.01 --fee 0.02 --increments 6/6",
        "+442079460000",
        "0.02 0.01"
    )]
    [InlineData("--prefix +4420 --percent 50", "+442079460000", "0.02 0.01")]
    [InlineData("--prefix 4420 --percent 50", "+441619460000", "0.04 0.02")]
    [InlineData("--country GB --block fraud", "+442079460000", "destination-blocked")]
    [InlineData(
        "--country GB --block fraud --service tollfree-inbound",
        "+442079460000",
        "0.04 0.02"
    )]
    [InlineData("--prefix 881 --rate 5", "+88161234567", "0.00 5.00")]
    [InlineData("--prefix 881 --allow", "+88161234567", "destination-blocked")]
    [InlineData("--country FR --rate 0.03 --destination France", "+33142685300", "0.00 0.03")]
    public async Task Rule_OfPlanOrAccount_ChangesThePrice(
        string options,
        string number,
        string expected
    )
    {
        await OpenAsync();
        foreach (var owner in (string[])["--plan standard", "--account ACME"])
        {
            var id = (
                await rig.DoAsync([
                    "rule",
                    "add",
                    .. owner.Split(' '),
                    .. options.Split(' '),
                    "--json",
                ])
            )
                .Json.GetProperty("id")
                .GetInt64();

            var found = await LookupAsync(number);

            (
                found.Reason
                ?? $"{found.OnAnswer} {found.PerMinute}{(found.NeedsCredit ? " needs credit" : "")}"
            )
                .Should()
                .Be(expected, owner);
            await rig.DoAsync("rule", "remove", $"{id}");
        }
        (await rig.DoAsync("rule", "list", "--json")).Json.GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task Rule_OfAnAccount_IsAboveItsPlans()
    {
        await OpenAsync();
        await RuleAsync("--plan", "standard", "--country", "GB", "--block", "fraud");
        await RuleAsync("--account", "acme", "--prefix", "4420", "--rate", "0.01");

        (await LookupAsync("+442079460000")).PerMinute.Should().Be("0.01");
        (await LookupAsync("+441619460000")).Reason.Should().Be("destination-blocked");
    }

    [Fact]
    public async Task Rule_SameNumbersAgain_IsRefusedAndNamesTheOther()
    {
        await OpenAsync();
        await RuleAsync("--plan", "standard", "--country", "GB", "--free");

        var result = await rig.RunAsync([
            "rule",
            "add",
            "--plan",
            "standard",
            "--country",
            "gb",
            "--included",
        ]);

        result.ExitCode.Should().Be(1);
        result
            .Error.Should()
            .Contain("has a rule for country GB already, 1")
            .And.Contain("rule remove 1");
    }

    [Theory]
    [InlineData("--plan standard --country GB", "Say what the rule does")]
    [InlineData("--plan standard --country GB --free --included", "in one way")]
    [InlineData("--country GB --free", "--plan or --account")]
    [InlineData("--plan standard --account acme --free", "expected one of them")]
    [InlineData("--plan standard --country UK --free", "--country is 'UK'")]
    [InlineData("--plan standard --prefix 044 --free", "--prefix is '044'")]
    [InlineData("--plan standard --country GB --prefix 44 --free", "expected one of them")]
    [InlineData("--plan standard --percent 0", "--percent is 0")]
    [InlineData("--plan standard --rate -1", "--rate is '-1'")]
    [InlineData("--plan standard --rate 0.0000001", "--rate is '0.0000001'")]
    [InlineData("--plan standard --rate 1 --increments 60", "--increments is '60'")]
    [InlineData("--plan standard --free --fee 1", "belong to --rate")]
    public async Task Rule_ThatIsNone_IsWrongUsage(string options, string words)
    {
        await OpenAsync();

        var result = await rig.RunAsync(["rule", "add", .. options.Split(' ')]);

        result.ExitCode.Should().Be(2, result.Error);
        result.Error.Should().Contain(words);
    }

    [Theory]
    [InlineData("There is no plan 'gold'", "add", "--plan", "gold", "--free")]
    [InlineData("There is no account 'nobody'", "add", "--account", "nobody", "--free")]
    [InlineData("There is no account 'nobody'", "list", "--account", "nobody")]
    [InlineData("There is no rule 7", "remove", "7")]
    public async Task Rule_OfWhatIsNotThere_IsRefused(string words, params string[] verb)
    {
        await OpenAsync();

        var result = await rig.RunAsync(["rule", .. verb]);

        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain(words);
    }

    [Fact]
    public async Task Rule_PriceOfAPlanOfTwoCurrencies_HasToNameItsOwn()
    {
        await OpenAsync();
        await rig.DoAsync([
            "rates",
            "import",
            rig.Write("eur.csv", CliRig.Rates),
            "--deck",
            "euro",
            "--currency",
            "EUR",
        ]);
        await rig.DoAsync("plan", "create", "mixed", "--decks", "euro,standard");

        var result = await rig.RunAsync("rule", "add", "--plan", "mixed", "--rate", "0.01");
        result.ExitCode.Should().Be(2);
        result.Error.Should().Contain("--currency");

        (await RuleAsync("--plan", "mixed", "--rate", "0.01", "--currency", "EUR", "--json"))
            .Json.GetProperty("price")
            .GetProperty("currency")
            .GetString()
            .Should()
            .Be("EUR");
    }

    [Fact]
    public async Task Rule_List_SaysWhatEachDoes()
    {
        await OpenAsync();
        await RuleAsync("--plan", "standard", "--country", "US", "--included", "--note", "Pro");
        await RuleAsync("--account", "acme", "--prefix", "44", "--percent", "80");

        var all = (await rig.DoAsync("rule", "list")).Out;
        var own = (await rig.DoAsync("rule", "list", "--account", "acme", "--json")).Json;

        all.Should()
            .MatchRegex(@"1  plan 'standard' +country US +included in the plan.*Pro")
            .And.MatchRegex(@"2  account 'acme' +prefix 44 +80 % of the deck's fee and price");
        own.GetArrayLength().Should().Be(1);
        own[0].GetProperty("percent").GetInt32().Should().Be(80);
    }

    private async Task OpenAsync()
    {
        await rig.OpenAccountAsync();
        await rig.DoAsync([
            "rates",
            "import",
            rig.Write("block.csv", BlockList),
            "--deck",
            "block-list",
            "--currency",
            "USD",
        ]);
    }

    private Task<CliResult> RuleAsync(params string[] options) =>
        rig.DoAsync(["rule", "add", .. options]);

    private async Task<(
        string? Reason,
        string? OnAnswer,
        string? PerMinute,
        bool NeedsCredit
    )> LookupAsync(string number)
    {
        var found = (
            await rig.RunAsync("rates", "lookup", number, "--account", "acme", "--json")
        ).Json;
        return (
            found.GetProperty("reason").GetString(),
            found.GetProperty("onAnswer").GetString(),
            found.GetProperty("perMinute").GetString(),
            found.GetProperty("needsCredit").GetBoolean()
        );
    }
}
