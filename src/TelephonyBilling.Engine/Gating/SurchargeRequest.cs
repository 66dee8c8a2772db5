using TelephonyBilling.Domain.Calls;

namespace TelephonyBilling.Engine.Gating;

/// <summary>What a switch asks before a feature of a call begins.</summary>
/// <param name="Pbx">The switch's configured name.</param>
/// <param name="Feature">The feature.</param>
/// <param name="Call">The call that it belongs to.</param>
/// <param name="Channel">The channel on which it will run, by its unique id: the feature ends with it at the latest.</param>
public sealed record SurchargeRequest(string Pbx, CallFeature Feature, CallId Call, string Channel);
