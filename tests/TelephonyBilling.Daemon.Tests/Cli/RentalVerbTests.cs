namespace TelephonyBilling.Daemon.Tests.Cli;

public sealed class RentalVerbTests : IDisposable
{
    private readonly CliRig rig = new();

    public void Dispose() => rig.Dispose();

    [Fact]
    public async Task Rent_ThenTheJobEachMonth_UntilTheAccountCantPay()
    {
        await rig.OpenAccountAsync("5.00");

        var rented = await rig.DoAsync(
            "number",
            "rent",
            "+13125550100",
            "--monthly",
            "2.25",
            "--json"
        );
        rented.Json.GetProperty("monthlyFee").GetString().Should().Be("2.25");
        rented.Json.GetProperty("status").GetString().Should().Be("active");

        rig.Time.Advance(TimeSpan.FromDays(32));
        (await rig.DoAsync("jobs", "run", "number-rental"))
            .Out.Should()
            .Be("number-rental done: 1 months charged, 0 numbers suspended, 0 still unpaid\n");
        (await rig.DoAsync("jobs", "run", "number-rental"))
            .Out.Should()
            .Contain("0 months charged");
        rig.Time.Advance(TimeSpan.FromDays(32));
        (await rig.DoAsync("jobs", "run", "number-rental"))
            .Out.Should()
            .Contain("1 numbers suspended");

        (await rig.DoAsync("number", "list")).Out.Should().Contain("suspended");
        (await rig.RunAsync("explain", "011442079460000", "--extension", "1001"))
            .Out.Should()
            .Contain("DENY: number-suspended");
        (await rig.DoAsync("account", "show", "acme", "--json"))
            .Json.GetProperty("balance")
            .GetString()
            .Should()
            .Be("0.50");
    }

    [Theory]
    [InlineData("1.99", "1.50", 1, "has 1.99 USD available, and 2.00 USD are needed")]
    [InlineData("5.00", "0", 2, "expected an amount above zero")]
    [InlineData("5.00", "1.0000001", 2, "expected an amount above zero")]
    public async Task Rent_TooLittleOrNoAmount_ChangesNothing(
        string credit,
        string monthly,
        int exitCode,
        string error
    )
    {
        await rig.OpenAccountAsync(credit);
        var result = await rig.RunAsync("number", "rent", "+13125550100", "--monthly", monthly);
        (result.ExitCode, result.Error)
            .Should()
            .Match<(int Code, string Text)>(got =>
                got.Code == exitCode && got.Text.Contains(error, StringComparison.Ordinal)
            );
        (await rig.RunAsync("number", "release", "+13125550100")).ExitCode.Should().Be(1);
    }
}
