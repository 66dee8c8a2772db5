using TelephonyBilling.Engine.Gating;
using TelephonyBilling.Simulation.Switches;
using TelephonyBilling.Simulation.Virtual;

namespace TelephonyBilling.Simulation.Calls;

/// <summary>A phone calls abroad: it rings, is answered, fails over, is forked, transferred, given up, cut, made again.</summary>
internal sealed class PhoneCall(World world, VirtualPbx pbx, Dialplan dialplan, string endpoint)
{
    private const int MostAttempts = 3;

    private VirtualChannel? owner;
    private CallTruth? truth;
    private VirtualChannel? answered;
    private int attempts;
    private bool leftWhileRinging;

    public void Begin()
    {
        owner = pbx.Make(_ => { });
        if (owner is null)
        {
            return;
        }
        var patience = world.Chance(0.05) ? world.Between(0, 0.02) : world.About(40);
        world.After(patience, GiveUp);
        world.After(world.Between(0.001, 0.02), Ask);
    }

    private void Ask()
    {
        if (owner is not { Exists: true })
        {
            return;
        }
        attempts = 0;
        answered = null;
        AskGate(
            world.Pick("011442079460000", "011442079460000", "011442079460000", "0114512345678"),
            Dial
        );
    }

    private void AskGate(string dialled, Action dial) =>
        dialplan.AskGate(
            owner!,
            new GateRequest
            {
                Pbx = "pbx1",
                Direction = CallDirection.Outbound,
                Dialled = dialled,
                Owner = owner!.Id,
                Endpoint = endpoint,
            },
            allowed =>
            {
                truth = allowed;
                dial();
            },
            () => End(owner!, 21)
        );

    private void Dial()
    {
        if (!owner!.Exists)
        {
            return;
        }
        attempts++;
        var call = truth!;
        var legs = new List<VirtualChannel>();
        for (var i = world.Chance(0.1) ? 2 : 1; i > 0; i--)
        {
            if (pbx.Make(leg => LegEnded(call, leg, legs)) is { } leg)
            {
                legs.Add(leg);
                dialplan.Bound(call, leg);
            }
        }
        if (legs.Count == 0)
        {
            End(owner, 34);
            return;
        }
        var ringing = world.Chance(0.1) ? world.Between(0, 0.01) : world.About(8);
        var fate = world.Random.NextDouble();
        world.After(ringing, () => Decide(call, legs, fate));
        if (world.Chance(0.05))
        {
            // A blond transfer: whoever called is replaced while it rings.
            world.After(
                ringing * world.Random.NextDouble(),
                () =>
                {
                    leftWhileRinging = true;
                    End(owner, 16);
                }
            );
        }
    }

    private void Decide(CallTruth call, List<VirtualChannel> legs, double fate)
    {
        if (
            legs.LastOrDefault(leg => leg.Exists) is not { } leg
            || (!owner!.Exists && !leftWhileRinging)
        )
        {
            return;
        }
        if (fate > 0.7)
        {
            var cause = world.Pick(17, 19, 34, 38, 1);
            legs.ToList().ForEach(other => End(other, cause));
            return;
        }
        answered = leg;
        dialplan.Answer(call, leg);
        if (owner.Exists)
        {
            pbx.Answer(owner);
        }
        world.After(
            world.Between(0, 0.05),
            () => legs.Where(other => other != leg).ToList().ForEach(other => End(other, 26))
        );
        var talk = world.About(world.Pick(5, 30, 120, 900));
        world.After(talk, () => End(leg, 16));
        if (world.Chance(0.03))
        {
            world.After(world.Between(0, 0.003), GiveUpNow);
        }
        else if (world.Chance(0.15))
        {
            world.After(talk * world.Random.NextDouble(), () => End(owner, 16)); // Transferred.
        }
    }

    private void LegEnded(CallTruth call, VirtualChannel leg, List<VirtualChannel> legs)
    {
        dialplan.Ended(call, leg);
        legs.Remove(leg);
        if (answered is null ? legs.Count > 0 : leg != answered)
        {
            return; // Dial goes on with another leg.
        }
        world.After(world.Between(0.0005, 0.05), () => AfterDial(leg));
    }

    private void AfterDial(VirtualChannel leg)
    {
        if (!owner!.Exists)
        {
            return;
        }
        if (answered is null && attempts < MostAttempts && leg.Cause is 34 or 38)
        {
            // FreePBX asks anew for each trunk; the plain dialplan goes on.
            if (world.Chance(0.5))
            {
                AskGate(truth!.Call.Parties.Dialled, Dial);
            }
            else
            {
                Dial();
            }
        }
        else if (world.Chance(0.05))
        {
            // The phone's channel goes on and calls again: maybe before anybody heard of the end of the last call.
            world.After(world.Chance(0.5) ? world.Between(0.0002, 0.02) : world.About(5), Ask);
        }
        else
        {
            End(owner, leg.Cause);
        }
    }

    private void GiveUp()
    {
        if (answered is null)
        {
            GiveUpNow();
        }
    }

    private void GiveUpNow()
    {
        if (owner is not { Exists: true })
        {
            return;
        }
        foreach (var leg in truth?.Legs.Where(leg => leg.Exists).ToList() ?? [])
        {
            End(leg, 16);
        }
        End(owner, 16);
    }

    private void End(VirtualChannel channel, int cause) => pbx.End(channel, cause);
}
