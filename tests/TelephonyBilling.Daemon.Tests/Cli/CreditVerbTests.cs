namespace TelephonyBilling.Daemon.Tests.Cli;

public sealed class CreditVerbTests : IDisposable
{
    private readonly CliRig rig = new();

    public void Dispose() => rig.Dispose();

    [Fact]
    public async Task Add_Json_ShowsTheEntry()
    {
        await rig.OpenAccountAsync("0");

        var json = (
            await rig.DoAsync("credit", "add", "acme", "2.5", "--note", "cash", "--json")
        ).Json;

        json.GetProperty("outcome").GetString().Should().Be("posted");
        var entry = json.GetProperty("entry");
        entry.GetProperty("kind").GetString().Should().Be("top-up");
        entry.GetProperty("amount").GetString().Should().Be("2.50");
        entry.GetProperty("balanceAfter").GetString().Should().Be("2.50");
        entry.GetProperty("note").GetString().Should().Be("cash");
        entry.GetProperty("actor").GetString().Should().Be("tester");
        entry.GetProperty("cause").GetString().Should().StartWith("topup/manual/");
    }

    [Fact]
    public async Task Add_SameReferenceTwice_AddsOnce()
    {
        await rig.OpenAccountAsync("0");
        await rig.DoAsync("credit", "add", "acme", "5", "--reference", "INV-1");

        var again = await rig.DoAsync(
            "credit",
            "add",
            "acme",
            "5",
            "--reference",
            "INV-1",
            "--json"
        );
        var other = await rig.RunAsync("credit", "add", "acme", "6", "--reference", "INV-1");

        again.Json.GetProperty("outcome").GetString().Should().Be("already-posted");
        again
            .Json.GetProperty("entry")
            .GetProperty("cause")
            .GetString()
            .Should()
            .Be("topup/manual/INV-1");
        other.ExitCode.Should().Be(1);
        other.Error.Should().Contain("was used before for another entry (5.00 USD");
        (await BalanceAsync()).Should().Be("5.00");
    }

    [Fact]
    public async Task Add_TwiceWithoutReference_AddsTwice()
    {
        await rig.OpenAccountAsync("0");
        await rig.DoAsync("credit", "add", "acme", "5");
        await rig.DoAsync("credit", "add", "acme", "5");

        (await BalanceAsync()).Should().Be("10.00");
    }

    [Theory]
    [InlineData("-5", 1, "expected an amount above zero")]
    [InlineData("0", 1, "expected an amount above zero")]
    [InlineData("five", 2, "'five' is not an amount")]
    [InlineData("1,50", 2, "'1,50' is not an amount")]
    [InlineData("0.0000001", 2, "at most six decimals")]
    [InlineData("1e3", 2, "is not an amount")]
    public async Task Add_BadAmount_ChangesNothing(string amount, int exitCode, string says)
    {
        await rig.OpenAccountAsync("1");

        var result = await rig.RunAsync("credit", "add", "acme", amount);

        result.ExitCode.Should().Be(exitCode);
        result.Error.Should().Contain(says);
        (await BalanceAsync()).Should().Be("1.00");
    }

    [Fact]
    public async Task Add_UnknownAccount_IsRefused() =>
        (await rig.RunAsync("credit", "add", "nobody", "5")).ExitCode.Should().Be(1);

    [Fact]
    public async Task Adjust_TakesAwayWithAReason()
    {
        await rig.OpenAccountAsync();

        await rig.DoAsync("credit", "adjust", "acme", "-0.06", "--reason", "credited twice");

        (await BalanceAsync()).Should().Be("9.94");
    }

    [Fact]
    public async Task Adjust_MoreThanIsAvailable_IsRefused()
    {
        await rig.OpenAccountAsync();

        var result = await rig.RunAsync("credit", "adjust", "acme", "-10.01", "--reason", "x");

        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain("Only 10.00 USD are available");
        (await BalanceAsync()).Should().Be("10.00");
    }

    [Fact]
    public async Task Adjust_WithoutReason_IsWrongUsage()
    {
        await rig.OpenAccountAsync();

        var result = await rig.RunAsync("credit", "adjust", "acme", "1");

        result.ExitCode.Should().Be(2);
        result.Error.Should().Contain("--reason");
    }

    [Fact]
    public async Task History_ListsEntriesOldestFirst()
    {
        await rig.OpenAccountAsync();
        await rig.DoAsync("credit", "adjust", "acme", "-1", "--reason", "oops");

        var json = (await rig.DoAsync("credit", "history", "acme", "--json")).Json;

        json.GetArrayLength().Should().Be(2);
        json[0].GetProperty("amount").GetString().Should().Be("10.00");
        json[1].GetProperty("amount").GetString().Should().Be("-1.00");
        json[1].GetProperty("kind").GetString().Should().Be("adjustment");
        json[1].GetProperty("balanceAfter").GetString().Should().Be("9.00");
        json[1].GetProperty("at").GetString().Should().Be("2026-01-05T12:00:00Z");
    }

    private async Task<string?> BalanceAsync() =>
        (await rig.DoAsync("account", "show", "acme", "--json"))
            .Json.GetProperty("balance")
            .GetString();
}
