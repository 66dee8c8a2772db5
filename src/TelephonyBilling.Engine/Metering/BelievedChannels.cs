namespace TelephonyBilling.Engine.Metering;

/// <summary>The channels that a call which is not answered is believed to have.</summary>
/// <param name="Legs">Its trunk legs.</param>
/// <param name="OwnerLives">Whether the channel that asked the gate has not ended, as far as was told.</param>
public sealed record BelievedChannels(IReadOnlyList<string> Legs, bool OwnerLives);
