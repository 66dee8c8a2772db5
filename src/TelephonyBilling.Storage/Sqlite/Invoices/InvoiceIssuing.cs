using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using TelephonyBilling.Engine.Invoices;
using TelephonyBilling.Engine.Notices;
using TelephonyBilling.Engine.TopUps;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Makes an invoice and posts its credit, within a transaction that is open.</summary>
internal static class InvoiceIssuing
{
    internal static InvoiceIssue Run(
        WriterSession session,
        string id,
        InvoicePolicy policy,
        DateTimeOffset at
    )
    {
        if (Find(session.Connection, "i.top_up = @text", id) is { } before)
        {
            return new InvoiceIssue(InvoiceOutcome.AlreadyIssued, before);
        }
        if (TopUpWriting.TryFind(session, id) is not { } topUp)
        {
            return new InvoiceIssue(InvoiceOutcome.UnknownTopUp, null);
        }
        if (topUp.Source != TopUpSource.Invoice || !topUp.IsOpen)
        {
            return new InvoiceIssue(InvoiceOutcome.NotByInvoice, null);
        }
        var facts = Facts(session, topUp, policy);
        var number = NextNumber(session, facts.TimeZone, at);
        TopUpWriting.Succeed(session, id, number, at);
        var tax = facts.Taxes.Sum(line => line.Micros);
        Insert(session, topUp, number, tax, at, at + policy.Due, facts);
        var invoice =
            Find(session.Connection, "i.number = @text", number)
            ?? throw new InvalidOperationException($"Invoice {number} was not written.");
        Notices.Queue(
            session,
            topUp.Account,
            $"invoice/{number}",
            new InvoiceNotice(number, invoice.Total.Micros, at, invoice.DueAt),
            at
        );
        return new InvoiceIssue(InvoiceOutcome.Issued, invoice);
    }

    internal static Invoice? Find(SqliteConnection connection, string condition, string text) =>
        connection
            .QuerySingleOrDefault<InvoiceRow>(
                InvoiceRow.Select + "WHERE " + condition,
                new { text }
            )
            ?.ToInvoice();

    /// <summary>What the invoice says for ever, from the account as it is now.</summary>
    private static InvoiceFacts Facts(WriterSession session, TopUp topUp, InvoicePolicy policy)
    {
        const string buyer =
            "SELECT name, billing_address, language, time_zone FROM account WHERE id = @Account";
        var (name, address, language, timeZone) = session.Connection.QuerySingle<(
            string,
            string,
            string,
            string
        )>(buyer, new { topUp.Account });
        return new InvoiceFacts
        {
            Seller = policy.Seller,
            Buyer =
            [
                name.Length > 0 ? name : topUp.Account,
                .. address.Length > 0 ? [address] : Array.Empty<string>(),
            ],
            Taxes =
            [
                .. policy.Taxes.Select(tax => new InvoiceTaxLine(
                    tax.Name,
                    tax.Rate,
                    tax.On(topUp.Amount).Micros
                )),
            ],
            PaymentDetails = policy.PaymentDetails,
            Language = language,
            TimeZone = timeZone,
        };
    }

    /// <summary>Taken in the transaction that uses it, so that one which is undone leaves no gap.</summary>
    private static string NextNumber(WriterSession session, string timeZone, DateTimeOffset at)
    {
        const string next = """
            INSERT INTO invoice_sequence (year, last) VALUES (@year, 1)
            ON CONFLICT (year) DO UPDATE SET last = last + 1
            RETURNING last
            """;
        var local = TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById(timeZone));
        var last = session.Connection.ExecuteScalar<long>(next, new { year = local.Year });
        return string.Create(CultureInfo.InvariantCulture, $"INV-{local.Year}-{last:D6}");
    }

    private static void Insert(
        WriterSession session,
        TopUp topUp,
        string number,
        long taxMicros,
        DateTimeOffset at,
        DateTimeOffset dueAt,
        InvoiceFacts facts
    )
    {
        const string sql = """
            INSERT INTO invoice
                (number, account, top_up, amount_micros, tax_micros, issued_at, due_at, state, facts)
            SELECT @number, key, @Id, @Micros, @taxMicros, @at, @dueAt, 'open', @facts
            FROM account
            WHERE id = @Account
            """;
        session.Connection.Execute(
            sql,
            new
            {
                number,
                topUp.Id,
                topUp.Amount.Micros,
                taxMicros,
                topUp.Account,
                at = Instant.ToStored(at),
                dueAt = Instant.ToStored(dueAt),
                facts = InvoiceRow.Write(facts),
            }
        );
    }
}
