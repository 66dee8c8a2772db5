using TelephonyBilling.Engine.TopUps;
using TelephonyBilling.Testing.Payments;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Daemon.Tests.Payments;

/// <summary>Top-ups by card from the request to the ledger, on the shipped store and the Stripe adapter.</summary>
public sealed class CardTopUpTests : IAsyncLifetime
{
    private CreditRig rig = null!;

    public async Task InitializeAsync() => rig = await CreditRig.StartAsync("5.00");

    public async Task DisposeAsync() => await rig.DisposeAsync();

    [Fact]
    public async Task FiveCrossingsAtOnce_AreOneChargeAtTheProvider()
    {
        await rig.SaveCardAsync();
        await rig.Store.Recharges.SetAsync(
            new RechargeRule(
                AccountId,
                Enabled: true,
                Dollars("5"),
                Dollars("25"),
                TopUpSource.Card,
                null,
                null
            ),
            "me",
            default
        );

        await Task.WhenAll(
            Enumerable
                .Range(0, 5)
                .Select(_ =>
                    rig.Credit.Recharger.RechargeAsync(AccountId, exhausted: false, default)
                )
        );

        rig.Server.Charges.Should().ContainSingle();
        await rig.BalanceShouldBe("30.00");
    }

    [Fact]
    public async Task TheHolderHasToAgree_TheTopUpHasTheLink_AndTheCreditComesAfterwards()
    {
        await rig.SaveCardAsync(StripeCard.NeedsAgreement);
        var asked = await rig.BuyAsync();
        (asked.State, asked.ActionLink)
            .Should()
            .Be((TopUpState.Pending, $"https://hooks.invalid/3d_secure/{asked.Reference}"));

        rig.Server.Answer(asked.Reference, agrees: true);
        rig.Time.Advance(TimeSpan.FromMinutes(1));
        (await rig.Credit.Recharger.ReconcileAsync(default)).Should().Be(1);

        await rig.BalanceShouldBe("30.00");
    }

    [Fact]
    public async Task TooManyRequests_AreLeftAloneAsLongAsTheProviderSays()
    {
        await rig.SaveCardAsync();
        await using var proxy = new FaultProxy(rig.Server.Port, _ => PaymentFault.TooMany);
        using var busy = new Daemon.Payments.CreditServices(
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
        );
        var asked = await rig.Store.TopUps.RequestAsync(
            new NewTopUp("tu-1", AccountId, TopUpSource.Card, Dollars("25"), "x", "me", Noon),
            default
        );

        var topUp = await busy.CardTopUps.ChargeAsync(asked.TopUp!.Id, default);

        topUp.State.Should().Be(TopUpState.Unknown);
        topUp.RetryAt.Should().Be(Noon.AddSeconds(7));
    }

    [Fact]
    public async Task TheCardIsRemovedWhileNobodyKnows_ThePaymentIsFoundAllTheSame()
    {
        await rig.SaveCardAsync();
        rig.Server.Intercept = _ => new StripeReply(500, "{}");
        var topUp = await rig.BuyAsync();
        topUp.State.Should().Be(TopUpState.Unknown);
        rig.Server.Intercept = static _ => null;
        // What Stripe did in spite of its error.
        using (
            var stripe = new Daemon.Payments.Stripe.StripeProvider(
                StripeRig.Options(rig.Server.Address),
                rig.Time
            )
        )
        {
            var card = (await rig.Store.Cards.FindAsync(AccountId, default))!;
            await stripe.ChargeAsync(
                new Engine.Payments.PaymentRequest(
                    topUp.Id,
                    card.Customer,
                    card.Method,
                    topUp.Amount,
                    ""
                ),
                default
            );
        }
        await rig.Credit.Cards.RemoveAsync(Operator, AccountId, default);
        rig.Time.Advance(TimeSpan.FromMinutes(1));

        (await rig.Credit.Recharger.ReconcileAsync(default)).Should().Be(1);

        await rig.BalanceShouldBe("30.00");
    }

    [Fact]
    public async Task TheCardIsRemovedAndNothingWasCharged_FailsOnlyWhenThatIsCertain()
    {
        await rig.SaveCardAsync();
        rig.Server.Intercept = _ => new StripeReply(500, "{}");
        var topUp = await rig.BuyAsync();
        rig.Server.Intercept = static _ => null;
        await rig.Credit.Cards.RemoveAsync(Operator, AccountId, default);
        rig.Time.Advance(TimeSpan.FromMinutes(1));
        await rig.Credit.Recharger.ReconcileAsync(default);
        (await rig.Store.TopUps.FindAsync(topUp.Id, default))!
            .State.Should()
            .Be(TopUpState.Unknown);

        rig.Time.Advance(TimeSpan.FromHours(25));
        await rig.Credit.Recharger.ReconcileAsync(default);

        var failed = (await rig.Store.TopUps.FindAsync(topUp.Id, default))!;
        (failed.State, failed.ErrorCode).Should().Be((TopUpState.Failed, "no_card"));
    }
}
