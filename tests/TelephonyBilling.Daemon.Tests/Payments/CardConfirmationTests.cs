using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.TopUps;
using TelephonyBilling.Testing.Payments;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Daemon.Tests.Payments;

/// <summary>An account that needs it confirms its card: a small charge that its holder names, and that is always given back.</summary>
public sealed class CardConfirmationTests : IAsyncLifetime
{
    private CreditRig rig = null!;
    private string customer = "";

    public async Task InitializeAsync()
    {
        rig = await CreditRig.StartAsync();
        await rig.Store.Accounts.SetAsync(
            AccountId,
            account => account with { NeedsCardConfirmation = true },
            default
        );
        await LinkAsync();
    }

    public async Task DisposeAsync() => await rig.DisposeAsync();

    [Fact]
    public async Task TheRightAmount_ConfirmsTheCard_AndTheChargeIsGivenBack()
    {
        var card = await EnterAsync();
        card.State.Should().Be(CardState.Confirming);
        var charged = Charged();
        charged.Should().BeInRange(50, 199);
        (await rig.BuyAsync()).ErrorCode.Should().Be("no_card", "nothing is bought until then");

        (await NameAsync(charged)).Should().BeOfType<ConfirmationAnswer.Confirmed>();

        ((long)rig.Server.Refunds.Should().ContainSingle().Subject["amount"]!).Should().Be(charged);
        (await CardAsync()).State.Should().Be(CardState.Confirmed);
        (await rig.BuyAsync(cause: "purchase/2")).State.Should().Be(TopUpState.Succeeded);
        await rig.BalanceShouldBe("25.00");
    }

    [Fact]
    public async Task WrongAmounts_BlockTheCard_AndTheChargeIsGivenBack()
    {
        await EnterAsync();
        var charged = Charged();
        (await NameAsync(charged + 1)).Should().Be(new ConfirmationAnswer.Wrong(2));
        (await NameAsync(charged + 1)).Should().Be(new ConfirmationAnswer.Wrong(1));
        rig.Server.Refunds.Should().BeEmpty();

        (await NameAsync(charged + 1)).Should().BeOfType<ConfirmationAnswer.Blocked>();

        rig.Server.Refunds.Should().ContainSingle();
        (await NameAsync(charged)).Should().Be(new ConfirmationAnswer.NotAsked(CardState.Blocked));
        (await rig.Credit.Cards.LinkAsync(Operator, AccountId, default))
            .Should()
            .BeOfType<CardLink.Blocked>();
        (await rig.BuyAsync()).State.Should().Be(TopUpState.Failed);
    }

    [Fact]
    public async Task ManyAtOnce_CountEachTry()
    {
        await EnterAsync();
        var charged = Charged();

        var answers = await Task.WhenAll(
            Enumerable.Range(1, 20).Select(i => NameAsync(charged + i))
        );

        answers.OfType<ConfirmationAnswer.Wrong>().Should().HaveCount(2);
        answers.OfType<ConfirmationAnswer.Blocked>().Should().ContainSingle();
    }

    [Fact]
    public async Task EnteredOnce_AndLookedAtOften_IsChargedOnce()
    {
        rig.Server.EnterCard(customer);
        await Task.WhenAll(
            Enumerable
                .Range(0, 5)
                .Select(_ => rig.Credit.Cards.RefreshAsync(Operator, AccountId, default))
        );
        await rig.Credit.Cards.ReconcileAsync(default);
        rig.Server.Charges.Should().ContainSingle();
    }

    [Fact]
    public async Task TheAnswerIsLost_IsFoundAgainUnderItsKey()
    {
        rig.Server.EnterCard(customer);
        var isLost = true;
        await using var proxy = new FaultProxy(
            rig.Server.Port,
            line =>
                isLost && line.StartsWith("POST /v1/payment_intents", StringComparison.Ordinal)
                    ? PaymentFault.CutBeforeAnswer
                    : PaymentFault.None
        );
        using (
            var broken = new Daemon.Payments.CreditServices(
                rig.Options with
                {
                    Payments = rig.Options.Payments with
                    {
                        Stripe = rig.Options.Payments.Stripe with { BaseAddress = proxy.Address },
                    },
                },
                rig.Store,
                rig.Clock,
                rig
            )
        )
        {
            await broken.Cards.RefreshAsync(Operator, AccountId, default);
        }
        isLost = false;
        (await NameAsync(100)).Should().BeOfType<ConfirmationAnswer.NotCharged>();

        rig.Time.Advance(TimeSpan.FromHours(25));
        await rig.Credit.Confirming.ReconcileAsync(default);

        (await NameAsync(Charged())).Should().BeOfType<ConfirmationAnswer.Confirmed>();
        rig.Server.Charges.Should().ContainSingle();
    }

    [Fact]
    public async Task NobodyNamesIt_IsGivenBackAfterSomeDays_AndTheCardIsNotConfirmed()
    {
        await EnterAsync();
        rig.Time.Advance(TimeSpan.FromDays(7) - TimeSpan.FromMinutes(1));
        await rig.Credit.Confirming.ReconcileAsync(default);
        rig.Server.Refunds.Should().BeEmpty();

        rig.Time.Advance(TimeSpan.FromMinutes(2));
        await rig.Credit.Confirming.ReconcileAsync(default);

        rig.Server.Refunds.Should().ContainSingle();
        (await CardAsync()).CanBeCharged.Should().BeFalse();
        (await NameAsync(Charged())).Should().BeOfType<ConfirmationAnswer.NotAsked>();
    }

    [Fact]
    public async Task Removed_BeforeItWasNamed_IsGivenBack()
    {
        await EnterAsync();

        (await rig.Credit.Cards.RemoveAsync(Operator, AccountId, default)).Should().BeTrue();

        rig.Server.Refunds.Should().ContainSingle();
        var gone = await CardAsync();
        (gone.State, gone.Method, gone.Customer).Should().Be((CardState.Awaited, "", customer));
        (await rig.Credit.Cards.RemoveAsync(Operator, AccountId, default)).Should().BeFalse();
    }

    [Fact]
    public async Task AnotherCard_HasToBeConfirmedToo()
    {
        await EnterAsync();
        await NameAsync(Charged());
        await LinkAsync();
        (await CardAsync()).State.Should().Be(CardState.Confirmed, "the old one stays until then");

        (await EnterAsync()).State.Should().Be(CardState.Confirming);

        rig.Server.Charges.Should().HaveCount(2);
    }

    [Fact]
    public async Task DeclinedOnItsConfirmation_CantBeCharged()
    {
        rig.Server.EnterCard(customer, StripeCard.Declined);
        var card = (await rig.Credit.Cards.RefreshAsync(Operator, AccountId, default))!;
        card.CanBeCharged.Should().BeFalse();
        (await rig.Store.Confirmations.FindAsync(AccountId, default))!
            .Error.Should()
            .Be("Your card has insufficient funds.");
    }

    [Fact]
    public async Task AccountsThatNeedNone_AreNotCharged()
    {
        await rig.Store.Accounts.SetAsync(
            AccountId,
            account => account with { NeedsCardConfirmation = false },
            default
        );
        (await EnterAsync()).CanBeCharged.Should().BeTrue();
        rig.Server.Charges.Should().BeEmpty();
    }

    private async Task LinkAsync()
    {
        (await rig.Credit.Cards.LinkAsync(Operator, AccountId, default))
            .Should()
            .BeOfType<CardLink.Given>();
        customer = (await CardAsync()).Customer;
    }

    private async Task<Card> EnterAsync()
    {
        rig.Server.EnterCard(customer);
        return (await rig.Credit.Cards.RefreshAsync(Operator, AccountId, default))!;
    }

    private async Task<Card> CardAsync() => (await rig.Store.Cards.FindAsync(AccountId, default))!;

    /// <summary>What the holder reads on the card's statement, in cents.</summary>
    private long Charged() => rig.Server.Charges[^1].Amount;

    private Task<ConfirmationAnswer> NameAsync(long cents) =>
        rig.Credit.Cards.ConfirmAsync(
            Operator,
            AccountId,
            new Money(cents * Money.MicrosPerUnit / 100, Usd),
            default
        );
}
