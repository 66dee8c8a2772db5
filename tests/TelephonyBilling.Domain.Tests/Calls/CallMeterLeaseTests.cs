using TelephonyBilling.Domain.Calls;

namespace TelephonyBilling.Domain.Tests.Calls;

/// <summary>What the switch holds, and what follows when that is not known.</summary>
public sealed class CallMeterLeaseTests
{
    [Fact]
    public void LeaseUncertain_Connected_IsSentAgainUnchanged() =>
        new MeterRig(funded: 60)
            .To(5)
            .Answered()
            .To(20)
            .Tell(new CallSignal.LeaseUncertain())
            .Leases.Should()
            .Equal(65, 65);

    [Fact]
    public void Lease_NotTakenByTheSwitch_IsSentAgainUntilItIs()
    {
        var rig = new MeterRig(funded: 60) { SwitchAnswers = false };
        rig.Answered().Tell(Failed(60)).To(15).Tell(Failed(60));
        rig.Actions.OfType<MeterAction.ExtendLease>().Should().HaveCount(2);

        rig.SwitchAnswers = true;
        rig.To(44);

        rig.Actions.OfType<MeterAction.ExtendLease>().Should().HaveCount(3);
    }

    [Fact]
    public void Lease_NotConfirmed_HoldsNoMoreMoney()
    {
        var rig = new MeterRig(funded: 60) { SwitchAnswers = false };
        rig.Answered().Tell(Failed(60)).To(59);
        rig.Actions.OfType<MeterAction.Reserve>()
            .Should()
            .BeEmpty("the call ends at the lease that the switch holds, paid or not");
    }

    [Fact]
    public void Lease_ConfirmedAtLast_LetsTheRenewalFollowAtOnce()
    {
        var rig = new MeterRig(funded: 60) { SwitchAnswers = false };
        rig.Answered().To(50).Tell(new CallSignal.LeaseSet(MeterRig.Leg, TimeSpan.FromSeconds(60)));

        rig.TimesOf<MeterAction.Reserve>().Should().Equal(50);
    }

    [Fact]
    public void Extension_NotTakenByTheSwitch_IsNotChargedWhenTheOldLeaseCuts()
    {
        // Money for a second minute was set aside, but the connection to the switch was gone by then.
        var rig = new MeterRig(funded: 60).Answered().To(45);
        rig.SwitchAnswers = false;
        rig.Funded(120).Tell(Failed(120)).To(60.005);

        rig.Ended();

        rig.Settlement.BilledSeconds.Should().Be(60);
        rig.Leases.Should().HaveCountGreaterThan(2, "it is tried again while it may help");
    }

    [Fact]
    public void Extension_NotConfirmedButTaken_IsCharged()
    {
        var rig = new MeterRig(funded: 60).Answered().To(45);
        rig.SwitchAnswers = false;

        rig.Funded(120).Tell(Failed(120)).To(90).Ended();

        rig.Settlement.BilledSeconds.Should().Be(120);
    }

    [Fact]
    public void Extension_AnswerToTheLeaseBefore_ConfirmsNothing()
    {
        var rig = new MeterRig(funded: 60).Answered().To(45);
        rig.SwitchAnswers = false;

        rig.Funded(120).Tell(new CallSignal.LeaseSet(MeterRig.Leg, TimeSpan.FromSeconds(60)));

        rig.To(60.005).Ended().Settlement.BilledSeconds.Should().Be(60);
    }

    [Fact]
    public void Leg_OutlivingItsLease_IsHungUpAgainAndAgainWithGrowingSpaces()
    {
        var rig = new MeterRig(funded: 60).Answered().To(60.4);
        rig.Actions.OfType<MeterAction.HangUp>().Should().BeEmpty();

        rig.To(660);

        var times = rig.TimesOf<MeterAction.HangUp>().ToList();
        times.Take(3).Should().Equal(60.5, 62, 65);
        times
            .Should()
            .HaveCountLessThan(30, "a switch that is away for long is not asked without end");
        rig.Ended().Settlement.BilledSeconds.Should().Be(60);
    }

    [Theory]
    [InlineData(3600)]
    [InlineData(-3600)]
    public void Settle_WallClockStepped_BelievesTheMonotonicOne(double step)
    {
        var rig = new MeterRig().To(5).Answered().To(30).StepClock(step).To(50).Ended();

        rig.Settlement.Connected.Should().Be(TimeSpan.FromSeconds(45));
        rig.Settlement.ClockStepped.Should().BeTrue();
        rig.Settlement.BilledSeconds.Should().Be(60);
    }

    [Theory]
    [InlineData(3600)]
    [InlineData(-3600)]
    public void Settle_WallClockSteppedAfterARestart_BelievesTheMonotonicOne(double step)
    {
        var rig = new MeterRig().To(5);
        rig.Tell(new CallSignal.LegAnswered(MeterRig.Leg, rig.Moment(2, witnessed: false)));

        rig.To(30).StepClock(step).To(50).Ended();

        rig.Settlement.Connected.Should().Be(TimeSpan.FromSeconds(48));
        rig.Settlement.ClockStepped.Should().BeTrue();
    }

    [Fact]
    public void Settle_ClocksDriftLittle_BelievesTheSwitch()
    {
        var rig = new MeterRig("1/1").Answered().StepClock(0.9).To(10).Ended();

        rig.Settlement.Connected.Should().Be(TimeSpan.FromSeconds(10.9));
        rig.Settlement.ClockStepped.Should().BeFalse();
    }

    [Fact]
    public void Settle_EndBeforeTheAnswer_IsZeroTimeAndOneStep()
    {
        var rig = new MeterRig("6/6").To(5).Answered();

        rig.Tell(new CallSignal.LegEnded(MeterRig.Leg, rig.Moment(4.9, witnessed: false), 16));

        rig.Settlement.Connected.Should().Be(TimeSpan.Zero);
        rig.Settlement.BilledSeconds.Should().Be(6);
    }

    [Fact]
    public void Settle_RecordSaysThatALeaseCut_BillsThatLease()
    {
        // After a restart the store knows of 120 paid seconds, but the switch was never told of the second minute.
        var rig = new MeterRig(funded: 120).To(300);
        rig.Meter.Apply(
            new CallSignal.LegAnswered(MeterRig.Leg, rig.Moment(0, witnessed: false)),
            rig.Now,
            []
        );

        rig.Tell(
            new CallSignal.LegEnded(MeterRig.Leg, rig.Moment(60.004, witnessed: false), 16)
            {
                ByLease = true,
            }
        );

        rig.Settlement.BilledSeconds.Should().Be(60);
    }

    [Theory]
    [InlineData(59.99, 60.004, 60)]
    [InlineData(50, 60.004, 120)]
    [InlineData(59.99, 61, 120)]
    public void Settle_OldLeaseCutsWhileWeComeBack_BillsThatLease(
        double back,
        double ended,
        long billed
    )
    {
        // As above, but the cut comes just as the daemon is back, and its event says nothing of leases.
        var rig = new MeterRig(funded: 120).To(back);
        rig.Tell(new CallSignal.LegAnswered(MeterRig.Leg, rig.Moment(0, witnessed: false)));

        rig.To(ended).Ended();

        rig.Settlement.BilledSeconds.Should().Be(billed);
    }

    [Fact]
    public void Settle_RecordSaysThatAPersonHungUp_BillsTheBegunStep()
    {
        var rig = new MeterRig(funded: 120).To(300);
        rig.Meter.Apply(
            new CallSignal.LegAnswered(MeterRig.Leg, rig.Moment(0, witnessed: false)),
            rig.Now,
            []
        );

        rig.Tell(new CallSignal.LegEnded(MeterRig.Leg, rig.Moment(60.004, witnessed: false), 16));

        rig.Settlement.BilledSeconds.Should().Be(120);
    }

    [Fact]
    public void Estimate_WithoutAnyTrace_IsTheLease()
    {
        var rig = new MeterRig(funded: 120).To(5).Answered().To(200);

        rig.Tell(new CallSignal.LegVanished(MeterRig.Leg, null));

        rig.Settlement.Estimated.Should().BeTrue();
        rig.Settlement.Connected.Should().Be(TimeSpan.FromSeconds(120));
        rig.Settlement.BilledSeconds.Should().Be(120);
    }

    [Fact]
    public void Estimate_GoneBeforeItsLease_IsNotChargedBeyondNow()
    {
        var rig = new MeterRig(funded: 300).To(5).Answered().To(50);

        rig.Tell(new CallSignal.LegVanished(MeterRig.Leg, null));

        rig.Settlement.Connected.Should().Be(TimeSpan.FromSeconds(45));
        rig.Settlement.BilledSeconds.Should().Be(60);
    }

    [Theory]
    [InlineData(30, 25, 60)]
    [InlineData(4, 0, 60)]
    [InlineData(500, 120, 120)]
    public void Estimate_SwitchRestarted_IsNotChargedBeyondThat(
        double restartedAt,
        double connected,
        long billed
    )
    {
        var rig = new MeterRig(funded: 120).To(5).Answered().To(600);

        rig.Tell(new CallSignal.LegVanished(MeterRig.Leg, rig.Moment(restartedAt).SwitchTime));

        rig.Settlement.Connected.TotalSeconds.Should().Be(connected);
        rig.Settlement.BilledSeconds.Should().Be(billed);
    }

    [Fact]
    public void Estimate_ExtensionNeverTaken_IsTheLeaseBefore()
    {
        var rig = new MeterRig(funded: 60).Answered().To(45);
        rig.SwitchAnswers = false;
        rig.Funded(120).Tell(Failed(120)).To(200);

        rig.Tell(new CallSignal.LegVanished(MeterRig.Leg, null));

        rig.Settlement.BilledSeconds.Should().Be(60);
    }

    private static CallSignal.LeaseFailed Failed(double until) =>
        new(MeterRig.Leg, TimeSpan.FromSeconds(until));
}
