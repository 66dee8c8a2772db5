using TelephonyBilling.Domain.Calls;

namespace TelephonyBilling.Domain.Tests.Calls;

/// <summary>From the gate to the answer, or to no answer at all.</summary>
public sealed class CallMeterSetupTests
{
    [Theory]
    [InlineData(19, EndReason.NoAnswer)]
    [InlineData(18, EndReason.NoAnswer)]
    [InlineData(17, EndReason.Busy)]
    [InlineData(16, EndReason.Cancelled)]
    [InlineData(0, EndReason.Cancelled)]
    [InlineData(34, EndReason.Failed)]
    [InlineData(1, EndReason.Failed)]
    public void Release_LegEndsUnanswered_SaysWhy(int cause, EndReason reason)
    {
        var rig = new MeterRig().Bound().To(20).Ended(cause: cause);
        rig.Meter.Phase.Should().Be(CallPhase.Authorised, "another trunk may be tried");

        rig.To(21).OwnerEnded().Rest();

        rig.Release.Reason.Should().Be(reason);
        rig.Release.Cause.Should().Be(cause);
        rig.Meter.Phase.Should().Be(CallPhase.Closed);
        rig.Meter.NextDue.Should().BeNull();
    }

    [Fact]
    public void Release_OwnerLeavesWithoutALeg_IsSoon() =>
        new MeterRig().To(2).OwnerEnded().Rest().Release.Reason.Should().Be(EndReason.Cancelled);

    [Fact]
    public void Release_FailoverOverTwoTrunks_KeepsTheLastCause()
    {
        var rig = new MeterRig().Bound().To(1).Ended(cause: 34).Bound(MeterRig.OtherLeg);

        rig.To(9).Ended(MeterRig.OtherLeg, cause: 17).OwnerEnded().Rest();

        rig.Release.Reason.Should().Be(EndReason.Busy);
    }

    [Fact]
    public void Settle_FailoverAnswersOnTheSecondTrunk_PaysThatLegAlone()
    {
        var rig = new MeterRig().Bound().To(3).Ended(cause: 34).Bound(MeterRig.OtherLeg);

        rig.To(5).Answered(MeterRig.OtherLeg).To(65).Ended(MeterRig.OtherLeg);

        rig.Settlement.Leg.Should().Be(MeterRig.OtherLeg);
        rig.Settlement.Connected.Should().Be(TimeSpan.FromSeconds(60));
        rig.Settlement.BilledSeconds.Should().Be(60);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Settle_ForkWithALoser_IgnoresIt(bool loserEndsFirst)
    {
        var rig = new MeterRig().Bound().Bound(MeterRig.OtherLeg).To(4).Answered();

        _ = loserEndsFirst ? rig.Ended(MeterRig.OtherLeg, 26).To(10).Ended() : rig.To(10).Ended();

        rig.Settlement.Leg.Should().Be(MeterRig.Leg);
        rig.Actions.OfType<MeterAction.HangUp>()
            .Select(hangUp => hangUp.Leg)
            .Should()
            .Equal(
                loserEndsFirst ? [] : [MeterRig.OtherLeg],
                "a leg that still rings when its call is closed could be answered for nothing"
            );
    }

    [Fact]
    public void SecondLeg_AnsweredBesideThePaidOne_IsHungUp()
    {
        var rig = new MeterRig().Bound().Bound(MeterRig.OtherLeg).To(4).Answered();

        rig.To(4.01).Answered(MeterRig.OtherLeg);

        rig.Actions.OfType<MeterAction.HangUp>().Single().Leg.Should().Be(MeterRig.OtherLeg);
        rig.Meter.ConnectedLeg.Should().Be(MeterRig.Leg);
        rig.Ended(MeterRig.OtherLeg).Meter.Phase.Should().Be(CallPhase.Connected);
    }

    [Fact]
    public void CallerLeaves_InTheInstantOfTheAnswer_PaysWhatTheCarrierConnected()
    {
        // Order is promised for each channel alone: the caller's end may be told before or after the leg's answer.
        var ownerLast = new MeterRig().Bound().To(5).Answered().OwnerEnded().To(5.02).Ended();
        var ownerFirst = new MeterRig().Bound().To(5).OwnerEnded().Answered().To(5.02).Ended();

        ownerLast.Settlement.Should().Be(ownerFirst.Settlement);
        ownerLast.Settlement.BilledSeconds.Should().Be(60);
        ownerLast.Settlement.Charge.ToDecimalString().Should().Be("0.06");
    }

    [Fact]
    public void CallerLeaves_ToldBeforeTheLegThatWasJustMade_StillPaysItsAnswer()
    {
        var rig = new MeterRig().To(5).OwnerEnded().To(5.1).Bound().Answered().To(5.12).Ended();

        rig.Rest().Settlement.BilledSeconds.Should().Be(60);
    }

    [Fact]
    public void CallerLeaves_JustBeforeTheAnswer_PaysNothing() =>
        new MeterRig()
            .Bound()
            .To(5)
            .OwnerEnded()
            .Ended()
            .Rest()
            .Release.Reason.Should()
            .Be(EndReason.Cancelled);

    [Fact]
    public void BlondTransfer_OwnerGoneWhileRinging_GoesOnAndIsCharged()
    {
        var rig = new MeterRig().Bound().To(5).OwnerEnded();
        rig.Meter.Phase.Should().Be(CallPhase.Authorised);

        rig.To(15).Answered().To(80).Ended();

        rig.Settlement.Connected.Should().Be(TimeSpan.FromSeconds(65));
        rig.Settlement.BilledSeconds.Should().Be(120);
    }

    [Fact]
    public void BlondTransfer_NobodyAnswers_IsReleased() =>
        new MeterRig()
            .Bound()
            .To(5)
            .OwnerEnded()
            .To(30)
            .Ended(cause: 19)
            .Rest()
            .Release.Reason.Should()
            .Be(EndReason.NoAnswer);

    [Fact]
    public void AttendedTransfer_OwnerLeavesAfterTheAnswer_IsOneContinuousCall()
    {
        var rig = new MeterRig().Bound().To(5).Answered().To(40).OwnerEnded().To(125).Ended();

        rig.Settlement.Connected.Should().Be(TimeSpan.FromSeconds(120));
        rig.Settlement.BilledSeconds.Should().Be(120);
    }

    [Fact]
    public void Ringing_ForLong_PushesTheLeaseAheadAndNeverBeyondTheFundedTime()
    {
        var rig = new MeterRig(funded: 60).Bound().To(100);

        rig.Log.Should().HaveCountGreaterThan(4);
        foreach (var (at, action) in rig.Log)
        {
            var lease = action.Should().BeOfType<MeterAction.ExtendLease>().Subject;
            lease.Until.TotalSeconds.Should().BeApproximately(at + 60, 1e-6);
        }
        rig.TimesOf<MeterAction.ExtendLease>()
            .Zip(rig.TimesOf<MeterAction.ExtendLease>().Skip(1), (one, next) => next - one)
            .Should()
            .OnlyContain(gap => gap <= 20, "the lease before must not run out");
    }

    [Fact]
    public void Ringing_ASecondLegComesLate_DoesNotStarveTheFirst()
    {
        var rig = new MeterRig(funded: 30).Bound().To(9).Bound(MeterRig.OtherLeg).To(40);

        rig.Log.Where(entry => entry.Action is MeterAction.ExtendLease { Leg: MeterRig.Leg })
            .Select(entry => entry.At)
            .First()
            .Should()
            .BeLessThan(25);
    }

    [Fact]
    public void LeaseUncertain_WhileRinging_IsSentAgainOnceAnAnswerOnItsWayIsHere() =>
        new MeterRig()
            .Bound()
            .To(1)
            .Tell(new CallSignal.LeaseUncertain())
            .To(5)
            .TimesOf<MeterAction.ExtendLease>()
            .Should()
            .Equal(2);

    [Fact]
    public void Answer_WithoutALegSeenBefore_Connects()
    {
        var rig = new MeterRig().To(3).Answered();

        rig.Meter.Phase.Should().Be(CallPhase.Connected);
        rig.Log.Select(entry => entry.Action.GetType())
            .Should()
            .Equal(typeof(MeterAction.ExtendLease), typeof(MeterAction.RecordAnswer));
        rig.Leases.Should().Equal(303);
    }

    [Fact]
    public void LegVanished_WhileRinging_IsLikeAnEndWithoutACause()
    {
        var rig = new MeterRig().Bound().To(5).Tell(new CallSignal.LegVanished(MeterRig.Leg, null));

        rig.OwnerEnded().Rest().Release.Cause.Should().Be(0);
    }

    [Fact]
    public void ClosedCall_ALegComesUp_IsHungUp()
    {
        var rig = new MeterRig().OwnerEnded().Rest();

        rig.Bound().Answered();

        rig.Actions.OfType<MeterAction.HangUp>()
            .Should()
            .OnlyContain(hangUp => hangUp.Leg == MeterRig.Leg)
            .And.NotBeEmpty();
    }

    [Fact]
    public void Options_WithNoTimeInThem_AreRefused()
    {
        var options = new MeterOptions { RetryEvery = TimeSpan.Zero };

        var make = () => new MeterRig(options: options);

        make.Should().Throw<InvalidOperationException>().WithMessage("*RetryEvery*at least*");
    }
}
