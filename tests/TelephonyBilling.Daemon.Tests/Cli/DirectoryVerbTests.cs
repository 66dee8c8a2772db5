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
    public async Task ExtensionSet_ChangesWhatIsNamed_AndAnEmptyTextTakesItAway()
    {
        await rig.OpenAccountAsync();

        var json = (
            await rig.DoAsync([
                "extension",
                "set",
                "1001",
                "--member",
                "Bob",
                "--department",
                "Sales",
                "--account-code",
                "4711",
                "--international",
                "on",
                "--max-calls",
                "2",
                "--json",
            ])
        ).Json;
        json.GetProperty("member").GetString().Should().Be("Bob");
        json.GetProperty("department").GetString().Should().Be("Sales");
        json.GetProperty("accountCode").GetString().Should().Be("4711");
        json.GetProperty("international").GetBoolean().Should().BeTrue();
        json.GetProperty("maxCalls").GetInt32().Should().Be(2);
        json.GetProperty("number").GetString().Should().Be("+13125550100", "it was not named");

        await rig.DoAsync("extension", "set", "1001", "--department", "", "--number", "");
        var listed = (await rig.DoAsync("extension", "list", "--json")).Json[0];
        listed.GetProperty("department").GetString().Should().BeNull();
        listed.GetProperty("number").GetString().Should().BeNull();
        listed.GetProperty("member").GetString().Should().Be("Bob");
    }

    [Fact]
    public async Task ExtensionSet_FaxMachine_StaysOne()
    {
        await rig.OpenAccountAsync();

        var json = (await rig.DoAsync("extension", "set", "1001", "--fax", "on", "--json")).Json;

        json.GetProperty("fax").GetBoolean().Should().BeTrue();
        (await rig.DoAsync("extension", "set", "1001", "--max-calls", "2"))
            .Out.Should()
            .Contain("yes", "it still is a fax machine");
    }

    [Theory]
    [InlineData("There is no extension '1009'", "extension", "set", "1009", "--member", "Bob")]
    [InlineData("doesn't own +14165550123", "extension", "set", "1001", "--number", "+14165550123")]
    [InlineData(
        "with account code '4711' already",
        "extension",
        "set",
        "1001",
        "--account-code",
        "4711"
    )]
    [InlineData("There is no extension '1009'", "extension", "remove", "1009")]
    [InlineData("default number of 1001", "number", "remove", "+13125550100")]
    [InlineData("No account owns the number +14165550123", "number", "remove", "+14165550123")]
    [InlineData("has a member 'Ada' already", "member", "add", "acme", "Ada")]
    [InlineData("There is no account 'nobody'", "member", "add", "nobody", "Ada")]
    [InlineData("There is no account 'nobody'", "member", "remove", "nobody", "Ada")]
    [InlineData("has no member 'Eve'", "member", "set", "acme", "Eve", "--role", "admin")]
    [InlineData("has no member 'Eve'", "member", "remove", "acme", "Eve")]
    [InlineData("'Ada' has 1001", "member", "remove", "acme", "Ada")]
    public async Task WhatCantBeDone_IsRefusedWithTheReason(string why, params string[] arguments)
    {
        await rig.OpenAccountAsync();
        await rig.DoAsync("extension", "add", "acme", "1002", "--account-code", "4711");
        await rig.DoAsync("member", "add", "acme", "Ada");

        var result = await rig.RunAsync(arguments);

        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain(why);
    }

    [Fact]
    public async Task Remove_ExtensionMemberAndNumber_AreGone()
    {
        await rig.OpenAccountAsync();
        await rig.DoAsync("member", "add", "acme", "Ada");

        await rig.DoAsync("extension", "remove", "1001");
        await rig.DoAsync("member", "remove", "ACME", "Ada");
        await rig.DoAsync("number", "remove", "+13125550100");

        foreach (var list in new[] { "extension", "member", "number" })
        {
            (await rig.DoAsync(list, "list", "--json")).Json.GetArrayLength().Should().Be(0);
        }
    }

    [Fact]
    public async Task Member_AddSetAndList_ShowWhatIsKnown()
    {
        await rig.OpenAccountAsync();
        await rig.DoAsync("member", "add", "acme", "Bob");
        await rig.DoAsync([
            "member",
            "add",
            "acme",
            "Ada",
            "--email",
            "ada@example.com",
            "--role",
            "owner",
            "--department",
            "Sales",
        ]);
        await rig.DoAsync("member", "set", "acme", "Ada", "--role", "manager", "--email", "");

        var members = (await rig.DoAsync("member", "list", "--account", "acme", "--json")).Json;

        members
            .EnumerateArray()
            .Select(member => member.ToString())
            .Should()
            .SatisfyRespectively(
                ada =>
                    ada.Should()
                        .Contain("Ada")
                        .And.Contain("manager")
                        .And.Contain("Sales")
                        .And.NotContain("example.com"),
                bob => bob.Should().Contain("Bob").And.Contain("\"role\": \"member\"")
            );
    }

    [Fact]
    public async Task Gate_ExtensionWithoutDepartment_TakesThatOfItsMember()
    {
        await rig.OpenAccountAsync();
        await rig.DoAsync("member", "add", "acme", "Ada", "--department", "Sales");

        await using var store = await rig.OpenStoreAsync();

        store.Directory.Current().FindExtension("1001")!.Department.Should().Be("Sales");
    }
}
