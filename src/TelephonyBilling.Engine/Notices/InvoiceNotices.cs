namespace TelephonyBilling.Engine.Notices;

/// <summary>An invoice was made; it hangs on the mail.</summary>
/// <param name="Invoice">Such as <c>INV-2026-000001</c>.</param>
/// <param name="AmountMicros">What is to be paid.</param>
/// <param name="IssuedAt">When it was made.</param>
/// <param name="DueAt">Until when it has to be paid.</param>
public sealed record InvoiceNotice(
    string Invoice,
    long AmountMicros,
    DateTimeOffset IssuedAt,
    DateTimeOffset DueAt
) : INotice
{
    /// <inheritdoc/>
    public static NoticeKind Kind { get; } = new("invoice", "An invoice.", ConcernsMoney: true);
}

/// <summary>An invoice was not paid in time; it hangs on the mail once more.</summary>
/// <param name="Invoice">Such as <c>INV-2026-000001</c>.</param>
/// <param name="AmountMicros">What is to be paid.</param>
/// <param name="DueAt">When it should have been paid.</param>
public sealed record InvoiceOverdueNotice(string Invoice, long AmountMicros, DateTimeOffset DueAt)
    : INotice
{
    /// <inheritdoc/>
    public static NoticeKind Kind { get; } =
        new("invoice-overdue", "An invoice was not paid in time.", ConcernsMoney: true);
}

/// <summary>What became of the balance in a month; its entries hang on the mail.</summary>
/// <param name="Month">Such as <c>2026-11</c>, in the account's time zone.</param>
/// <param name="OpeningMicros">The balance at its beginning.</param>
/// <param name="TopUpsMicros">Credit that came in.</param>
/// <param name="CallsMicros">What calls cost; not below zero.</param>
/// <param name="RentalMicros">What numbers cost; not below zero.</param>
/// <param name="RefundsMicros">Money that went back; not below zero.</param>
/// <param name="AdjustmentsMicros">Corrections, in either direction.</param>
/// <param name="ClosingMicros">The balance at its end.</param>
/// <param name="Calls">How many calls were charged.</param>
/// <param name="Seconds">How long people talked.</param>
/// <param name="From">The month's first instant.</param>
/// <param name="Until">The first instant of the next one.</param>
public sealed record MonthlyStatementNotice(
    string Month,
    long OpeningMicros,
    long TopUpsMicros,
    long CallsMicros,
    long RentalMicros,
    long RefundsMicros,
    long AdjustmentsMicros,
    long ClosingMicros,
    long Calls,
    long Seconds,
    DateTimeOffset From,
    DateTimeOffset Until
) : INotice
{
    /// <inheritdoc/>
    public static NoticeKind Kind { get; } =
        new("monthly-statement", "What became of the balance in a month.", ConcernsMoney: true);
}
