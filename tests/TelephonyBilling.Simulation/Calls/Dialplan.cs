using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Gating;
using TelephonyBilling.Engine.Switching;
using TelephonyBilling.Simulation.Switches;
using TelephonyBilling.Simulation.Virtual;

namespace TelephonyBilling.Simulation.Calls;

/// <summary>What the shipped dialplan does on the PBX: ask the gate, bound each leg before it rings, keep the record.</summary>
internal sealed class Dialplan(World world, VirtualPbx pbx, Func<VirtualDaemon?> daemon)
{
    public const double RingSeconds = 60;

    private const double GateSeconds = 4;

    private readonly Dictionary<CallId, CallTruth> calls = [];

    public IReadOnlyDictionary<CallId, CallTruth> Calls => calls;

    public int Refused { get; private set; }

    /// <summary>Asks the gate; exactly one of the two is called, and none where the asking channel ended first.</summary>
    public void AskGate(
        VirtualChannel owner,
        GateRequest request,
        Action<CallTruth> allowed,
        Action refused
    )
    {
        var asked = daemon();
        var over = false;
        world.After(
            TimeSpan.FromSeconds(asked is null ? 0.01 : GateSeconds),
            () =>
            {
                if (!over)
                {
                    over = true;
                    Refused++;
                    refused();
                }
            }
        );
        asked?.Ask(
            request,
            decision =>
            {
                var late = over;
                over = true;
                if (decision is not GateDecision.Allow allow)
                {
                    if (!late)
                    {
                        Refused++;
                        refused();
                    }
                }
                else if (late || !owner.Exists)
                {
                    if (asked.IsAlive)
                    {
                        asked.OwnerGone(allow.Call.Id);
                    }
                }
                else
                {
                    allowed(Know(allow.Call));
                }
            }
        );
    }

    /// <summary>tb-leg: before it rings.</summary>
    public void Bound(CallTruth truth, VirtualChannel leg)
    {
        var call = truth.Call.Id;
        truth.Legs.Add(leg);
        pbx.SetLease(leg, TimeSpan.FromSeconds(truth.Call.FundedSeconds + RingSeconds));
        if (pbx.Record(call)?.AnsweredAt is null)
        {
            pbx.Keep(call, new KeptCall(leg.Id, null, null, 0));
        }
        pbx.Emit(new PbxEvent(PbxEventKind.Bound, leg.Id, pbx.Wall, call, 0));
    }

    /// <summary>The answer, and a moment later tb-answered: the lease begins, and outbound the record says so.</summary>
    public void Answer(CallTruth truth, VirtualChannel leg)
    {
        pbx.Answer(leg);
        world.After(
            world.Between(0.0005, 0.005),
            () =>
            {
                if (!leg.Exists)
                {
                    return;
                }
                leg.AnsweredWall = pbx.Wall;
                pbx.SetLease(leg, TimeSpan.FromSeconds(truth.Call.FundedSeconds));
                if (!truth.Call.OwnerIsTrunk)
                {
                    pbx.Keep(truth.Call.Id, new KeptCall(leg.Id, pbx.Wall, null, 0));
                }
            }
        );
    }

    /// <summary>tb-ended: the hangup handler.</summary>
    public void Ended(CallTruth truth, VirtualChannel leg)
    {
        var call = truth.Call.Id;
        if (leg.AnsweredAt is null && pbx.Record(call)?.Leg != leg.Id)
        {
            return;
        }
        pbx.Keep(
            call,
            new KeptCall(leg.Id, leg.AnsweredWall, pbx.Wall, leg.Cause)
            {
                ByLease = leg.EndedByLease,
            }
        );
    }

    private CallTruth Know(OpenCall call)
    {
        if (!calls.TryGetValue(call.Id, out var truth))
        {
            calls[call.Id] = truth = new CallTruth(call, pbx.Steps);
        }
        return truth;
    }
}
