using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Simulation.Calls;
using TelephonyBilling.Simulation.Switches;
using TelephonyBilling.Simulation.Virtual;

namespace TelephonyBilling.Simulation.Laws;

/// <summary>Knows from the truth alone what each call must cost, and says where the books differ.</summary>
internal sealed class Oracle(World world, Tally tally)
{
    /// <summary>The answer is recorded a moment after it happened.</summary>
    private static readonly TimeSpan RecordDelay = TimeSpan.FromMilliseconds(10);

    /// <summary>Within so much after a lease's end the daemon may take a hang-up for a cut: in the customer's favour.</summary>
    private static readonly TimeSpan CutGrace = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// How long a leg may talk beyond what is funded: a request's way to the PBX, and, where an answer's event came late
    /// and nobody was left to correct the lease, that delay.
    /// </summary>
    private static readonly TimeSpan Overrun = TimeSpan.FromSeconds(1);

    public void LegEnded(VirtualChannel leg, CallRecord call)
    {
        if (leg.AnsweredAt is not { } answeredAt || leg.StepsAtAnswer != leg.StepsAtEnd)
        {
            return; // A clock that steps back takes the PBX's own lease with it, until the daemon sends it anew.
        }
        var over = leg.EndedAt!.Value - answeredAt - TimeSpan.FromSeconds(call.FundedSeconds);
        tally.LongestOverrun = over > tally.LongestOverrun ? over : tally.LongestOverrun;
        if (over > Overrun)
        {
            world.Fault(
                $"{call.Id} talked {over} beyond the {call.FundedSeconds} s that were funded"
            );
        }
    }

    public void Check(CallRecord call, CallTruth truth)
    {
        if (truth.Legs.Count(leg => leg.AnsweredAt is not null) > 1)
        {
            world.Fault($"more than one leg talked for the price of one: {call.Id}, {truth}");
        }
        switch (call.State)
        {
            case CallState.Settled:
                CheckSettled(call, truth);
                break;
            case CallState.Released:
                CheckReleased(call, truth);
                break;
            default:
                world.Fault($"{call.Id} is still {call.State} and holds {call.Held}: {truth}");
                break;
        }
    }

    private void CheckReleased(CallRecord call, CallTruth truth)
    {
        tally.Released++;
        if (truth.Answered is { } talked)
        {
            if (talked.LostWithThePbx)
            {
                tally.LostWithThePbx++;
            }
            else
            {
                world.Fault(
                    $"{call.Id} was released, but leg {talked.Id} talked from {talked.AnsweredAt} to {talked.EndedAt}"
                );
            }
        }
    }

    private void CheckSettled(CallRecord call, CallTruth truth)
    {
        tally.Settled++;
        if (truth.Answered is not { } leg || leg.Id != call.Leg)
        {
            world.Fault(
                $"{call.Id} was charged for leg {call.Leg}, but {truth.Answered?.Id ?? "none"} talked: {truth}"
            );
            return;
        }
        var price = call.Price!;
        var talked = leg.EndedAt!.Value - leg.AnsweredAt!.Value;
        tally.Talked += talked;
        if (call.Charge != price.Charge(call.BilledSeconds))
        {
            world.Fault($"{call.Id} was charged {call.Charge} for {call.BilledSeconds} s");
        }
        if (call.Estimated)
        {
            tally.Estimated++;
            if (!leg.LostWithThePbx)
            {
                world.Fault($"{call.Id} was estimated, though leg {leg.Id} left a record: {truth}");
            }
            return;
        }
        var stepped = leg.StepsAtAnswer != leg.StepsAtEnd;
        tally.Stepped += stepped ? 1 : 0;
        tally.Cut += leg.EndedByLease ? 1 : 0;
        if (Rights(price, call, leg, talked).Contains(call.BilledSeconds))
        {
            tally.Exact++;
        }
        else if (IsFavour(price, call, talked))
        {
            tally.Favours++;
        }
        else if (stepped)
        {
            tally.MisjudgedByStep++; // Settled from records of two times: nobody could know.
        }
        else
        {
            world.Fault(
                $"{call.Id} talked {talked} (by lease: {leg.EndedByLease}), paid for {call.FundedSeconds} s, but {call.BilledSeconds} s "
                    + $"were charged at {price.Increments}; the record says {call.Connected}, {call.EndReason}"
            );
        }
    }

    private static IEnumerable<long> Rights(
        CallPrice price,
        CallRecord call,
        VirtualChannel leg,
        TimeSpan talked
    )
    {
        if (leg.EndedByLease)
        {
            // Each lease is a number of whole steps; how late the PBX cut is not the customer's affair.
            var lease = price.Increments.RoundDown((long)talked.TotalSeconds);
            if (lease > 0 && talked - TimeSpan.FromSeconds(lease) < CutGrace)
            {
                yield return lease;
                yield break;
            }
        }
        yield return Math.Min(price.BilledSeconds(talked), call.FundedSeconds);
        var recorded = talked > RecordDelay ? talked - RecordDelay : TimeSpan.Zero;
        yield return Math.Min(price.BilledSeconds(recorded), call.FundedSeconds);
    }

    private static bool IsFavour(CallPrice price, CallRecord call, TimeSpan talked)
    {
        var step = price.Increments.RoundDown((long)talked.TotalSeconds);
        return step > 0
            && call.BilledSeconds == step
            && talked - TimeSpan.FromSeconds(step) <= CutGrace;
    }

    public void CheckBooks(string account, Money toppedUp, Money balance, Money held, Money charged)
    {
        if (!held.IsZero)
        {
            world.Fault($"account {account} still holds {held}");
        }
        if (balance != toppedUp - charged)
        {
            world.Fault(
                $"account {account} has {balance}, but {toppedUp} less {charged} is something else"
            );
        }
    }
}
