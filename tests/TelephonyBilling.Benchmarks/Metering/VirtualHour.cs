using TelephonyBilling.Benchmarks.Reporting;
using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Engine.Metering;

namespace TelephonyBilling.Benchmarks.Metering;

/// <summary>An hour of metering in virtual time: the book alone, every renewal granted and every lease confirmed at once.</summary>
internal sealed class VirtualHour
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private VirtualHour(double bytesPerCall, TimeSpan cpu, long renewals)
    {
        BytesPerCall = bytesPerCall;
        Cpu = cpu;
        Renewals = renewals;
    }

    /// <summary>Live memory for each connected call, all that belongs to it.</summary>
    public double BytesPerCall { get; }

    /// <summary>CPU time of the hour.</summary>
    public TimeSpan Cpu { get; }

    /// <summary>Quotas that were added.</summary>
    public long Renewals { get; }

    /// <summary>Opens and answers so many calls, spread over a quota, and lets an hour pass.</summary>
    public static VirtualHour Run(int calls, CancellationToken cancellationToken)
    {
        var open = new OpenCalls();
        var start = TimeProvider.System.GetUtcNow();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var effects = new Granting();
        var book = new MeterBook(new MeterOptions(), effects);
        var apart = TimeSpan.FromSeconds(OpenCalls.QuotaSeconds) / calls;
        for (var i = 0; i < calls; i++)
        {
            var now = apart * i;
            Act(book, effects, now);
            var call = open.Make(i, start + now);
            book.Expect(call.Pbx, call.Owner);
            book.Admit(call, now);
            var leg = OpenCalls.Leg(i);
            book.LegBound(call.Pbx, call.Id, leg, now);
            book.ChannelAnswered(call.Pbx, leg, new Moment(start + now, now, Witnessed: true), now);
            effects.Answer(book, now);
        }
        var perCall = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)calls;
        var from = apart * calls;
        var renewals = effects.Renewals;
        var meter = Cost.Begin();
        while (book.NextDue is { } due && due <= from + Hour)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Act(book, effects, due);
        }
        var cost = meter.End();
        if (book.Calls.Count != calls)
        {
            throw new InvalidOperationException($"{book.Calls.Count} of {calls} calls are left.");
        }
        return new VirtualHour(perCall, cost.Cpu, effects.Renewals - renewals);
    }

    private static void Act(MeterBook book, Granting effects, TimeSpan now)
    {
        book.RunDue(now);
        effects.Answer(book, now);
    }

    private sealed class Granting : IMeterEffects
    {
        private readonly Queue<(CallId Call, CallSignal Signal)> answers = new();

        public long Renewals { get; private set; }

        public void Begin(MeteredCall call, MeterAction action)
        {
            switch (action)
            {
                case MeterAction.Reserve reserve:
                    Renewals++;
                    answers.Enqueue((call.Call.Id, new CallSignal.Funded(reserve.WantedSeconds)));
                    break;
                case MeterAction.ExtendLease lease:
                    answers.Enqueue(
                        (call.Call.Id, new CallSignal.LeaseSet(lease.Leg, lease.Until))
                    );
                    break;
                case MeterAction.RecordAnswer:
                    break;
                default:
                    throw new InvalidOperationException($"{action} was not to be expected.");
            }
        }

        public void Judge(string pbx, CallId call, string leg) =>
            throw new InvalidOperationException($"Leg {leg} of call {call} is in no book.");

        public void JudgeFeature(
            string pbx,
            CallId surcharge,
            CallFeature feature,
            string channel
        ) => throw new InvalidOperationException($"Surcharge {surcharge} is in no book.");

        public void JudgeRecord(string pbx, CallId surcharge) =>
            throw new InvalidOperationException($"Surcharge {surcharge} is in no book.");

        public void Answer(MeterBook book, TimeSpan now)
        {
            while (answers.TryDequeue(out var answer))
            {
                book.Signal(answer.Call, answer.Signal, now);
            }
        }
    }
}
