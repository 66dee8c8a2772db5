namespace TelephonyBilling.Domain.Limits;

/// <summary>How long one call may be funded.</summary>
/// <param name="Seconds">Whole steps, at least the initial one.</param>
/// <param name="Limit">The limit that says so.</param>
public sealed record CallCap(long Seconds, LimitUse Limit);
