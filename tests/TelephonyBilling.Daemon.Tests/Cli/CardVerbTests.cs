using System.Globalization;
using TelephonyBilling.Testing.Payments;

namespace TelephonyBilling.Daemon.Tests.Cli;

public sealed class CardVerbTests : IAsyncLifetime
{
    private CardRig rig = null!;

    public async Task InitializeAsync() => rig = await CardRig.StartAsync();

    public async Task DisposeAsync() => await rig.DisposeAsync();

    [Fact]
    public async Task Link_ThenRefresh_ThenRemove()
    {
        await rig.EnterCardAsync();
        (await rig.Cli.DoAsync("card", "show", "acme"))
            .Out.Should()
            .Contain("awaited")
            .And.Contain("card refresh looks for it now");

        var card = (await rig.Cli.DoAsync("card", "refresh", "acme", "--json")).Json;

        card.GetProperty("state").GetString().Should().Be("saved");
        card.GetProperty("last4").GetString().Should().Be("4242");
        card.GetProperty("canBeCharged").GetBoolean().Should().BeTrue();
        (await rig.Cli.DoAsync("card", "remove", "acme")).Out.Should().Be("Removed.\n");
        var again = await rig.Cli.RunAsync("card", "remove", "acme");
        (again.ExitCode, again.Error)
            .Should()
            .Be(
                (
                    1,
                    "Account 'acme' has no card; get a link to enter one with: telephony-billing card link acme\n"
                )
            );
    }

    [Fact]
    public async Task Confirm_CountsWrongAmounts_TakesTheRightOne_AndUntilThenNothingIsBought()
    {
        await rig.Cli.DoAsync("account", "set", "acme", "--confirm-card", "on");
        await rig.EnterCardAsync();
        (await rig.Cli.DoAsync("card", "refresh", "acme"))
            .Out.Should()
            .Contain("confirming")
            .And.Contain("card confirm acme AMOUNT");
        var charged = rig.Server.Charges[^1].Amount;

        var bought = await rig.Cli.RunAsync("topup", "buy", "acme", "25");
        bought.ExitCode.Should().Be(1);
        bought.Error.Should().Contain("telephony-billing card confirm acme AMOUNT");
        var wrong = await rig.Cli.RunAsync("card", "confirm", "acme", Cents(charged + 1));
        wrong.ExitCode.Should().Be(1);
        wrong
            .Error.Should()
            .Be("That is not the amount; 2 more tries until the card is blocked.\n");
        (await rig.Cli.DoAsync("card", "confirm", "acme", Cents(charged)))
            .Out.Should()
            .Be("Confirmed; the amount is given back to the card.\n");

        rig.Server.Refunds.Should().ContainSingle();
        await rig.Cli.DoAsync("topup", "buy", "acme", "25");
    }

    [Fact]
    public async Task Confirm_ThatNobodyAskedFor_SaysSo()
    {
        await rig.EnterCardAsync();
        await rig.Cli.DoAsync("card", "refresh", "acme");

        (await rig.Cli.DoAsync("card", "confirm", "acme", "1.00"))
            .Out.Should()
            .Contain("does not have to be confirmed");
    }

    [Fact]
    public async Task Link_WithoutAProvider_SaysWhatToConfigure()
    {
        await File.WriteAllTextAsync(
            rig.Cli.ConfigPath,
            """{ "Store": { "Path": "tb.db" }, "Pbx": [ { "Name": "pbx1", "AmiSecret": "x" } ] }"""
        );

        var result = await rig.Cli.RunAsync("card", "link", "acme");

        result.ExitCode.Should().Be(1);
        result
            .Error.Should()
            .Be(
                "No payment provider is configured: see the section Payments of the configuration.\n"
            );
    }

    private static string Cents(long cents) =>
        (cents / 100m).ToString("0.00", CultureInfo.InvariantCulture);
}
