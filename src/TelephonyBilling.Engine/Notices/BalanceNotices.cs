namespace TelephonyBilling.Engine.Notices;

/// <summary>The account fell below one of its thresholds.</summary>
/// <param name="BelowMicros">The threshold; of several that were crossed at once, the lowest.</param>
/// <param name="AvailableMicros">What is available.</param>
/// <param name="Recharges">Whether the account is recharged by itself.</param>
public sealed record LowBalanceNotice(long BelowMicros, long AvailableMicros, bool Recharges)
    : INotice
{
    /// <inheritdoc/>
    public static NoticeKind Kind { get; } =
        new("low-balance", "The balance fell below a threshold.", ConcernsMoney: true);
}

/// <summary>A call ended because the credit did.</summary>
/// <param name="Call">Its id.</param>
/// <param name="From">Who called: an extension, or a number without <c>+</c>.</param>
/// <param name="To">Whom, a number without <c>+</c>.</param>
/// <param name="Destination">Where that is.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="Seconds">How long they talked.</param>
/// <param name="ChargeMicros">What it cost.</param>
/// <param name="BalanceMicros">What was left.</param>
public sealed record CreditExhaustedNotice(
    string Call,
    string From,
    string To,
    string Destination,
    DateTimeOffset EndedAt,
    long Seconds,
    long ChargeMicros,
    long BalanceMicros
) : INotice
{
    /// <inheritdoc/>
    public static NoticeKind Kind { get; } =
        new("credit-exhausted", "The credit ended during a call, and the call with it.", true);
}
