using TelephonyBilling.Domain.Calls;

namespace TelephonyBilling.Domain.Tests.Calls;

/// <summary>Signals that come twice, or when they no longer matter.</summary>
public sealed class CallMeterLateSignalTests
{
    public static TheoryData<string> Phases() =>
        ["authorised", "ringing", "connected", "settled", "released"];

    [Theory]
    [MemberData(nameof(Phases))]
    public void LateSignals_InEachPhase_NeverCloseTwice(string phase)
    {
        foreach (var signal in EachKind(At(phase)))
        {
            var rig = At(phase);
            var before = rig.Actions.Count(IsClose);

            rig.Tell(signal).Tell(signal).To(200);

            rig.Actions.Count(IsClose).Should().BeLessThanOrEqualTo(1, "{0} in {1}", signal, phase);
            if (before == 1)
            {
                rig.Log.SkipWhile(entry => !IsClose(entry.Action))
                    .Skip(1)
                    .Where(entry => entry.Action is not MeterAction.HangUp)
                    .Should()
                    .BeEmpty("{0} is late", signal);
            }
        }
    }

    [Theory]
    [InlineData("authorised")]
    [InlineData("ringing")]
    public void FundingSignals_BeforeTheAnswer_ChangeNothing(string phase)
    {
        foreach (
            CallSignal signal in new CallSignal[]
            {
                new CallSignal.Funded(900),
                new CallSignal.FundingRefused(FundingRefusal.InsufficientCredit),
                new CallSignal.FundingFailed(),
            }
        )
        {
            var rig = At(phase);
            var due = rig.Meter.NextDue;

            rig.Tell(signal);

            rig.Meter.NextDue.Should().Be(due);
            rig.Meter.FundedSeconds.Should().Be(300);
            rig.Meter.Exhausted.Should().BeNull();
        }
    }

    [Fact]
    public void Answer_ToldTwice_KeepsTheFirst()
    {
        var rig = new MeterRig().Bound().To(5).Answered().To(20).Answered();

        rig.Meter.AnsweredAt!.Value.Monotonic.TotalSeconds.Should().Be(5);
        rig.Actions.OfType<MeterAction.RecordAnswer>().Should().HaveCount(1);
    }

    [Fact]
    public void End_OfALegThatNeverWasOurs_ChangesNothing() =>
        new MeterRig().Bound().Answered().Ended("9.9").Meter.Phase.Should().Be(CallPhase.Connected);

    [Fact]
    public void Funding_AfterTheSettlement_ChangesNothing()
    {
        var rig = new MeterRig(funded: 60).Answered().To(46).Ended();
        var settled = rig.Settlement;

        rig.Funded(120).To(100);

        rig.Settlement.Should().Be(settled);
        rig.Leases.Should().Equal(60);
    }

    private static bool IsClose(MeterAction action) =>
        action is MeterAction.Settle or MeterAction.Release;

    private static MeterRig At(string phase)
    {
        var rig = new MeterRig();
        return phase switch
        {
            "authorised" => rig.To(1),
            "ringing" => rig.Bound().To(1),
            "connected" => rig.Bound().To(1).Answered().To(2),
            "settled" => rig.Bound().To(1).Answered().To(2).Ended(),
            _ => rig.Bound().To(1).Ended().OwnerEnded().Rest(),
        };
    }

    private static CallSignal[] EachKind(MeterRig rig) =>
        [
            new CallSignal.LegBound(MeterRig.Leg),
            new CallSignal.LegBound(MeterRig.OtherLeg),
            new CallSignal.LegAnswered(MeterRig.Leg, rig.Moment()),
            new CallSignal.LegAnswered(MeterRig.OtherLeg, rig.Moment()),
            new CallSignal.LegEnded(MeterRig.Leg, rig.Moment(), 16),
            new CallSignal.LegEnded(MeterRig.OtherLeg, rig.Moment(), 16),
            new CallSignal.LegVanished(MeterRig.Leg, null),
            new CallSignal.LegVanished(MeterRig.OtherLeg, rig.Moment().SwitchTime),
            new CallSignal.OwnerEnded(),
            new CallSignal.Funded(600),
            new CallSignal.FundingRefused(FundingRefusal.InsufficientCredit),
            new CallSignal.FundingFailed(),
            new CallSignal.LeaseSet(MeterRig.Leg, TimeSpan.FromSeconds(301)),
            new CallSignal.LeaseFailed(MeterRig.Leg, TimeSpan.FromSeconds(301)),
            new CallSignal.LeaseUncertain(),
        ];
}
