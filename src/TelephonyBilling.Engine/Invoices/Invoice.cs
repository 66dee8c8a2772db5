using TelephonyBilling.Domain.Monetary;

namespace TelephonyBilling.Engine.Invoices;

/// <summary>An invoice for credit. What it says never changes; only whether it is paid.</summary>
/// <param name="Number">Such as <c>INV-2026-000001</c>.</param>
/// <param name="Account">Who has to pay.</param>
/// <param name="TopUp">The credit it is for.</param>
/// <param name="Credit">The credit that was given: the amount without taxes.</param>
/// <param name="Tax">All taxes together, on top of the credit.</param>
/// <param name="IssuedAt">UTC.</param>
/// <param name="DueAt">Until when it has to be paid, UTC.</param>
/// <param name="PaidAt">When it was, UTC; null: it is open.</param>
/// <param name="Payment">The payment's own number; may be empty.</param>
/// <param name="Facts">What else is on it.</param>
public sealed record Invoice(
    string Number,
    string Account,
    string TopUp,
    Money Credit,
    Money Tax,
    DateTimeOffset IssuedAt,
    DateTimeOffset DueAt,
    DateTimeOffset? PaidAt,
    string Payment,
    InvoiceFacts Facts
)
{
    /// <summary>What has to be paid.</summary>
    public Money Total => Credit + Tax;
}

/// <summary>What stood in the configuration and in the account when an invoice was issued. It is kept as JSON for years.</summary>
public sealed record InvoiceFacts
{
    /// <summary>Who issued it, a line each.</summary>
    public IReadOnlyList<string> Seller { get; init; } = [];

    /// <summary>Who has to pay, a line each.</summary>
    public IReadOnlyList<string> Buyer { get; init; } = [];

    /// <summary>The taxes on it.</summary>
    public IReadOnlyList<InvoiceTaxLine> Taxes { get; init; } = [];

    /// <summary>How to pay, a line each.</summary>
    public IReadOnlyList<string> PaymentDetails { get; init; } = [];

    /// <summary>The account's language, ISO 639-1.</summary>
    public string Language { get; init; } = "en";

    /// <summary>The account's time zone, by its IANA name: in it the dates are meant.</summary>
    public string TimeZone { get; init; } = "UTC";
}

/// <summary>A tax on an invoice.</summary>
/// <param name="Name">Such as <c>VAT</c>.</param>
/// <param name="Rate">In thousandths of a percent.</param>
/// <param name="Micros">How much it is, in millionths of the invoice's currency.</param>
public sealed record InvoiceTaxLine(string Name, long Rate, long Micros);
