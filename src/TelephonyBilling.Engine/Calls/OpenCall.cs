using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Engine.Calls;

/// <summary>A call that holds money: all that a meter needs to begin, or to go on after a restart.</summary>
/// <param name="Id">The call.</param>
/// <param name="Pbx">The switch.</param>
/// <param name="Owner">The channel that asked the gate.</param>
/// <param name="OwnerIsTrunk">Inbound: that channel is the trunk leg itself.</param>
/// <param name="Parties">Who calls whom.</param>
/// <param name="Price">The price that was frozen at the gate.</param>
/// <param name="FundedSeconds">The connected time that is paid for.</param>
/// <param name="AuthorisedAt">UTC.</param>
/// <param name="Leg">The answered trunk leg; null before the answer was written down.</param>
/// <param name="AnsweredAt">By the switch's clock, UTC; null like <paramref name="Leg"/>.</param>
public sealed record OpenCall(
    CallId Id,
    string Pbx,
    string Owner,
    bool OwnerIsTrunk,
    CallParties Parties,
    CallPrice Price,
    long FundedSeconds,
    DateTimeOffset AuthorisedAt,
    string? Leg,
    DateTimeOffset? AnsweredAt
)
{
    /// <summary>The daemon that opened the call and meters it; empty: it has no name.</summary>
    public string Daemon { get; init; } = "";

    /// <summary>A surcharge: the call that it belongs to. Null: it is a call.</summary>
    public CallId? Parent { get; init; }

    /// <summary>
    /// Whether the channel that asked is what costs money by time: the trunk leg of a call from outside, or the channel on
    /// which a feature runs.
    /// </summary>
    public bool OwnerIsLeg => OwnerIsTrunk || Parent is not null;

    /// <summary>A surcharge: what is charged for.</summary>
    public CallFeature Feature => Parent is null ? default : CallFeature.Parse(Parties.Dialled);
}
