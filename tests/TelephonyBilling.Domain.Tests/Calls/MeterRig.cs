using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Domain.Tests.Calls;

/// <summary>
/// One meter on virtual time. Time is said in seconds; the switch's wall clock runs beside the monotonic one until
/// <see cref="StepClock"/>. Leases are confirmed as they are sent, unless <see cref="SwitchAnswers"/> is off.
/// </summary>
internal sealed class MeterRig
{
    public const string Leg = "1732.2";
    public const string OtherLeg = "1732.3";

    private const int MostTicksAtOneMoment = 10;

    private static readonly Currency Usd = Currency.Parse("USD");
    private static readonly DateTimeOffset Epoch = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private readonly List<MeterAction> fresh = [];
    private TimeSpan wallOffset;

    public MeterRig(
        string increments = "60/60",
        long funded = 300,
        string fee = "0.04",
        string perMinute = "0.02",
        MeterOptions? options = null
    )
    {
        Price = new CallPrice(
            Money.Parse(fee, Usd),
            Money.Parse(perMinute, Usd),
            BillingIncrements.Parse(increments)
        );
        Meter = new CallMeter(
            CallId.Create(Epoch, 1),
            Price,
            funded,
            options ?? new MeterOptions()
        );
    }

    public CallPrice Price { get; }

    public CallMeter Meter { get; }

    public TimeSpan Now { get; private set; }

    /// <summary>Whether leases are confirmed at once; otherwise the test says what comes of them.</summary>
    public bool SwitchAnswers { get; set; } = true;

    /// <summary>All that the meter wanted, with the second at which it did.</summary>
    public List<(double At, MeterAction Action)> Log { get; } = [];

    public IEnumerable<MeterAction> Actions => Log.Select(entry => entry.Action);

    public CallSettlement Settlement =>
        Actions.OfType<MeterAction.Settle>().Should().ContainSingle().Subject.Settlement;

    public MeterAction.Release Release =>
        Actions.OfType<MeterAction.Release>().Should().ContainSingle().Subject;

    public IEnumerable<double> Leases =>
        Actions.OfType<MeterAction.ExtendLease>().Select(lease => lease.Until.TotalSeconds);

    public IEnumerable<double> TimesOf<T>()
        where T : MeterAction => Log.Where(entry => entry.Action is T).Select(entry => entry.At);

    /// <summary>Lets time pass, ticking the meter exactly when it asks for it.</summary>
    public MeterRig To(double seconds)
    {
        var end = TimeSpan.FromSeconds(seconds);
        var atOneMoment = 0;
        while (Meter.NextDue is { } due && due <= end)
        {
            atOneMoment = due > Now ? 0 : atOneMoment + 1;
            atOneMoment
                .Should()
                .BeLessThan(MostTicksAtOneMoment, "a meter must not keep its loop busy");
            Now = due > Now ? due : Now;
            Meter.Tick(Now, fresh);
            Take();
        }
        Now = end > Now ? end : Now;
        return this;
    }

    /// <summary>Lets time pass without a single tick: the loop was held up.</summary>
    public MeterRig Sleep(double seconds)
    {
        Now = TimeSpan.FromSeconds(seconds);
        return this;
    }

    /// <summary>The switch's wall clock is set; the monotonic one does not care.</summary>
    public MeterRig StepClock(double seconds)
    {
        wallOffset += TimeSpan.FromSeconds(seconds);
        return this;
    }

    public Moment Moment(double? at = null, bool witnessed = true)
    {
        var time = at is { } seconds ? TimeSpan.FromSeconds(seconds) : Now;
        return new Moment(Epoch + wallOffset + time, time, witnessed);
    }

    public MeterRig Tell(CallSignal signal)
    {
        Meter.Apply(signal, Now, fresh);
        Take();
        return To(Now.TotalSeconds);
    }

    public MeterRig Bound(string leg = Leg) => Tell(new CallSignal.LegBound(leg));

    public MeterRig Answered(string leg = Leg) => Tell(new CallSignal.LegAnswered(leg, Moment()));

    public MeterRig Ended(string leg = Leg, int cause = 16) =>
        Tell(new CallSignal.LegEnded(leg, Moment(), cause));

    public MeterRig OwnerEnded() => Tell(new CallSignal.OwnerEnded());

    /// <summary>Long enough for events of other channels that are late.</summary>
    public MeterRig Rest() => To(Now.TotalSeconds + 0.251);

    public MeterRig Funded(long seconds) => Tell(new CallSignal.Funded(seconds));

    public MeterRig Refused(FundingRefusal reason = FundingRefusal.InsufficientCredit) =>
        Tell(new CallSignal.FundingRefused(reason));

    private void Take()
    {
        var actions = fresh.ToArray();
        fresh.Clear();
        foreach (var action in actions)
        {
            Log.Add((Now.TotalSeconds, action));
        }
        foreach (var lease in actions.OfType<MeterAction.ExtendLease>())
        {
            if (SwitchAnswers)
            {
                Meter.Apply(new CallSignal.LeaseSet(lease.Leg, lease.Until), Now, fresh);
                Take();
            }
        }
    }
}
