using TelephonyBilling.Engine.Gating;
using TelephonyBilling.Simulation.Switches;
using TelephonyBilling.Simulation.Virtual;

namespace TelephonyBilling.Simulation.Calls;

/// <summary>Somebody calls an account's toll-free number: the caller's channel is the trunk leg.</summary>
internal sealed class TollFreeCall(World world, VirtualPbx pbx, Dialplan dialplan, string number)
{
    private VirtualChannel? channel;
    private CallTruth? truth;

    public void Begin()
    {
        channel = pbx.Make(ended =>
        {
            if (truth is not null)
            {
                dialplan.Ended(truth, ended);
            }
        });
        if (channel is null)
        {
            return;
        }
        var patience = world.Chance(0.1) ? world.Between(0, 0.02) : world.About(30);
        world.After(
            patience,
            () =>
            {
                if (!channel.IsUp)
                {
                    pbx.End(channel, 16);
                }
            }
        );
        dialplan.AskGate(
            channel,
            new GateRequest
            {
                Pbx = "pbx1",
                Direction = CallDirection.Inbound,
                Dialled = number,
                Owner = channel.Id,
                Caller = "12125559999",
            },
            Allowed,
            () => pbx.End(channel, 21)
        );
    }

    private void Allowed(CallTruth allowed)
    {
        truth = allowed;
        dialplan.Bound(allowed, channel!);
        world.After(
            world.About(6),
            () =>
            {
                if (channel!.Exists)
                {
                    dialplan.Answer(allowed, channel);
                    world.After(world.About(world.Pick(5, 60, 600)), () => pbx.End(channel, 16));
                }
            }
        );
    }
}
