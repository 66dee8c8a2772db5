using FsCheck;
using FsCheck.Fluent;
using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Domain.Tests.Calls;

/// <summary>What must hold whatever signals come, in whatever order, however often, at whatever time.</summary>
public sealed class CallMeterLaws
{
    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(2_000);

    private static readonly Gen<string> Legs = Gen.Frequency(
        (5, Gen.Constant(MeterRig.Leg)),
        (1, Gen.Constant(MeterRig.OtherLeg))
    );

    /// <summary>Mostly small steps, sometimes across a renewal, sometimes across everything.</summary>
    private static readonly Gen<double> Delays = Gen.OneOf(
        Gen.Constant(0.0),
        Gen.Choose(1, 999).Select(ms => ms / 1000.0),
        Gen.Choose(1, 30).Select(seconds => (double)seconds),
        Gen.Choose(1, 400).Select(seconds => (double)seconds)
    );

    private static readonly Gen<Step> Steps =
        from delay in Delays
        from asleep in Gen.Frequency((9, Gen.Constant(false)), (1, Gen.Constant(true)))
        from kind in Gen.Choose(0, 13)
        from leg in Legs
        from number in Gen.Choose(1, 900)
        select new Step(delay, asleep, kind, leg, number);

    private static readonly Gen<Scenario> Scenarios =
        from increments in Gen.Elements("60/60", "6/6", "1/1", "60/6", "30/6")
        from quotas in Gen.Choose(1, 5)
        from confirmed in ArbMap.Default.GeneratorFor<bool>()
        from steps in Gen.Sized(size => Steps.ListOf(Math.Max(3, size / 2)))
        select new Scenario(increments, quotas, confirmed, [.. steps]);

    [Fact]
    public void AnySignalOrder_SettlesOrReleasesAtMostOnce() =>
        Check(scenario => Closes(Run(scenario)).Count() <= 1);

    [Fact]
    public void AnySignalOrder_NeverChargesMoreThanWasHeld() =>
        Check(scenario =>
        {
            var rig = Run(scenario);
            return rig
                .Actions.OfType<MeterAction.Settle>()
                .All(settle =>
                    settle.Settlement.BilledSeconds <= rig.Meter.FundedSeconds
                    && settle.Settlement.Charge <= rig.Price.Charge(rig.Meter.FundedSeconds)
                    && settle.Settlement.Charge == rig.Price.Charge(settle.Settlement.BilledSeconds)
                );
        });

    [Fact]
    public void AnySignalOrder_NeverSettlesAndEndsBeforeTheAnswer() =>
        Check(scenario =>
            Run(scenario)
                .Actions.OfType<MeterAction.Settle>()
                .All(settle => settle.Settlement.Connected >= TimeSpan.Zero)
        );

    [Fact]
    public void AnySignalOrder_LeaseNeverLiesBeyondTheFundedEnd() =>
        Check(scenario =>
        {
            var right = true;
            var rig = Run(
                scenario,
                rig =>
                {
                    var funded = TimeSpan.FromSeconds(rig.Meter.FundedSeconds);
                    var end = rig.Meter.AnsweredAt is { } answered
                        ? answered.Monotonic + funded
                        : rig.Now + funded;
                    right &= rig
                        .Actions.OfType<MeterAction.ExtendLease>()
                        .All(lease => lease.Until <= end || lease.Leg != rig.Meter.ConnectedLeg);
                }
            );
            return right;
        });

    [Fact]
    public void AnySignalOrder_AfterTheCloseOnlyHangsUp() =>
        Check(scenario =>
            Run(scenario)
                .Actions.SkipWhile(action => !IsClose(action))
                .Skip(1)
                .All(action => action is MeterAction.HangUp)
        );

    [Fact]
    public void SignalsToldTwice_ChangeNothing() =>
        Check(scenario => Closes(Run(scenario)).SequenceEqual(Closes(Run(scenario, times: 2))));

    [Fact]
    public void LegThatIsGone_NeverLeavesTheCallOpen() =>
        Check(scenario =>
        {
            var rig = Run(scenario);
            rig.Ended(MeterRig.Leg).Ended(MeterRig.OtherLeg).OwnerEnded().Rest();
            return rig.Meter.Phase == CallPhase.Closed && rig.Meter.NextDue is null;
        });

    private static void Check(Func<Scenario, bool> law) =>
        Prop.ForAll(Scenarios.ToArbitrary(), law).Check(Thorough);

    private static IEnumerable<MeterAction> Closes(MeterRig rig) => rig.Actions.Where(IsClose);

    private static bool IsClose(MeterAction action) =>
        action is MeterAction.Settle or MeterAction.Release;

    /// <summary>The rig itself fails where a tick at the time that the meter asked for makes no progress.</summary>
    private static MeterRig Run(
        Scenario scenario,
        Action<MeterRig>? afterEach = null,
        int times = 1
    )
    {
        var step = BillingIncrements.Parse(scenario.Increments);
        var funded = step.InitialSeconds + ((scenario.Quotas - 1L) * step.SubsequentSeconds);
        var rig = new MeterRig(scenario.Increments, funded)
        {
            SwitchAnswers = scenario.LeasesConfirmed,
        };
        foreach (var next in scenario.Steps)
        {
            var at = rig.Now.TotalSeconds + next.Delay;
            _ = next.Asleep ? rig.Sleep(at) : rig.To(at);
            if (next.Kind == 13)
            {
                rig.StepClock(next.Number - 450);
                continue;
            }
            var signal = Signal(next, rig);
            for (var i = 0; i < times; i++)
            {
                rig.Tell(signal);
            }
            afterEach?.Invoke(rig);
        }
        return rig;
    }

    private static CallSignal Signal(Step step, MeterRig rig) =>
        step.Kind switch
        {
            0 => new CallSignal.LegBound(step.Leg),
            1 or 2 => new CallSignal.LegAnswered(step.Leg, rig.Moment()),
            3 => new CallSignal.LegEnded(step.Leg, rig.Moment(), step.Number % 40)
            {
                ByLease = step.Number % 2 == 0,
            },
            4 => new CallSignal.LegVanished(
                step.Leg,
                step.Number % 2 == 0 ? rig.Moment(step.Number).SwitchTime : null
            ),
            5 => new CallSignal.OwnerEnded(),
            6 or 7 or 8 => new CallSignal.Funded(rig.Meter.FundedSeconds + step.Number - 100),
            9 => new CallSignal.FundingRefused((FundingRefusal)(step.Number % 4)),
            10 => new CallSignal.FundingFailed(),
            11 => new CallSignal.LeaseUncertain(),
            _ => rig.Leases.Any()
                ? Answer(step, rig.Actions.OfType<MeterAction.ExtendLease>().Last())
                : new CallSignal.LeaseUncertain(),
        };

    private static CallSignal Answer(Step step, MeterAction.ExtendLease lease) =>
        step.Number % 2 == 0
            ? new CallSignal.LeaseSet(lease.Leg, lease.Until)
            : new CallSignal.LeaseFailed(lease.Leg, lease.Until);

    /// <summary>One thing that happens, after a while.</summary>
    private sealed record Step(double Delay, bool Asleep, int Kind, string Leg, int Number);

    private sealed record Scenario(
        string Increments,
        int Quotas,
        bool LeasesConfirmed,
        IReadOnlyList<Step> Steps
    )
    {
        public override string ToString() =>
            $"{Increments} × {Quotas}, confirmed={LeasesConfirmed}: {string.Join("; ", Steps)}";
    }
}
