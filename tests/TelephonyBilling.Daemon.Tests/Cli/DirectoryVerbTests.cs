namespace TelephonyBilling.Daemon.Tests.Cli;

public sealed class DirectoryVerbTests : IDisposable
{
    private readonly CliRig rig = new();

    public void Dispose() => rig.Dispose();

    [Fact]
    public async Task NumberAdd_KindAndCountry_FollowFromTheNumber()
    {
        await rig.OpenAccountAsync();

        var json = (await rig.DoAsync("number", "add", "acme", "1 416 555 0123", "--json")).Json;

        json.GetProperty("number").GetString().Should().Be("+14165550123");
        json.GetProperty("kind").GetString().Should().Be("local");
        json.GetProperty("country").GetString().Should().Be("CA");
        json.GetProperty("international").GetBoolean().Should().BeFalse();
    }

    [Fact]
    public async Task NumberAdd_TollFree_TakesItsLimits()
    {
        await rig.OpenAccountAsync();

        var json = (
            await rig.DoAsync([
                "number",
                "add",
                "acme",
                "+18005550199",
                "--country",
                "us",
                "--max-calls-per-caller",
                "2",
                "--json",
            ])
        ).Json;

        json.GetProperty("kind").GetString().Should().Be("toll-free");
        json.GetProperty("country").GetString().Should().Be("US");
        json.GetProperty("maxCallsPerCaller").GetInt32().Should().Be(2);
    }

    [Fact]
    public async Task NumberAdd_CountryUnclear_AsksForIt()
    {
        await rig.OpenAccountAsync();

        var result = await rig.RunAsync("number", "add", "acme", "+18005550199");

        result.ExitCode.Should().Be(2);
        result.Error.Should().Contain("--country");
    }

    [Fact]
    public async Task NumberAdd_Duplicate_NamesTheOwner()
    {
        await rig.OpenAccountAsync();
        await rig.DoAsync("account", "create", "zeta");

        var result = await rig.RunAsync("number", "add", "zeta", "+13125550100");

        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain("belongs to account 'acme' already");
    }

    [Theory]
    [InlineData("number", "add", "nobody", "+14165550123")]
    [InlineData("extension", "add", "nobody", "1002")]
    public async Task Add_UnknownAccount_IsRefused(params string[] arguments)
    {
        await rig.OpenAccountAsync();

        var result = await rig.RunAsync(arguments);

        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain("There is no account 'nobody'");
    }

    [Fact]
    public async Task NumberAdd_NotANumber_IsWrongUsage()
    {
        await rig.OpenAccountAsync();

        var result = await rig.RunAsync("number", "add", "acme", "hello");

        result.ExitCode.Should().Be(2);
        result.Error.Should().Contain("'hello' is not a telephone number");
    }

    [Fact]
    public async Task NumberSet_ChangesWhatIsNamedAndNothingElse()
    {
        await rig.OpenAccountAsync();
        await rig.DoAsync("number", "set", "+13125550100", "--max-calls", "3");

        var json = (
            await rig.DoAsync([
                "number",
                "set",
                "+13125550100",
                "--max-calls-per-caller-per-hour",
                "20",
                "--json",
            ])
        ).Json;

        json.GetProperty("maxCalls").GetInt32().Should().Be(3);
        json.GetProperty("maxCallsPerCallerPerHour").GetInt32().Should().Be(20);
        json.GetProperty("international").GetBoolean().Should().BeTrue();
        (await rig.DoAsync("number", "set", "+13125550100", "--max-calls", "none", "--json"))
            .Json.GetProperty("maxCalls")
            .ValueKind.Should()
            .Be(System.Text.Json.JsonValueKind.Null);
    }

    [Theory]
    [InlineData("--max-calls", "-1")]
    [InlineData("--max-calls", "many")]
    [InlineData("--international", "maybe")]
    public async Task NumberSet_BadValue_IsWrongUsage(string option, string value)
    {
        await rig.OpenAccountAsync();

        var result = await rig.RunAsync("number", "set", "+13125550100", option, value);

        result.ExitCode.Should().Be(2);
        result.Error.Should().Contain(value);
    }

    [Fact]
    public async Task NumberSet_Unknown_IsRefused()
    {
        await rig.OpenAccountAsync();

        (await rig.RunAsync("number", "set", "+14165550123", "--max-calls", "1"))
            .ExitCode.Should()
            .Be(1);
    }

    [Fact]
    public async Task ExtensionAdd_AndList_ShowTheMember()
    {
        await rig.OpenAccountAsync();

        var json = (await rig.DoAsync("extension", "list", "--account", "acme", "--json")).Json;

        json[0].GetProperty("endpoint").GetString().Should().Be("1001");
        json[0].GetProperty("member").GetString().Should().Be("Ada");
        json[0].GetProperty("number").GetString().Should().Be("+13125550100");
    }

    [Fact]
    public async Task ExtensionAdd_Duplicate_IsRefused()
    {
        await rig.OpenAccountAsync();

        var result = await rig.RunAsync("extension", "add", "acme", "1001");

        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain("There is an extension '1001' already");
    }

    [Fact]
    public async Task ExtensionAdd_SomebodyElsesNumber_IsRefused()
    {
        await rig.OpenAccountAsync();

        var result = await rig.RunAsync(
            "extension",
            "add",
            "acme",
            "1002",
            "--number",
            "+14165550123"
        );

        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain("doesn't own +14165550123");
    }

    [Fact]
    public async Task ExtensionSet_ChangesWhatIsNamedAndNothingElse()
    {
        await rig.OpenAccountAsync();

        var json = (await rig.DoAsync("extension", "set", "1001", "--fax", "on", "--json")).Json;

        json.GetProperty("fax").GetBoolean().Should().BeTrue();
        json.GetProperty("member").GetString().Should().Be("Ada");
        json.GetProperty("number").GetString().Should().Be("+13125550100");
        (await rig.DoAsync("extension", "set", "1001", "--max-calls", "2"))
            .Out.Should()
            .Contain("yes", "it still is a fax machine");
    }

    [Theory]
    [InlineData("1002", "--fax", "on", "There is no extension '1002'")]
    [InlineData("1001", "--number", "+14165550123", "doesn't own +14165550123")]
    public async Task ExtensionSet_CantBe_IsRefused(
        string endpoint,
        string option,
        string value,
        string why
    )
    {
        await rig.OpenAccountAsync();

        var result = await rig.RunAsync("extension", "set", endpoint, option, value);

        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain(why);
    }
}
