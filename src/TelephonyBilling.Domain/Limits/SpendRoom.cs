using TelephonyBilling.Domain.Monetary;

namespace TelephonyBilling.Domain.Limits;

/// <summary>What a limit on money leaves for one call.</summary>
/// <param name="Left">The most that the call may come to cost in all; never below zero.</param>
/// <param name="Limit">The limit that leaves no more.</param>
public sealed record SpendRoom(Money Left, LimitUse Limit);
