using TelephonyBilling.Daemon.Switches;

namespace TelephonyBilling.Daemon.Tests.Switches;

public sealed class PbxClockTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    // The PBX's clock shows noon when the daemon's monotonic clock shows 100 s.
    private static TimeSpan At(double milliseconds) =>
        TimeSpan.FromSeconds(100) + TimeSpan.FromMilliseconds(milliseconds);

    private static DateTimeOffset Pbx(double milliseconds) => Noon.AddMilliseconds(milliseconds);

    private static PbxClock Synchronised()
    {
        var clock = new PbxClock();
        clock.Synchronise(At(-1), Pbx(0), At(0)).Should().Be(TimeSpan.Zero);
        return clock;
    }

    [Fact]
    public void Witness_EventDeliveredLate_HappenedWhenItsTimestampSays()
    {
        var moment = Synchronised().Witness(Pbx(500), At(530), backlog: false);

        moment.SwitchTime.Should().Be(Pbx(500));
        moment.Monotonic.Should().Be(At(500));
        moment.Witnessed.Should().BeTrue();
    }

    [Fact]
    public void Witness_EventHeldUpForSecondsByABacklog_StillHappenedWhenItsTimestampSays() =>
        Synchronised().Witness(Pbx(500), At(9_000), backlog: true).Monotonic.Should().Be(At(500));

    [Fact]
    public void Witness_ClockSteppedBackAnHour_BelievesTheMonotonicClock()
    {
        var moment = Synchronised().Witness(Pbx(500 - 3_600_000), At(501), backlog: false);

        moment.Monotonic.Should().Be(At(501));
        moment.SwitchTime.Should().Be(Pbx(500 - 3_600_000));
    }

    [Fact]
    public void Witness_ClockSteppedForwardAnHour_BelievesTheMonotonicClock() =>
        Synchronised()
            .Witness(Pbx(500 + 3_600_000), At(501), backlog: false)
            .Monotonic.Should()
            .Be(At(501));

    [Fact]
    public void Witness_DeliveredFasterThanEverBefore_TightensTheRelation()
    {
        var clock = new PbxClock();
        clock.Synchronise(At(-20), Pbx(0), At(5));

        clock.Witness(Pbx(100), At(101), backlog: false).Monotonic.Should().Be(At(101));
        clock.Witness(Pbx(200), At(230), backlog: false).Monotonic.Should().Be(At(201));
    }

    [Fact]
    public void Witness_WithoutTimestamp_TakesTheTimeOfReceipt()
    {
        var moment = Synchronised().Witness(timestamp: null, At(700), backlog: false);

        moment.Monotonic.Should().Be(At(700));
        moment.SwitchTime.Should().Be(Pbx(700));
    }

    [Fact]
    public void Synchronise_WithinTheBoundsOfThePing_IsNoStep()
    {
        var clock = Synchronised();

        clock.Synchronise(At(2_000), Pbx(2_003), At(2_010)).Should().Be(TimeSpan.Zero);
        clock.ToMonotonic(Pbx(3_000), default).Should().Be(At(3_000));
    }

    [Theory]
    [InlineData(3_600_000)]
    [InlineData(-3_600_000)]
    [InlineData(250)]
    [InlineData(-250)]
    public void Synchronise_ClockStepped_SaysHowFarAndFollows(int step)
    {
        var clock = Synchronised();

        var found = clock.Synchronise(At(2_000), Pbx(2_000 + step), At(2_001));

        found.TotalMilliseconds.Should().BeApproximately(step, 2);
        clock.ToMonotonic(Pbx(3_000 + step), default).Should().Be(At(3_001));
    }
}
