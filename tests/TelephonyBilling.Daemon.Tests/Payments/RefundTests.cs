using TelephonyBilling.Daemon.Options;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Ledger;
using TelephonyBilling.Engine.TopUps;
using TelephonyBilling.Testing.Payments;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Daemon.Tests.Payments;

/// <summary>Money that goes back: never more than was paid, never below a balance of zero, and each of it once.</summary>
public sealed class RefundTests : IAsyncLifetime
{
    private CreditRig rig = null!;
    private TopUp paid = null!;

    public async Task InitializeAsync()
    {
        rig = await CreditRig.StartAsync();
        await rig.SaveCardAsync();
        paid = await rig.BuyAsync();
    }

    public async Task DisposeAsync() => await rig.DisposeAsync();

    [Fact]
    public async Task Refund_APart_IsTakenFromTheBalanceAndGivenBack()
    {
        var result = await RefundAsync("10");

        result.Outcome.Should().Be(TakeBackOutcome.Taken);
        result.Refund!.State.Should().Be(RefundState.Succeeded);
        rig.Server.Refunds.Should().ContainSingle();
        await rig.BalanceShouldBe("15.00");
        var entry = (await rig.EntriesAsync())[^1];
        (entry.Kind, entry.Amount, entry.Cause)
            .Should()
            .Be((EntryKind.Refund, Dollars("-10"), $"refund/{result.Refund.Id}"));
    }

    [Fact]
    public async Task Refund_MoreThanIsLeftOfThePayment_IsRefused()
    {
        await RefundAsync("20");
        var result = await RefundAsync("5.01");
        (result.Outcome, result.Limit).Should().Be((TakeBackOutcome.TooMuch, Dollars("5")));
        await rig.BalanceShouldBe("5.00");
    }

    [Fact]
    public async Task Refund_TheSameReference_IsOne()
    {
        await RefundAsync("10", reference: "CASE-1");
        var again = await RefundAsync("10", reference: "CASE-1");
        again.Outcome.Should().Be(TakeBackOutcome.AlreadyTaken);
        rig.Server.Refunds.Should().ContainSingle();
        await rig.BalanceShouldBe("15.00");
    }

    [Fact]
    public async Task Refund_CreditThatIsSpent_IsRefusedUnlessTheOperatorBearsTheLoss()
    {
        await rig.SpendAsync("20");
        var refused = await RefundAsync("25");
        (refused.Outcome, refused.Limit).Should().Be((TakeBackOutcome.NotCovered, Dollars("5")));

        var borne = await RefundAsync("25", isLossAllowed: true);

        borne.Refund!.Uncovered.Should().Be(Dollars("20"));
        ((long)rig.Server.Refunds[0]["amount"]!).Should().Be(2500);
        await rig.BalanceShouldBe("0.00");
    }

    [Fact]
    public async Task Refund_TheProviderRefuses_TheCreditIsGivenAgain()
    {
        rig.Server.RefundByHand(paid.Reference, 2000);

        var result = await RefundAsync("10");

        result.Refund!.State.Should().Be(RefundState.Failed);
        await rig.BalanceShouldBe("25.00");
        (await rig.EntriesAsync())
            .TakeLast(2)
            .Select(entry => entry.Kind)
            .Should()
            .Equal(EntryKind.Refund, EntryKind.Adjustment);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // after the provider has forgotten the key
    public async Task Refund_TheAnswerIsLost_IsFoundAgainAndNotGivenTwice(bool keyIsForgotten)
    {
        await using var proxy = new FaultProxy(
            rig.Server.Port,
            line =>
                line.StartsWith("POST /v1/refunds", StringComparison.Ordinal)
                    ? PaymentFault.CutBeforeAnswer
                    : PaymentFault.None
        );
        using (var broken = Through(proxy))
        {
            var lost = await broken.Refunds.RefundAsync(
                Operator,
                paid,
                Dollars("10"),
                "",
                "",
                isLossAllowed: false,
                default
            );
            lost.Refund!.State.Should().Be(RefundState.Unknown);
        }
        await rig.BalanceShouldBe("15.00");

        rig.Time.Advance(keyIsForgotten ? TimeSpan.FromHours(25) : TimeSpan.FromMinutes(1));
        (await rig.Credit.Refunds.ReconcileAsync(default)).Should().Be(1);

        rig.Server.Refunds.Should().ContainSingle();
        await rig.BalanceShouldBe("15.00");
    }

    [Fact]
    public async Task Dispute_OfCreditThatIsSpent_TakesWhatThereIsAndNoMore()
    {
        await rig.SpendAsync("18");
        var dispute = rig.Server.Dispute(paid.Reference, 2500);

        (await rig.Credit.Refunds.FollowDisputeAsync(dispute, default)).Should().BeTrue();

        await rig.BalanceShouldBe("0.00");
        var known = (await rig.Store.Refunds.ListAsync(paid.Id, default)).Single();
        (known.Kind, known.State, known.Uncovered)
            .Should()
            .Be((RefundKind.Dispute, RefundState.Pending, Dollars("18")));
        rig.Log.Should().Contain(line => line.Contains("payment disputed"));

        rig.Server.SetDispute(dispute, "won");
        await rig.Credit.Refunds.FollowDisputeAsync(dispute, default);
        await rig.BalanceShouldBe("7.00");
    }

    [Fact]
    public async Task Dispute_IsLookedAtEachDay_ThoughNobodyTells()
    {
        var dispute = rig.Server.Dispute(paid.Reference, 2500);
        await rig.Credit.Refunds.FollowDisputeAsync(dispute, default);
        rig.Server.SetDispute(dispute, "lost");
        (await rig.Credit.Refunds.ReconcileAsync(default)).Should().Be(0);

        rig.Time.Advance(TimeSpan.FromDays(1));

        (await rig.Credit.Refunds.ReconcileAsync(default)).Should().Be(1);
        (await rig.Store.Refunds.ListAsync(paid.Id, default))
            .Single()
            .State.Should()
            .Be(RefundState.Succeeded);
        await rig.BalanceShouldBe("0.00");
    }

    [Fact]
    public async Task Dispute_LostAndWonAfterAll_GivesTheCreditAgain()
    {
        var dispute = rig.Server.Dispute(paid.Reference, 2500, "lost");
        await rig.Credit.Refunds.FollowDisputeAsync(dispute, default);
        await rig.BalanceShouldBe("0.00");

        rig.Server.SetDispute(dispute, "won");
        await rig.Credit.Refunds.FollowDisputeAsync(dispute, default);
        await rig.Credit.Refunds.FollowDisputeAsync(dispute, default);

        await rig.BalanceShouldBe("25.00");
    }

    [Fact]
    public async Task Inquiry_OfABank_TakesNothing()
    {
        var dispute = rig.Server.Dispute(paid.Reference, 2500, "warning_needs_response");
        await rig.Credit.Refunds.FollowDisputeAsync(dispute, default);
        await rig.BalanceShouldBe("25.00");
        (await rig.Store.Refunds.ListAsync(paid.Id, default)).Should().BeEmpty();
    }

    [Theory]
    [InlineData(true, AccountStatus.Suspended)]
    [InlineData(false, AccountStatus.Active)]
    public async Task Dispute_Suspends_IfThePolicySaysSo(bool suspends, AccountStatus expected)
    {
        await using var other = await CreditRig.StartAsync(
            payments: new PaymentsOptions { SuspendOnDispute = suspends }
        );
        await other.SaveCardAsync();
        var topUp = await other.BuyAsync();

        await other.Credit.Refunds.FollowDisputeAsync(
            other.Server.Dispute(topUp.Reference, 2500),
            default
        );

        (await other.Store.Accounts.FindAsync(AccountId, default))!
            .Value.Account.Status.Should()
            .Be(expected);
    }

    private Daemon.Payments.CreditServices Through(FaultProxy proxy) =>
        new(
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

    private Task<TakeBack> RefundAsync(
        string amount,
        string reference = "",
        bool isLossAllowed = false
    ) =>
        rig.Credit.Refunds.RefundAsync(
            Operator,
            paid,
            Dollars(amount),
            reference,
            "",
            isLossAllowed,
            default
        );
}
