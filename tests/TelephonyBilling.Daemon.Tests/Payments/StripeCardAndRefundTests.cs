using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Payments;
using TelephonyBilling.Testing.Payments;

namespace TelephonyBilling.Daemon.Tests.Payments;

/// <summary>Cards that Stripe keeps, money that goes back, and disputes.</summary>
public sealed class StripeCardAndRefundTests : IAsyncLifetime
{
    private static readonly CardHolder Holder = new("acme", "Acme Ltd", "ann@example.com", "");

    private StripeRig rig = null!;

    public async Task InitializeAsync() => rig = await StripeRig.StartAsync();

    public async Task DisposeAsync() => await rig.DisposeAsync();

    [Fact]
    public async Task SetUpCard_ANewHolder_IsOneCustomerHoweverOftenAsked()
    {
        var before = rig.Server.Customers;
        rig.Fault(PaymentFault.CutBeforeAnswer);
        await FluentActions
            .Awaiting(() => rig.Provider.SetUpCardAsync(Holder, default))
            .Should()
            .ThrowAsync<PaymentUnknownException>();

        var setup = await rig.Provider.SetUpCardAsync(Holder, default);

        (rig.Server.Customers - before).Should().Be(1);
        setup.Link.Should().StartWith("https://checkout.invalid/");
        (await rig.Provider.FindCardAsync(setup.Customer, default)).Should().BeNull();
        var method = rig.Server.EnterCard(setup.Customer);
        (await rig.Provider.FindCardAsync(setup.Customer, default))
            .Should()
            .Be(new SavedCard(method, "visa", "4242", "2029-04"));
    }

    [Fact]
    public async Task SetUpCard_AHolderWhoseCustomerIsGone_BeginsAnew()
    {
        var setup = await rig.Provider.SetUpCardAsync(
            Holder with
            {
                Customer = "cus_deleted",
            },
            default
        );
        setup.Customer.Should().NotBe("cus_deleted");
    }

    [Fact]
    public async Task RemoveCard_OnceOrTwice_IsGone()
    {
        await rig.Provider.RemoveCardAsync(rig.Method, default);
        await rig.Provider.RemoveCardAsync(rig.Method, default);
        (await rig.Provider.FindCardAsync(rig.Customer, default)).Should().BeNull();
    }

    [Fact]
    public async Task Refund_AskedTwice_GivesBackOnce()
    {
        var payment = await PayAsync();
        var request = new RefundRequest("rf-1", payment, Dollars("10"));
        rig.Fault(PaymentFault.CutAnswer);
        await FluentActions
            .Awaiting(() => rig.Provider.RefundAsync(request, default))
            .Should()
            .ThrowAsync<PaymentUnknownException>();

        var outcome = await rig.Provider.RefundAsync(request, default);

        var reference = outcome.Should().BeOfType<PaymentOutcome.Succeeded>().Subject.Reference;
        (await rig.Provider.RefundsAsync(payment, default))
            .Should()
            .Equal(new ProviderRefund(reference, "rf-1", Dollars("10"), outcome));
    }

    [Fact]
    public async Task Refund_MoreThanWasPaid_Fails()
    {
        var payment = await PayAsync();
        (
            await rig.Provider.RefundAsync(
                new RefundRequest("rf-1", payment, Dollars("25.01")),
                default
            )
        )
            .Should()
            .BeOfType<PaymentOutcome.Failed>()
            .Which.Code.Should()
            .Be("charge_already_refunded");
    }

    [Theory]
    [InlineData("warning_needs_response", DisputeState.Inquiry)]
    [InlineData("needs_response", DisputeState.Open)]
    [InlineData("under_review", DisputeState.Open)]
    [InlineData("won", DisputeState.Won)]
    [InlineData("lost", DisputeState.Lost)]
    public async Task FindDispute_InEachState_SaysWhoHasTheMoney(
        string status,
        DisputeState expected
    )
    {
        var payment = await PayAsync();
        var dispute = rig.Server.Dispute(payment, 2500, status);

        (await rig.Provider.FindDisputeAsync(dispute, default))
            .Should()
            .Be(new ProviderDispute(dispute, payment, Dollars("25"), "fraudulent", expected));
    }

    [Fact]
    public async Task FindDispute_InAStateThatNobodyKnows_IsUnknown()
    {
        var dispute = rig.Server.Dispute(await PayAsync(), 2500, "escalated");
        await FluentActions
            .Awaiting(() => rig.Provider.FindDisputeAsync(dispute, default))
            .Should()
            .ThrowAsync<PaymentUnknownException>();
        (await rig.Provider.FindDisputeAsync("dp_none", default)).Should().BeNull();
    }

    private static Money Dollars(string amount) => Money.Parse(amount, StripeRig.Usd);

    private async Task<string> PayAsync() =>
        (
            (PaymentOutcome.Succeeded)await rig.Provider.ChargeAsync(rig.Request(), default)
        ).Reference;
}
