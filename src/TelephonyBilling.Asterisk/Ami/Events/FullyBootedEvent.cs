namespace TelephonyBilling.Asterisk.Ami.Events;

/// <summary>Asterisk is ready: sent once it is, or straight after a later login.</summary>
public sealed record FullyBootedEvent : AmiEvent
{
    internal FullyBootedEvent(AmiMessage message)
        : base(message) =>
        this.Uptime =
            message.TryGetInt64("Uptime", out var seconds)
            && seconds is >= 0 and < 1_000_000_000_000
                ? TimeSpan.FromSeconds(seconds)
                : null;

    /// <summary>Since Asterisk started, in whole seconds; null when it doesn't say.</summary>
    public TimeSpan? Uptime { get; }
}
