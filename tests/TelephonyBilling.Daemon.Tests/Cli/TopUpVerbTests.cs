using TelephonyBilling.Testing.Payments;

namespace TelephonyBilling.Daemon.Tests.Cli;

public sealed class TopUpVerbTests : IAsyncLifetime
{
    private CardRig rig = null!;

    public async Task InitializeAsync() => rig = await CardRig.StartAsync();

    public async Task DisposeAsync() => await rig.DisposeAsync();

    [Fact]
    public async Task Buy_ChargesTheCard_AndTwiceWithOneReferenceOnce()
    {
        await SaveCardAsync();

        var first = await rig.Cli.DoAsync("topup", "buy", "acme", "25", "--reference", "ORDER-1");
        var again = await rig.Cli.DoAsync("topup", "buy", "acme", "25", "--reference", "ORDER-1");

        first.Out.Should().MatchRegex(@"^Added 25\.00 USD \(tu-[^)]+\)\.\n$");
        again.Out.Should().Be(first.Out);
        again.Error.Should().StartWith("It was bought before with that reference");
        rig.Server.Charges.Should().ContainSingle().Which.Amount.Should().Be(2500);
        await BalanceShouldBeAsync("35.00");
        var other = await rig.Cli.RunAsync("topup", "buy", "acme", "26", "--reference", "ORDER-1");
        other.ExitCode.Should().Be(1);
        other.Error.Should().Contain("was used before for another top-up (25.00 USD");
    }

    [Fact]
    public async Task Buy_Declined_SaysWhy_AndAddsNothing()
    {
        await SaveCardAsync(StripeCard.Declined);

        var result = await rig.Cli.RunAsync("topup", "buy", "acme", "25");

        result.ExitCode.Should().Be(1);
        result.Out.Should().Contain("failed").And.Contain("Your card has insufficient funds.");
        await BalanceShouldBeAsync("10.00");
        var listed = (await rig.Cli.DoAsync("topup", "list", "--state", "failed", "--json")).Json;
        listed[0].GetProperty("errorCode").GetString().Should().Be("insufficient_funds");
    }

    [Fact]
    public async Task Buy_ThatItsHolderMustAgreeTo_GivesTheLink()
    {
        await SaveCardAsync(StripeCard.NeedsAgreement);

        (await rig.Cli.DoAsync("topup", "buy", "acme", "25"))
            .Out.Should()
            .StartWith("The card's holder has to agree to the payment of 25.00 USD")
            .And.Contain("https://");
        await BalanceShouldBeAsync("10.00");
    }

    [Theory]
    [InlineData(
        1,
        "4.99 USD can't be bought at once: expected an amount from 5.00 USD to 5000.00 USD",
        "acme",
        "4.99"
    )]
    [InlineData(1, "5000.01 USD can't be bought at once", "acme", "5000.01")]
    [InlineData(1, "in steps of 0.01 USD", "acme", "5.001")]
    [InlineData(2, "'-5' is not an amount", "acme", "-5")]
    [InlineData(1, "There is no account 'nobody'", "nobody", "5")]
    [InlineData(1, "get a link to enter one with: telephony-billing card link acme", "acme", "5")]
    public async Task Buy_WhatCantBe_IsRefusedWithTheReason(
        int exitCode,
        string why,
        string account,
        string amount
    )
    {
        var result = await rig.Cli.RunAsync("topup", "buy", account, amount);

        result.ExitCode.Should().Be(exitCode);
        result.Error.Should().Contain(why);
        rig.Server.Charges.Should().BeEmpty();
    }

    [Fact]
    public async Task Refund_GivesBackOnce_AndShowTellsOfIt()
    {
        await SaveCardAsync();
        var id = await BuyAsync("25");

        (await rig.Cli.DoAsync("topup", "refund", id, "10", "--reference", "CASE-1"))
            .Out.Should()
            .StartWith("Gave 10.00 USD back");
        (await rig.Cli.DoAsync("topup", "refund", id, "10", "--reference", "CASE-1"))
            .Error.Should()
            .Contain("nothing was changed");

        var tooMuch = await rig.Cli.RunAsync("topup", "refund", id, "15.01");
        tooMuch.ExitCode.Should().Be(1);
        tooMuch.Error.Should().Contain("Only 15.00 USD are left");
        rig.Server.Refunds.Should().ContainSingle();
        await BalanceShouldBeAsync("25.00");
        var shown = (await rig.Cli.DoAsync("topup", "show", id, "--json")).Json;
        shown.GetProperty("topUp").GetProperty("state").GetString().Should().Be("succeeded");
        shown.GetProperty("refunds")[0].GetProperty("amount").GetString().Should().Be("10.00");
        (await rig.Cli.DoAsync("topup", "show", id)).Out.Should().Contain("10.00 USD  succeeded");
    }

    [Fact]
    public async Task Refund_OfCreditThatNoCardPaid_SaysWhoPaysItBack()
    {
        (await rig.Cli.DoAsync("topup", "refund", "manual/first", "4"))
            .Out.Should()
            .Contain("pay 4.00 USD back yourself");
        var refused = await rig.Cli.RunAsync("topup", "refund", "nothing", "4");
        refused.Error.Should().Contain("There is no top-up 'nothing'");
        await BalanceShouldBeAsync("6.00");
    }

    [Fact]
    public async Task List_IsNarrowed_AndPacksAreTold()
    {
        (await rig.Cli.DoAsync("topup", "list", "--account", "acme", "--source", "manual"))
            .Out.Should()
            .Contain("manual/first")
            .And.Contain("10.00 USD");
        (await rig.Cli.DoAsync("topup", "list", "--source", "card"))
            .Out.Should()
            .Be("There are no such top-ups.\n");
        (await rig.Cli.RunAsync("topup", "list", "--account", "nobody")).ExitCode.Should().Be(1);
        (await rig.Cli.DoAsync("topup", "packs"))
            .Out.Should()
            .Contain("packs  5.00, 10.00, 25.00, 50.00\n");
    }

    private async Task SaveCardAsync(StripeCard kind = StripeCard.Good)
    {
        await rig.EnterCardAsync(kind);
        await rig.Cli.DoAsync("card", "refresh", "acme");
    }

    private async Task<string> BuyAsync(string amount) =>
        (await rig.Cli.DoAsync("topup", "buy", "acme", amount, "--json"))
            .Json.GetProperty("id")
            .GetString()!;

    private async Task BalanceShouldBeAsync(string expected) =>
        (await rig.Cli.DoAsync("account", "show", "acme", "--json"))
            .Json.GetProperty("balance")
            .GetString()
            .Should()
            .Be(expected);
}
