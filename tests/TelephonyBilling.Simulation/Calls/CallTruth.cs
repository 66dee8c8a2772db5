using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Simulation.Switches;

namespace TelephonyBilling.Simulation.Calls;

/// <summary>What really became of a call, whatever the daemon saw of it.</summary>
internal sealed class CallTruth(OpenCall call, int pbxSteps)
{
    public OpenCall Call => call;

    /// <summary>How often the PBX's clock had stepped when the gate was asked.</summary>
    public int StepsAtTheGate => pbxSteps;

    /// <summary>All trunk legs that were made for it.</summary>
    public List<VirtualChannel> Legs { get; } = [];

    public override string ToString() =>
        $"asked by {call.Owner} (trunk: {call.OwnerIsTrunk}), legs: "
        + string.Join(
            ", ",
            Legs.Select(leg =>
                $"{leg.Id} answered {leg.AnsweredAt} ended {leg.EndedAt} lost {leg.LostWithThePbx}"
            )
        );

    public VirtualChannel? Answered =>
        Legs.Where(leg => leg.AnsweredAt is not null).MinBy(leg => leg.AnsweredAt);
}
