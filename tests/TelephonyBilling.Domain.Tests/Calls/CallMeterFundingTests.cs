using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Domain.Limits;

namespace TelephonyBilling.Domain.Tests.Calls;

/// <summary>From the answer to the end of the money.</summary>
public sealed class CallMeterFundingTests
{
    [Fact]
    public void Renewal_WithMoney_ExtendsTheLeaseBeforeItEnds()
    {
        var rig = new MeterRig(funded: 300).To(10).Answered().To(294);
        rig.Actions.OfType<MeterAction.Reserve>().Should().BeEmpty();

        rig.To(295);

        rig.Actions.Last().Should().Be(new MeterAction.Reserve(300, 600));
        rig.Funded(600).Leases.Should().Equal(310, 610);
        rig.To(594).Actions.OfType<MeterAction.Reserve>().Should().HaveCount(1);
        rig.To(595).Actions.OfType<MeterAction.Reserve>().Should().HaveCount(2);
    }

    [Fact]
    public void Exhaustion_WithoutMoney_WarnsOnceAndAsksEachSecondUntilTooLate()
    {
        var rig = new MeterRig(funded: 60).Answered();
        for (var second = 45; second < 60; second++)
        {
            rig.To(second).Refused();
        }
        rig.To(60.003).Ended();

        rig.TimesOf<MeterAction.Warn>().Should().Equal(50);
        rig.Actions.OfType<MeterAction.Warn>().Single().Remaining.TotalSeconds.Should().Be(10);
        rig.TimesOf<MeterAction.Reserve>()
            .Should()
            .Equal(Enumerable.Range(45, 15).Select(s => (double)s).Append(59.5));
        rig.Settlement.Reason.Should().Be(EndReason.CreditExhausted);
    }

    [Theory]
    [InlineData("60/60", 60, "0.06")]
    [InlineData("6/6", 60, "0.06")]
    [InlineData("1/1", 60, "0.06")]
    public void Cut_FewMillisecondsLate_DoesNotStartANewStep(
        string increments,
        long funded,
        string charge
    )
    {
        var rig = new MeterRig(increments, funded).Answered().To(45).Refused();

        rig.To(60.005).Ended();

        rig.Settlement.BilledSeconds.Should().Be(funded);
        rig.Settlement.Charge.ToDecimalString().Should().Be(charge);
        rig.Settlement.Connected.TotalSeconds.Should().Be(60.005, "the record says what was");
    }

    [Fact]
    public void TopUp_InTheLastSecond_KeepsTheCallAlive()
    {
        var rig = new MeterRig(funded: 60).Answered();
        for (var second = 45; second < 59; second++)
        {
            rig.To(second).Refused();
        }

        rig.To(59.1).Funded(120).To(70);

        rig.Leases.Should().Equal(60, 120);
        rig.Meter.Exhausted.Should().BeNull();
        rig.Actions.OfType<MeterAction.HangUp>().Should().BeEmpty();
        rig.Ended().Settlement.BilledSeconds.Should().Be(120);
    }

    [Fact]
    public void Warning_AfterATopUp_ComesAgainBeforeTheNewEnd()
    {
        var rig = new MeterRig(funded: 60).Answered().To(45).Refused().To(51).Funded(120);

        rig.To(105).Refused().To(119);

        rig.TimesOf<MeterAction.Warn>().Should().Equal(50, 110);
    }

    [Fact]
    public void Warning_SwitchedOff_NeverComes()
    {
        var options = new MeterOptions { WarnBefore = TimeSpan.Zero };

        new MeterRig(funded: 60, options: options)
            .Answered()
            .To(45)
            .Refused()
            .To(70)
            .Actions.OfType<MeterAction.Warn>()
            .Should()
            .BeEmpty();
    }

    [Fact]
    public void Refusal_AfterTheFundedEnd_NeitherWarnsNorSpins()
    {
        // The store was away for longer than the call was paid for.
        var rig = new MeterRig(funded: 60).Answered().To(61);

        rig.Refused().To(70);

        rig.Actions.OfType<MeterAction.Warn>().Should().BeEmpty();
        rig.Actions.OfType<MeterAction.Reserve>().Should().HaveCount(1);
    }

    [Fact]
    public void Warning_LoopHeldUpBeyondTheEnd_DoesNotSpin()
    {
        var rig = new MeterRig(funded: 60).Answered().To(45).Refused();

        rig.Sleep(61).To(70);

        rig.Actions.OfType<MeterAction.Warn>().Should().BeEmpty();
    }

    [Fact]
    public void Renewal_LoopHeldUpBeyondTheEnd_SetsNoMoneyAside()
    {
        var rig = new MeterRig(funded: 60).Answered();

        rig.Sleep(60.1).To(70);

        rig.Actions.OfType<MeterAction.Reserve>().Should().BeEmpty();
    }

    [Theory]
    [InlineData(60)]
    [InlineData(75)]
    public void Funding_AfterTheLeaseEnded_IsNotCharged(double at)
    {
        var rig = new MeterRig(funded: 60).Answered().To(at).Funded(120).To(at + 0.2).Ended();

        rig.Leases.Should().Equal(60);
        rig.Settlement.BilledSeconds.Should().Be(60);
        rig.Actions.OfType<MeterAction.Reserve>()
            .Should()
            .HaveCount(1, "asking again would only hold more money");
    }

    [Fact]
    public void Funding_JustBeforeTheLeaseEnded_IsNotChargedWhenTheOldLeaseCuts()
    {
        var rig = new MeterRig(funded: 60).Answered().To(59.9).Funded(120);
        rig.Leases.Should().Equal(60, 120);

        rig.To(60.004).Ended();

        rig.Settlement.BilledSeconds.Should().Be(60);
    }

    [Fact]
    public void Funding_JustBeforeTheLeaseEnded_IsChargedWhenTheCallGoesOn()
    {
        var rig = new MeterRig(funded: 60).Answered().To(59.9).Funded(120).To(75).Ended();

        rig.Settlement.BilledSeconds.Should().Be(120);
    }

    [Fact]
    public void Funding_ThatAddsNothing_IsAskedForAgainOnlyAfterAWhile()
    {
        var rig = new MeterRig(funded: 60).Answered().To(45).Funded(60);

        rig.To(46.5);

        rig.TimesOf<MeterAction.Reserve>().Should().Equal(45, 46);
    }

    [Fact]
    public void Funding_StoreAway_IsAskedForAgainAndTheCallEndsAtItsLease()
    {
        var rig = new MeterRig(funded: 60).Answered();
        for (var second = 45; second < 60; second++)
        {
            rig.To(second).Tell(new CallSignal.FundingFailed());
        }
        rig.To(60.002).Ended();

        rig.Actions.OfType<MeterAction.Warn>()
            .Should()
            .BeEmpty("nobody knows that the money is gone");
        rig.Settlement.Reason.Should().Be(EndReason.LeaseEnded);
        rig.Settlement.BilledSeconds.Should().Be(60);
    }

    [Fact]
    public void Funding_Suspended_IsTheReasonOfTheEnd() =>
        new MeterRig(funded: 60)
            .Answered()
            .To(45)
            .Refused(FundingRefusal.AccountSuspended)
            .To(60)
            .Ended()
            .Settlement.Reason.Should()
            .Be(EndReason.AccountSuspended);

    [Theory]
    [InlineData(FundingRefusal.SpendLimitReached, LimitKind.SpendPerDay, EndReason.SpendLimit)]
    [InlineData(FundingRefusal.LongestCallReached, LimitKind.CallSeconds, EndReason.LongestCall)]
    public void Funding_LimitReached_WarnsAndIsTheReasonOfTheEnd(
        FundingRefusal refusal,
        LimitKind kind,
        EndReason reason
    )
    {
        var limit = new LimitUse(LimitScope.Extension, "1001", kind, "most", "now");

        var rig = new MeterRig(funded: 60)
            .Answered()
            .To(45)
            .Tell(new CallSignal.FundingRefused(refusal) { Limit = limit })
            .To(60)
            .Ended();

        rig.TimesOf<MeterAction.Warn>().Should().Equal(50);
        rig.Settlement.Reason.Should().Be(reason);
        rig.Settlement.Limit.Should().Be(limit);
    }

    [Fact]
    public void Funding_LimitReachedButSomebodyHangsUp_IsNotTheReason()
    {
        var limit = new LimitUse(LimitScope.Account, "acme", LimitKind.SpendPerDay, "", "");

        var settlement = new MeterRig(funded: 60)
            .Answered()
            .To(45)
            .Tell(new CallSignal.FundingRefused(FundingRefusal.SpendLimitReached) { Limit = limit })
            .To(50)
            .Ended()
            .Settlement;

        settlement.Reason.Should().Be(EndReason.Hangup);
        settlement.Limit.Should().BeNull();
    }

    [Fact]
    public void Funding_LimitReachedAndThenCreditExhausted_TheLastReasonCounts()
    {
        var limit = new LimitUse(LimitScope.Account, "acme", LimitKind.SpendPerDay, "", "");

        var settlement = new MeterRig(funded: 60)
            .Answered()
            .To(45)
            .Tell(new CallSignal.FundingRefused(FundingRefusal.SpendLimitReached) { Limit = limit })
            .To(46)
            .Refused()
            .To(60)
            .Ended()
            .Settlement;

        settlement.Reason.Should().Be(EndReason.CreditExhausted);
        settlement.Limit.Should().BeNull();
    }

    [Fact]
    public void Funding_OneSecond_IsExtendedAtOnce()
    {
        var rig = new MeterRig("1/1", funded: 1).Answered();
        rig.Actions.Last().Should().Be(new MeterAction.Reserve(1, 301));

        rig.To(0.02).Refused().To(1.005).Ended();

        rig.Settlement.BilledSeconds.Should().Be(1);
        rig.TimesOf<MeterAction.Warn>().Should().Equal(0.02);
        rig.TimesOf<MeterAction.Reserve>().Should().Equal(0, 0.5);
    }

    [Fact]
    public void Free_Call_IsFundedForADayAndCostsNothing()
    {
        var rig = new MeterRig("60/60", 86_400, fee: "0", perMinute: "0").Answered().To(7_200);

        rig.Actions.OfType<MeterAction.Reserve>().Should().BeEmpty();
        rig.Ended().Settlement.Charge.IsZero.Should().BeTrue();
        rig.Settlement.Reason.Should().Be(EndReason.Hangup);
    }

    [Theory]
    [InlineData("1/1", 3.2, 4, "0.041333")]
    [InlineData("6/6", 3.2, 6, "0.042")]
    [InlineData("60/60", 3.2, 60, "0.06")]
    [InlineData("60/6", 61, 66, "0.062")]
    [InlineData("30/6", 0, 30, "0.05")]
    public void Settle_CallerHangsUp_BillsBegunSteps(
        string increments,
        double talked,
        long billed,
        string charge
    )
    {
        var rig = new MeterRig(increments, funded: 120).To(7).Answered().To(7 + talked).Ended();

        rig.Settlement.BilledSeconds.Should().Be(billed);
        rig.Settlement.Charge.ToDecimalString().Should().Be(charge);
        rig.Settlement.Reason.Should().Be(EndReason.Hangup);
        rig.Settlement.Estimated.Should().BeFalse();
    }
}
