namespace TelephonyBilling.Daemon.Tests.Cli;

public sealed class AccountVerbTests : IDisposable
{
    private readonly CliRig rig = new();

    public void Dispose() => rig.Dispose();

    [Fact]
    public async Task Show_Json_HasTheFieldsOfTheContract()
    {
        await rig.OpenAccountAsync();

        var json = (await rig.DoAsync("account", "show", "acme", "--json")).Json;

        json.GetProperty("id").GetString().Should().Be("acme");
        json.GetProperty("currency").GetString().Should().Be("USD");
        json.GetProperty("plan").GetString().Should().Be("standard");
        json.GetProperty("status").GetString().Should().Be("active");
        json.GetProperty("balance").GetString().Should().Be("10.00");
        json.GetProperty("held").GetString().Should().Be("0.00");
        json.GetProperty("available").GetString().Should().Be("10.00");
        json.GetProperty("createdAt").GetString().Should().EndWith("Z");
    }

    [Fact]
    public async Task Create_WithTimeZone_ShowsItAndItsTimes()
    {
        await rig.DoAsync("account", "create", "acme", "--time-zone", "America/New_York");

        var shown = (await rig.DoAsync("account", "show", "acme")).Out;
        var json = (await rig.DoAsync("account", "show", "acme", "--json")).Json;

        shown
            .Should()
            .Contain("time zone  America/New_York\n")
            .And.MatchRegex("created .*-0[45]:00\n");
        json.GetProperty("timeZone").GetString().Should().Be("America/New_York");
        json.GetProperty("createdAt").GetString().Should().EndWith("Z", "JSON is in UTC");
    }

    [Fact]
    public async Task Set_ContactsAndWhatItMay_IsShown_AndNoneTakesItAway()
    {
        await rig.DoAsync(
            "account",
            "create",
            "acme",
            "--email",
            "ann@example.com",
            "--trial",
            "on"
        );
        await rig.DoAsync(
            "account",
            "set",
            "acme",
            "--billing-email",
            "books@example.com",
            "--billing-address",
            "12 High St, London",
            "--language",
            "fr",
            "--confirm-card",
            "on"
        );

        var json = (await rig.DoAsync("account", "show", "acme", "--json")).Json;

        json.GetProperty("email").GetString().Should().Be("ann@example.com");
        json.GetProperty("billingEmail").GetString().Should().Be("books@example.com");
        json.GetProperty("billingAddress").GetString().Should().Be("12 High St, London");
        json.GetProperty("language").GetString().Should().Be("fr");
        json.GetProperty("trial").GetBoolean().Should().BeTrue();
        json.GetProperty("needsCardConfirmation").GetBoolean().Should().BeTrue();
        (await rig.DoAsync("account", "set", "acme", "--billing-email", "none", "--trial", "off"))
            .Out.Should()
            .Contain("ann@example.com")
            .And.NotContain("books@example.com")
            .And.NotContain("trial");
    }

    [Theory]
    [InlineData("--email", "ann", "'ann' is not a mail address")]
    [InlineData("--billing-email", "a@b.example\nBcc: x@y.example", "is not a mail address")]
    [InlineData("--language", "French", "'French' is not a language")]
    public async Task Set_ContactThatIsNone_IsWrongUsageAndChangesNothing(
        string option,
        string value,
        string why
    )
    {
        await rig.OpenAccountAsync();

        var result = await rig.RunAsync("account", "set", "acme", option, value);

        result.ExitCode.Should().Be(2);
        result.Error.Should().Contain(why);
        (await rig.DoAsync("account", "show", "acme", "--json"))
            .Json.GetProperty("language")
            .GetString()
            .Should()
            .Be("en");
    }

    [Fact]
    public async Task Create_UnknownTimeZone_IsWrongUsageAndMakesNothing()
    {
        var result = await rig.RunAsync("account", "create", "acme", "--time-zone", "Mars/Base");

        result.ExitCode.Should().Be(2);
        result.Error.Should().Contain("'Mars/Base' is not a time zone");
        (await rig.RunAsync("account", "show", "acme")).ExitCode.Should().Be(1);
    }

    [Fact]
    public async Task Show_ForPeople_IsPlainText()
    {
        await rig.OpenAccountAsync();

        var shown = await rig.DoAsync("account", "show", "acme");

        shown.Out.Should().Contain("balance    10.00 USD\n").And.NotContain("\u001b");
        shown.Error.Should().BeEmpty();
    }

    [Fact]
    public async Task Create_Twice_IsRefusedAndChangesNothing()
    {
        await rig.OpenAccountAsync();

        var again = await rig.RunAsync("account", "create", "acme", "--name", "Other");

        again.ExitCode.Should().Be(1);
        again.Error.Should().Contain("There is an account 'acme' already");
        (await rig.DoAsync("account", "show", "acme")).Out.Should().Contain("Acme Ltd");
    }

    [Theory]
    [InlineData("Bad Id", "is not an account id")]
    [InlineData("", "is not an account id")]
    public async Task Create_BadId_IsWrongUsage(string id, string says)
    {
        var result = await rig.RunAsync("account", "create", id);

        result.ExitCode.Should().Be(2);
        result.Error.Should().Contain(says).And.NotContain("Parameter");
    }

    [Fact]
    public async Task Create_BadCurrency_IsWrongUsage()
    {
        var result = await rig.RunAsync("account", "create", "acme", "--currency", "dollars");

        result.ExitCode.Should().Be(2);
        result.Error.Should().Contain("'dollars' is not a currency");
    }

    [Fact]
    public async Task Create_PlanWithoutRates_SaysHowToImportThem()
    {
        var result = await rig.DoAsync("account", "create", "acme", "--plan", "gold");

        result.Error.Should().Contain("rates import FILE --deck gold --currency USD");
    }

    [Fact]
    public async Task Set_ChangesWhatIsNamedAndNothingElse()
    {
        await rig.OpenAccountAsync();
        await rig.DoAsync([
            "account",
            "set",
            "acme",
            "--min-balance",
            "2",
            "--max-rate",
            "0.50",
            "--max-fee",
            "0.10",
            "--max-calls",
            "3",
        ]);

        var account = (
            await rig.DoAsync([
                "account",
                "set",
                "acme",
                "--name",
                "Acme & Daughters",
                "--time-zone",
                "Europe/Zurich",
                "--max-fee",
                "none",
                "--json",
            ])
        ).Json;

        account.GetProperty("name").GetString().Should().Be("Acme & Daughters");
        account.GetProperty("timeZone").GetString().Should().Be("Europe/Zurich");
        account.GetProperty("plan").GetString().Should().Be("standard");
        account.GetProperty("minBalance").GetString().Should().Be("2.00");
        account.GetProperty("maxRatePerMinute").GetString().Should().Be("0.50");
        account.GetProperty("maxConnectionFee").GetString().Should().BeNull();
        account.GetProperty("maxCalls").GetInt32().Should().Be(3);
        account.GetProperty("balance").GetString().Should().Be("10.00");
        (await rig.DoAsync("account", "show", "acme"))
            .Out.Should()
            .MatchRegex(@"least to call +2\.00 USD\n")
            .And.MatchRegex(@"pays a minute +at most 0\.50 USD\n")
            .And.NotContain("pays on answer");
    }

    [Fact]
    public async Task Set_PlanWithoutRates_IsSetAndSaysHowToImportThem()
    {
        await rig.OpenAccountAsync();

        var result = await rig.DoAsync("account", "set", "acme", "--plan", "gold", "--json");

        result.Json.GetProperty("plan").GetString().Should().Be("gold");
        result.Error.Should().Contain("There are no rates for plan 'gold' yet");
    }

    [Theory]
    [InlineData("--time-zone", "Europe/Zürich")]
    [InlineData("--max-rate", "-1")]
    [InlineData("--min-balance", "0,5")]
    [InlineData("--max-calls", "many")]
    public async Task Set_WhatCantBe_IsWrongUsageAndChangesNothing(string option, string value)
    {
        await rig.OpenAccountAsync();
        var before = (await rig.DoAsync("account", "show", "acme")).Out;

        var result = await rig.RunAsync("account", "set", "acme", "--name", "New", option, value);

        result.ExitCode.Should().Be(2);
        (await rig.DoAsync("account", "show", "acme")).Out.Should().Be(before);
        (await rig.RunAsync("account", "set", "nobody", "--name", "New")).ExitCode.Should().Be(1);
    }

    [Fact]
    public async Task Show_UnknownAccount_IsRefused()
    {
        await rig.OpenAccountAsync();

        var result = await rig.RunAsync("account", "show", "nobody");

        result.ExitCode.Should().Be(1);
        result.Out.Should().BeEmpty();
        result.Error.Should().Contain("There is no account 'nobody'");
    }

    [Fact]
    public async Task Suspend_AndResume_ChangeTheStatus()
    {
        await rig.OpenAccountAsync();

        var suspended = await rig.DoAsync("account", "suspend", "acme", "--json");
        var resumed = await rig.DoAsync("account", "resume", "acme", "--json");

        suspended.Json.GetProperty("status").GetString().Should().Be("suspended");
        resumed.Json.GetProperty("status").GetString().Should().Be("active");
        (await rig.RunAsync("account", "suspend", "nobody")).ExitCode.Should().Be(1);
    }

    [Fact]
    public async Task List_ShowsAllAligned()
    {
        await rig.OpenAccountAsync();
        await rig.DoAsync("account", "create", "zeta");

        var lines = (await rig.DoAsync("account", "list")).Out.Split('\n');

        lines[0]
            .Should()
            .Be("ACCOUNT  NAME      PLAN      STATUS  BALANCE  HELD  AVAILABLE  CURRENCY");
        lines[1].Should().Be("acme     Acme Ltd  standard  active    10.00  0.00      10.00  USD");
        lines[2].Should().Be("zeta               standard  active     0.00  0.00       0.00  USD");
    }

    [Fact]
    public async Task List_NoDatabase_SaysWhatToDo()
    {
        var result = await rig.RunAsync("account", "list");

        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain("There is no database").And.Contain("Store:Path");
    }
}
