using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Engine.Calls;

namespace TelephonyBilling.Engine.Gating;

/// <summary>Where the gate announces calls, so that no event of a call comes before the call itself.</summary>
public interface IMeterDesk
{
    /// <summary>A channel is about to ask for a call.</summary>
    ValueTask ExpectAsync(string pbx, string owner);

    /// <summary>Its call is open.</summary>
    ValueTask AdmitAsync(OpenCall call);

    /// <summary>It got no call.</summary>
    ValueTask DismissAsync(string pbx, string owner);

    /// <summary>Where the calls stand that a channel asked for before; those that are not metered here, or are over, are missing.</summary>
    Task<IReadOnlyList<CallStanding>> StandingsAsync(string pbx, string owner);

    /// <summary>The channel went away before it could be told that its call is open.</summary>
    ValueTask OwnerGoneAsync(CallId call);
}
