namespace TelephonyBilling.Engine.Notices;

/// <summary>Credit came in.</summary>
/// <param name="TopUp">Its id.</param>
/// <param name="AmountMicros">How much.</param>
/// <param name="Currency">Of the amounts.</param>
/// <param name="Source">Who paid: <c>card</c>, <c>invoice</c>, <c>manual</c>, <c>promotional</c>.</param>
/// <param name="Automatic">Whether a recharge rule asked for it.</param>
/// <param name="BalanceMicros">The balance with it.</param>
public sealed record TopUpDoneNotice(
    string TopUp,
    long AmountMicros,
    string Currency,
    string Source,
    bool Automatic,
    long BalanceMicros
) : INotice
{
    /// <inheritdoc/>
    public static NoticeKind Kind { get; } =
        new("top-up-done", "Credit was added.", ConcernsMoney: true);
}

/// <summary>A payment was declined: there will be no credit from it.</summary>
/// <param name="TopUp">Its id.</param>
/// <param name="AmountMicros">How much it would have been.</param>
/// <param name="Currency">Of the amount.</param>
/// <param name="Source">As in <see cref="TopUpDoneNotice"/>.</param>
/// <param name="Automatic">Whether a recharge rule asked for it.</param>
/// <param name="Error">Why, as the payment provider says it; may be empty.</param>
public sealed record TopUpDeclinedNotice(
    string TopUp,
    long AmountMicros,
    string Currency,
    string Source,
    bool Automatic,
    string Error
) : INotice
{
    /// <inheritdoc/>
    public static NoticeKind Kind { get; } =
        new("top-up-declined", "A payment was declined.", ConcernsMoney: true);
}

/// <summary>A payment waits for the card's holder, who has to agree to it under a link.</summary>
/// <param name="TopUp">Its id.</param>
/// <param name="AmountMicros">How much.</param>
/// <param name="Currency">Of the amount.</param>
/// <param name="Link">Where.</param>
public sealed record PaymentActionNotice(
    string TopUp,
    long AmountMicros,
    string Currency,
    string Link
) : INotice
{
    /// <inheritdoc/>
    public static NoticeKind Kind { get; } =
        new("payment-action", "The card's holder has to agree to a payment.", ConcernsMoney: true);
}

/// <summary>Automatic recharge stopped by itself.</summary>
/// <param name="Reason"><c>declined</c>: the card, too often; <c>velocity</c>: too many recharges in too short a time.</param>
/// <param name="Count">How many declines, or recharges.</param>
public sealed record RechargeStoppedNotice(string Reason, long Count) : INotice
{
    /// <inheritdoc/>
    public static NoticeKind Kind { get; } =
        new("recharge-stopped", "Automatic recharge stopped by itself.", ConcernsMoney: true);
}

/// <summary>A recharge by invoice was asked for and waits until the operator approves it.</summary>
/// <param name="TopUp">Its id.</param>
/// <param name="AmountMicros">How much.</param>
/// <param name="Currency">Of the amounts.</param>
/// <param name="AvailableMicros">What is available meanwhile.</param>
public sealed record RechargeRequestedNotice(
    string TopUp,
    long AmountMicros,
    string Currency,
    long AvailableMicros
) : INotice
{
    /// <inheritdoc/>
    public static NoticeKind Kind { get; } =
        new(
            "recharge-requested",
            "A recharge by invoice was asked for, and waits for approval.",
            true
        );
}

/// <summary>A card was charged a small amount, which its holder has to name.</summary>
/// <param name="Brand">Such as <c>visa</c>; may be empty.</param>
/// <param name="Last4">The card's last four digits; may be empty.</param>
/// <param name="Tries">How many tries there are.</param>
/// <param name="Until">Until when; null: no end is set.</param>
public sealed record CardConfirmationNotice(
    string Brand,
    string Last4,
    long Tries,
    DateTimeOffset? Until
) : INotice
{
    /// <inheritdoc/>
    public static NoticeKind Kind { get; } =
        new(
            "card-confirmation",
            "A card has to be confirmed by the amount that it was charged.",
            true
        );
}
