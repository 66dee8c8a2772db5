using TelephonyBilling.Engine.Invoices;

namespace TelephonyBilling.Daemon.Options;

/// <summary>Credit that is paid by invoice: section <c>Invoicing</c>.</summary>
public sealed record InvoicingOptions
{
    /// <summary>Whether credit is there as soon as it is asked for; otherwise after <c>invoice approve</c>. Default false.</summary>
    public bool CreditAtOnce { get; init; }

    /// <summary>Days that an invoice may take to be paid, 1 to 365. Default 30.</summary>
    public int DueDays { get; init; } = 30;

    /// <summary>Who issues invoices, a line each, at most eight: name, address, tax number.</summary>
    public IReadOnlyList<string> Issuer { get; init; } = [];

    /// <summary>How to pay, a line each, at most eight, at the foot of the invoice.</summary>
    public IReadOnlyList<string> PaymentDetails { get; init; } = [];

    /// <summary>Taxes on top of the credit, at most four. Default none.</summary>
    public IReadOnlyList<InvoiceTax> Taxes { get; init; } = [];

    /// <summary>TrueType file of the invoices' letters; null: the first that is found of those that systems have.</summary>
    public string? Font { get; init; }

    /// <summary>The same in bold; null: as <see cref="Font"/>.</summary>
    public string? BoldFont { get; init; }

    /// <summary>The same for the Engine.</summary>
    public InvoicePolicy ToPolicy() =>
        new()
        {
            CreditAtOnce = CreditAtOnce,
            Due = TimeSpan.FromDays(DueDays),
            Seller = Issuer,
            PaymentDetails = PaymentDetails,
            Taxes = Taxes,
        };
}
