using TelephonyBilling.Daemon.Payments.Stripe;
using TelephonyBilling.Engine.Payments;
using TelephonyBilling.Testing.Payments;

namespace TelephonyBilling.Daemon.Tests.Payments;

/// <summary>Payments by a saved card: what is sent, and what each answer becomes.</summary>
public sealed class StripeChargeTests : IAsyncLifetime
{
    private StripeRig rig = null!;

    public async Task InitializeAsync() => rig = await StripeRig.StartAsync();

    public async Task DisposeAsync() => await rig.DisposeAsync();

    [Fact]
    public async Task Charge_AGoodCard_TakesTheMoneyOnceHoweverOftenAsked()
    {
        var first = await rig.Provider.ChargeAsync(rig.Request(), default);
        var again = await rig.Provider.ChargeAsync(rig.Request(), default);

        again.Should().Be(first);
        first.Should().BeOfType<PaymentOutcome.Succeeded>();
        rig.Server.Charges.Should().ContainSingle().Which.Amount.Should().Be(2500);
        var sent = rig.Server.Requests[0];
        sent.Key.Should().Be("tu-1");
        sent.Version.Should().Be("2024-06-20");
        sent.Content.Should()
            .Be(
                "POST /v1/payment_intents [amount, 2500]&[currency, usd]"
                    + $"&[customer, {rig.Customer}]&[payment_method, {rig.Method}]"
                    + "&[automatic_payment_methods[enabled], true]&[off_session, true]&[confirm, true]"
                    + "&[return_url, https://example.com/thanks]&[description, Call credit for acme]"
                    + "&[metadata[topup], tu-1]"
            );
    }

    [Fact]
    public async Task Charge_ADeclinedCard_KeepsTheBanksCodeAndWords()
    {
        var request = WithCard(StripeCard.Declined);

        var outcome = await rig.Provider.ChargeAsync(request, default);

        var failed = outcome.Should().BeOfType<PaymentOutcome.Failed>().Subject;
        failed.Code.Should().Be("insufficient_funds");
        failed.Error.Should().Be("Your card has insufficient funds.");
        failed.Reference.Should().StartWith("pi_");
        rig.Server.Charges.Should().BeEmpty();
        (await rig.Provider.FindAsync(InquiryOf(request), default)).Should().Be(failed);
    }

    [Fact]
    public async Task Charge_TheBankWantsTheHoldersWord_GivesALinkAndTakesTheMoneyAfterwards()
    {
        var request = WithCard(StripeCard.NeedsAgreement);

        var outcome = await rig.Provider.ChargeAsync(request, default);

        var asked = outcome.Should().BeOfType<PaymentOutcome.ActionRequired>().Subject;
        asked.Link.Should().StartWith("https://hooks.invalid/");
        (await rig.Provider.FindAsync(InquiryOf(request), default)).Should().Be(asked);
        rig.Server.Charges.Should().BeEmpty();

        rig.Server.Answer(asked.Reference, agrees: true);
        (await rig.Provider.FindAsync(InquiryOf(request, asked.Reference), default))
            .Should()
            .Be(new PaymentOutcome.Succeeded(asked.Reference));
        rig.Server.Charges.Should().ContainSingle();
    }

    [Fact]
    public async Task Find_WhoeverAskedDiedBeforeTheHolderWasAsked_AsksTheHolder()
    {
        var request = WithCard(StripeCard.NeedsAgreement);
        rig.Fault(PaymentFault.CutBeforeAnswer);
        await Unknown(() => rig.Provider.ChargeAsync(request, default));

        (await rig.Provider.FindAsync(InquiryOf(request), default))
            .Should()
            .BeOfType<PaymentOutcome.ActionRequired>();
    }

    [Fact]
    public async Task Find_TheHolderDoesNotAgree_HasFailed()
    {
        var request = WithCard(StripeCard.NeedsAgreement);
        var asked = (PaymentOutcome.ActionRequired)await rig.Provider.ChargeAsync(request, default);

        rig.Server.Answer(asked.Reference, agrees: false);

        (await rig.Provider.FindAsync(InquiryOf(request), default))
            .Should()
            .BeOfType<PaymentOutcome.Failed>()
            .Which.Code.Should()
            .Be("payment_intent_authentication_failure");
    }

    [Fact]
    public async Task Find_TheHolderIsSilentForADay_CallsThePaymentOff()
    {
        var request = WithCard(StripeCard.NeedsAgreement);
        var asked = (PaymentOutcome.ActionRequired)await rig.Provider.ChargeAsync(request, default);
        var inquiry = InquiryOf(request, asked.Reference);
        rig.Time.Advance(TimeSpan.FromHours(23));
        (await rig.Provider.FindAsync(inquiry, default)).Should().Be(asked);

        rig.Time.Advance(TimeSpan.FromHours(1));

        (await rig.Provider.FindAsync(inquiry, default))
            .Should()
            .BeOfType<PaymentOutcome.Failed>()
            .Which.Code.Should()
            .Be("not_agreed");
        ((string)rig.Server.Intent(asked.Reference)["status"]!).Should().Be("canceled");
    }

    [Fact]
    public async Task Charge_ASlowBank_IsPendingUntilItDecides()
    {
        var request = WithCard(StripeCard.Slow);
        var pending = (PaymentOutcome.Pending)await rig.Provider.ChargeAsync(request, default);

        rig.Server.Decide(pending.Reference, pays: true);

        (await rig.Provider.FindAsync(InquiryOf(request), default))
            .Should()
            .Be(new PaymentOutcome.Succeeded(pending.Reference));
    }

    [Fact]
    public async Task Find_NothingWasAskedFor_IsNull()
    {
        await rig.Provider.ChargeAsync(rig.Request(key: "tu-another"), default);
        (await rig.Provider.FindAsync(rig.Inquiry(), default)).Should().BeNull();
    }

    [Fact]
    public async Task Find_AmongHundredsOfPayments_LooksOnEveryPage()
    {
        var first = await rig.Provider.ChargeAsync(rig.Request(), default);
        for (var i = 0; i < 250; i++)
        {
            await rig.Provider.ChargeAsync(rig.Request("5", $"tu-other-{i}"), default);
        }

        (await rig.Provider.FindAsync(rig.Inquiry(), default)).Should().Be(first);

        rig.Server.Requests.Count(request => request.Method == "GET").Should().Be(3);
    }

    [Fact]
    public async Task Find_AfterTheKeyWasForgotten_SeesTheChargeThatAnotherRequestWouldRepeat()
    {
        var inquiry = rig.Inquiry();
        var charged = await rig.Provider.ChargeAsync(rig.Request(), default);
        rig.Time.Advance(TimeSpan.FromHours(25));

        (await rig.Provider.FindAsync(inquiry, default)).Should().Be(charged);

        await rig.Provider.ChargeAsync(rig.Request(), default);
        rig.Server.Charges.Should()
            .HaveCount(2, "that is why whoever asks again has to look first");
    }

    [Fact]
    public async Task Charge_AnAmountFinerThanACent_FailsAndIsNotSent()
    {
        var outcome = await rig.Provider.ChargeAsync(rig.Request("25.001"), default);

        outcome
            .Should()
            .Be(
                new PaymentOutcome.Failed(
                    "",
                    "amount_too_fine",
                    "Cards are charged in steps of 0.01 USD, and 25.001 USD is none of them."
                )
            );
        rig.Server.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task Charge_ARequestThatIsWrong_FailsWithWhatStripeSaysOfIt()
    {
        var request = rig.Request() with { Method = "pm_of_nobody" };

        (await rig.Provider.ChargeAsync(request, default))
            .Should()
            .Be(
                new PaymentOutcome.Failed("", "resource_missing", "No such object: 'pm_of_nobody'")
            );
    }

    [Fact]
    public async Task Charge_AWrongSecretKey_FailsAndNamesTheSetting_FindDoesNotKnow()
    {
        using var stranger = new StripeProvider(
            StripeRig.Options(rig.Server.Address, "sk_test_wrong"),
            rig.Time
        );

        var failed = (PaymentOutcome.Failed)await stranger.ChargeAsync(rig.Request(), default);

        failed
            .Error.Should()
            .StartWith("Stripe refuses our secret key (Payments:Stripe:SecretKey)");
        await Unknown(() => stranger.FindAsync(rig.Inquiry(), default));
        await Unknown(() => stranger.FindAsync(rig.Inquiry(reference: "pi_1"), default));
    }

    [Fact]
    public async Task Charge_TheKeyWithAnotherCard_IsNotTakenForAnAnswer()
    {
        await rig.Provider.ChargeAsync(rig.Request(), default);
        var request = rig.Request() with { Method = rig.Server.EnterCard(rig.Customer) };

        await Unknown(() => rig.Provider.ChargeAsync(request, default));
    }

    private static async Task Unknown(Func<Task> act) =>
        await act.Should().ThrowAsync<PaymentUnknownException>();

    private PaymentRequest WithCard(StripeCard kind)
    {
        var (customer, method) = rig.Server.NewCustomer(kind);
        return rig.Request() with { Customer = customer, Method = method };
    }

    private PaymentInquiry InquiryOf(PaymentRequest request, string reference = "") =>
        new(request.Key, request.Customer, reference, rig.Time.GetUtcNow());
}
