namespace TelephonyBilling.Asterisk.Ami.Events;

/// <summary>An event without a record of its own, or one that lacks what its record needs.</summary>
public sealed record UnknownEvent : AmiEvent
{
    internal UnknownEvent(AmiMessage message, string? problem)
        : base(message) => this.Problem = problem;

    /// <summary>What is wrong with it, for the log; null when it is merely a kind with no record.</summary>
    public string? Problem { get; }
}
