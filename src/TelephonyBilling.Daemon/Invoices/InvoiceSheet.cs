using System.Globalization;
using PdfSharp.Drawing;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Invoices;

namespace TelephonyBilling.Daemon.Invoices;

/// <summary>The page of an invoice that is being drawn, from the top down. Lengths are in points.</summary>
internal sealed class InvoiceSheet(XGraphics graphics, string family, InvoiceWords words)
{
    private const double Left = 60;
    private const double Right = 535;
    private const double Line = 15;

    /// <summary>Names stand here, values from <see cref="Values"/> on.</summary>
    private const double Names = 330;
    private const double Values = 430;

    private readonly XFont title = new(family, 20, XFontStyleEx.Bold);
    private readonly XFont strong = new(family, 10, XFontStyleEx.Bold);
    private readonly XFont plain = new(family, 10, XFontStyleEx.Regular);
    private readonly XFont small = new(family, 8, XFontStyleEx.Regular);

    private double at = 70;

    internal void Draw(Invoice invoice)
    {
        var facts = invoice.Facts;
        Block(facts.Seller, Left, Right);
        at += 24;
        graphics.DrawString(words.Invoice, title, XBrushes.Black, Left, at);
        at += 30;
        DrawParties(invoice);
        at += 30;
        DrawAmounts(invoice);
        at += 30;
        DrawTerms(invoice);
        graphics.DrawString(invoice.Number, small, XBrushes.Gray, Left, 800);
    }

    /// <summary>Who has to pay, and beside it number and dates.</summary>
    private void DrawParties(Invoice invoice)
    {
        var top = at;
        Write(words.To, small, Left);
        Block(invoice.Facts.Buyer, Left, Names - 20);
        Write($"{words.Account}: {invoice.Account}", plain, Left);
        var bottom = at;
        at = top;
        Pair(words.Number, invoice.Number);
        Pair(words.Date, Day(invoice.IssuedAt, invoice.Facts));
        Pair(words.Due, Day(invoice.DueAt, invoice.Facts));
        at = Math.Max(bottom, at);
    }

    private void DrawAmounts(Invoice invoice)
    {
        var currency = invoice.Total.Currency;
        Row(words.Description, $"{words.Amount} ({currency})", small);
        Rule();
        Row($"{words.Item} ({invoice.TopUp})", Amount(invoice.Credit), plain);
        Rule();
        if (invoice.Facts.Taxes.Count > 0)
        {
            Row(words.Subtotal, Amount(invoice.Credit), plain);
            foreach (var tax in invoice.Facts.Taxes)
            {
                Row(
                    $"{tax.Name} {words.Percent(tax.Rate)}",
                    Amount(new Money(tax.Micros, currency)),
                    plain
                );
            }
            Rule();
        }
        Row(words.Total, $"{Amount(invoice.Total)} {currency}", strong);
    }

    private void DrawTerms(Invoice invoice)
    {
        var days = (int)Math.Round((invoice.DueAt - invoice.IssuedAt).TotalDays);
        Write(words.Terms(days, Day(invoice.DueAt, invoice.Facts)), plain, Left);
        if (invoice.Facts.PaymentDetails.Count > 0)
        {
            at += 9;
            Write(words.HowToPay, strong, Left);
            foreach (var line in invoice.Facts.PaymentDetails)
            {
                Wrapped(line, plain, Left, Right);
            }
        }
    }

    /// <summary>In the words' decimal sign; the currency stands elsewhere.</summary>
    private string Amount(Money amount) => words.Decimal(amount.ToDecimalString());

    private static string Day(DateTimeOffset instant, InvoiceFacts facts) =>
        (AccountTimeZone.TryFind(facts.TimeZone, out var zone) ? zone : AccountTimeZone.Utc)
            .ToLocal(instant)
            .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Lines of which the first is a name.</summary>
    private void Block(IReadOnlyList<string> lines, double from, double to)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            Wrapped(lines[i], i == 0 ? strong : plain, from, to);
        }
    }

    /// <summary>Writes a text in as many lines as it needs, broken at blanks where it has some.</summary>
    private void Wrapped(string text, XFont font, double from, double to)
    {
        while (text.Length > 0)
        {
            var fits = text.Length;
            while (fits > 1 && graphics.MeasureString(text[..fits], font).Width > to - from)
            {
                fits--;
            }
            if (fits < text.Length && text.LastIndexOf(' ', fits) is > 0 and var blank)
            {
                fits = blank;
            }
            Write(text[..fits], font, from);
            text = text[fits..].TrimStart();
        }
    }

    private void Write(string text, XFont font, double from)
    {
        graphics.DrawString(text, font, XBrushes.Black, from, at);
        at += Line;
    }

    private void Pair(string name, string value)
    {
        graphics.DrawString(name, plain, XBrushes.Black, Names, at);
        graphics.DrawString(value, plain, XBrushes.Black, Values, at);
        at += Line;
    }

    private void Row(string name, string value, XFont font)
    {
        graphics.DrawString(name, font, XBrushes.Black, Left, at);
        var width = graphics.MeasureString(value, font).Width;
        graphics.DrawString(value, font, XBrushes.Black, Right - width, at);
        at += Line;
    }

    private void Rule()
    {
        graphics.DrawLine(XPens.Gray, Left, at - 9, Right, at - 9);
        at += 6;
    }
}
