using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.TopUps;

namespace TelephonyBilling.Engine.Invoices;

/// <summary>How credit by invoice is given, and what its invoices say.</summary>
public sealed record InvoicePolicy
{
    /// <summary>Whether credit is there as soon as it is asked for; otherwise once the operator approved it. Default false.</summary>
    public bool CreditAtOnce { get; init; }

    /// <summary>How much may be asked for at once.</summary>
    public PurchaseLimits Limits { get; init; } = new();

    /// <summary>How long an invoice may take to be paid. Default 30 days.</summary>
    public TimeSpan Due { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Who issues invoices, a line each: name, address, tax number.</summary>
    public IReadOnlyList<string> Seller { get; init; } = [];

    /// <summary>How to pay, a line each.</summary>
    public IReadOnlyList<string> PaymentDetails { get; init; } = [];

    /// <summary>Taxes that come on top of the credit, each computed on the credit alone.</summary>
    public IReadOnlyList<InvoiceTax> Taxes { get; init; } = [];
}

/// <summary>A tax that comes on top of credit.</summary>
/// <param name="Name">As people know it, such as <c>VAT</c>.</param>
/// <param name="Rate">In thousandths of a percent: 20 % is 20,000.</param>
public sealed record InvoiceTax(string Name, long Rate)
{
    /// <summary>So many thousandths of a percent are the whole.</summary>
    public const long Whole = 100_000;

    /// <summary>The tax on an amount, rounded once to what can be paid, half away from zero.</summary>
    public Money On(Money amount) => MinorUnit.PartOf(amount, Rate, Whole);
}
