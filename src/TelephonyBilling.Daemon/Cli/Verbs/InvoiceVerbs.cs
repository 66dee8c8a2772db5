using System.CommandLine;
using TelephonyBilling.Daemon.Cli.Output;
using TelephonyBilling.Daemon.Invoices;
using TelephonyBilling.Engine.Invoices;
using TelephonyBilling.Engine.TopUps;

namespace TelephonyBilling.Daemon.Cli.Verbs;

/// <summary><c>invoice request|waiting|approve|refuse|pay|pdf|list</c>.</summary>
internal static class InvoiceVerbs
{
    internal static Verb Build(CliEnvironment environment) =>
        new Verb("invoice", "Credit that is paid by invoice.")
        {
            Request(environment),
            InvoiceRequestVerbs.Waiting(environment),
            Approve(environment),
            InvoiceRequestVerbs.Refuse(environment),
            Pay(environment),
            Pdf(environment),
            List(environment),
        };

    private static Argument<string> NumberArgument() =>
        new("INVOICE") { Description = "The invoice's number, such as INV-2026-000001." };

    private static Verb Request(CliEnvironment environment)
    {
        var id = CommonOptions.AccountArgument();
        var amount = new Argument<string>("AMOUNT")
        {
            Description = "Without taxes, in the account's currency.",
        };
        return new Verb(
            "request",
            "Ask for credit by invoice. It is there at once where the configuration says so, otherwise after approval.",
            "invoice request acme 250"
        )
        {
            id,
            amount,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var store = await session.OpenToWriteAsync(cancellationToken);
                var (account, _) = await session.AccountAsync(session.Get(id), cancellationToken);
                var money = CliSession.ParsePayment(session.Get(amount), account.Currency);
                var desk = session.Credit(store).Invoices;
                var asked = await desk.RequestAsync(
                    session.Actor,
                    account.Id,
                    money,
                    cancellationToken
                );
                if (asked.Outcome == TopUpOutcome.NotForSale)
                {
                    throw TopUpVerbs.NotForSale(session, money);
                }
                session.Environment.Out.WriteLine(
                    asked.TopUp switch
                    {
                        { State: TopUpState.Succeeded } topUp =>
                            $"Added {topUp.Amount} by invoice {topUp.Reference}.",
                        { } topUp =>
                            $"{topUp.Amount} are asked for. Approve it with: telephony-billing invoice approve {topUp.Id}",
                        _ => throw new CliFailure($"It was refused ({asked.Outcome})."),
                    }
                );
            }
        );
    }

    private static Verb Approve(CliEnvironment environment)
    {
        var id = InvoiceRequestVerbs.TopUpArgument();
        return new Verb(
            "approve",
            "Give the credit that was asked for by invoice, and send the invoice.",
            "invoice approve tu-261125T104502-7f3k9qx2ab"
        )
        {
            id,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var store = await session.OpenToWriteAsync(cancellationToken);
                var issue = await session
                    .Credit(store)
                    .Invoices.ApproveAsync(session.Actor, session.Get(id), cancellationToken);
                if (issue.Invoice is not { } invoice)
                {
                    throw issue.Outcome == InvoiceOutcome.UnknownTopUp
                        ? InvoiceRequestVerbs.NoTopUp(session.Get(id))
                        : new CliFailure(
                            $"The top-up '{session.Get(id)}' is not by invoice, or it was refused; nothing was changed."
                        );
                }
                if (issue.Outcome == InvoiceOutcome.AlreadyIssued)
                {
                    session.Output.Note("It was approved before; nothing was changed.");
                }
                Print(session, invoice);
            }
        );
    }

    private static Verb Pay(CliEnvironment environment)
    {
        var number = NumberArgument();
        var reference = new Option<string?>("--reference")
        {
            Description = "The payment's own number.",
            HelpName = "REF",
        };
        return new Verb(
            "pay",
            "Take note that an invoice was paid. The credit was given with the invoice.",
            "invoice pay INV-2026-000001 --reference WIRE-4711"
        )
        {
            number,
            reference,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var store = await session.OpenToWriteAsync(cancellationToken);
                var paid =
                    await session
                        .Credit(store)
                        .Invoices.PayAsync(
                            session.Actor,
                            session.Get(number),
                            session.Get(reference) ?? "",
                            cancellationToken
                        )
                    ?? throw NoInvoice(session.Get(number));
                Print(session, paid);
            }
        );
    }

    private static Verb Pdf(CliEnvironment environment)
    {
        var number = NumberArgument();
        var file = new Argument<string>("FILE") { Description = "Where the PDF goes." };
        return new Verb(
            "pdf",
            "Write an invoice as a PDF file.",
            "invoice pdf INV-2026-000001 invoice.pdf"
        )
        {
            number,
            file,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var store = await session.OpenToReadAsync(cancellationToken);
                var invoice =
                    await store.Invoices.FindAsync(session.Get(number), cancellationToken)
                    ?? throw NoInvoice(session.Get(number));
                try
                {
                    await File.WriteAllBytesAsync(
                        session.Get(file),
                        new InvoicePdf(session.Options.Invoicing).Draw(invoice),
                        cancellationToken
                    );
                }
                catch (InvoiceFontException e)
                {
                    throw new CliFailure(e.Message);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    throw new CliFailure($"The file can't be written: {e.Message}");
                }
            }
        );
    }

    private static Verb List(CliEnvironment environment)
    {
        var open = new Option<bool>("--open") { Description = "Only those that are not paid." };
        var limit = CommonOptions.Newest("The newest so many.", fallback: 100);
        return new Verb("list", "List invoices.", "invoice list --open")
        {
            CommonOptions.Account,
            open,
            limit,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var store = await session.OpenToReadAsync(cancellationToken);
                var invoices = await store.Invoices.ListAsync(
                    session.Get(CommonOptions.Account),
                    session.Get(open),
                    session.Get(limit),
                    cancellationToken
                );
                session.Output.Print(
                    [.. invoices.Select(Shape)],
                    ShapeContext.Readable.IReadOnlyListInvoiceShape,
                    Table(invoices),
                    "There are no invoices."
                );
            }
        );
    }

    private static CliFailure NoInvoice(string number) =>
        new($"There is no invoice '{number}'; see: telephony-billing invoice list");

    private static void Print(CliSession session, Invoice invoice) =>
        session.Output.Print(
            Shape(invoice),
            ShapeContext.Readable.InvoiceShape,
            Table([invoice]).Write
        );

    private static InvoiceShape Shape(Invoice invoice) =>
        new()
        {
            Number = invoice.Number,
            Account = invoice.Account,
            TopUp = invoice.TopUp,
            Credit = invoice.Credit.ToDecimalString(),
            Tax = invoice.Tax.ToDecimalString(),
            Total = invoice.Total.ToDecimalString(),
            Currency = invoice.Total.Currency.Code,
            IssuedAt = invoice.IssuedAt.UtcDateTime,
            DueAt = invoice.DueAt.UtcDateTime,
            PaidAt = invoice.PaidAt?.UtcDateTime,
            Payment = invoice.Payment.Length > 0 ? invoice.Payment : null,
        };

    private static TextTable Table(IEnumerable<Invoice> invoices)
    {
        var table = new TextTable("INVOICE", "ACCOUNT", ">TOTAL", "ISSUED", "DUE", "PAID");
        foreach (var invoice in invoices)
        {
            table.Add(
                invoice.Number,
                invoice.Account,
                invoice.Total.ToString(),
                Words.Time(invoice.IssuedAt),
                Words.Time(invoice.DueAt),
                Words.Time(invoice.PaidAt)
            );
        }
        return table;
    }
}
