using TelephonyBilling.Domain.Calls;

namespace TelephonyBilling.Engine.Metering;

/// <summary>What the book believes of an open call.</summary>
/// <param name="Phase">Where it stands.</param>
/// <param name="Legs">Its trunk legs that have not ended.</param>
/// <param name="OwnerLives">Whether the channel that asked the gate has not ended, as far as was told.</param>
public sealed record BelievedCall(CallPhase Phase, IReadOnlyList<string> Legs, bool OwnerLives);
