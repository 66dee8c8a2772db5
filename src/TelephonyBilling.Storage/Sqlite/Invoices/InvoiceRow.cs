using System.Text.Json;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Invoices;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>A row of <c>invoice</c> with its account's id and currency, as Dapper reads it.</summary>
internal sealed class InvoiceRow
{
    /// <summary>All invoices, to be followed by a condition.</summary>
    internal const string Select = """
        SELECT i.number, a.id AS account, a.currency, i.top_up, i.amount_micros, i.tax_micros, i.issued_at, i.due_at,
               i.paid_at, i.payment, i.facts
        FROM invoice i JOIN account a ON a.key = i.account

        """;

    public required string Number { get; init; }
    public required string Account { get; init; }
    public required string Currency { get; init; }
    public required string TopUp { get; init; }
    public long AmountMicros { get; init; }
    public long TaxMicros { get; init; }
    public long IssuedAt { get; init; }
    public long DueAt { get; init; }
    public long? PaidAt { get; init; }
    public required string Payment { get; init; }
    public required string Facts { get; init; }

    /// <summary>What an invoice says, as it is kept.</summary>
    internal static string Write(InvoiceFacts facts) =>
        JsonSerializer.Serialize(facts, JsonSerializerOptions.Web);

    internal Invoice ToInvoice()
    {
        var currency = Domain.Monetary.Currency.Parse(Currency);
        return new(
            Number,
            Account,
            TopUp,
            new Money(AmountMicros, currency),
            new Money(TaxMicros, currency),
            Instant.FromStored(IssuedAt),
            Instant.FromStored(DueAt),
            Instant.FromStored(PaidAt),
            Payment,
            JsonSerializer.Deserialize<InvoiceFacts>(Facts, JsonSerializerOptions.Web)
                ?? new InvoiceFacts()
        );
    }
}
