using System.Globalization;
using PdfSharp.Drawing;
using PdfSharp.Pdf;
using TelephonyBilling.Daemon.Mail;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Invoices;

namespace TelephonyBilling.Daemon.Invoices;

/// <summary>The pages of an invoice that is being drawn, from the top down. Lengths are in points.</summary>
internal sealed class InvoiceSheet : IDisposable
{
    private const double Top = 70;
    private const double Bottom = 780;
    private const double Foot = 800;
    private const double Left = 60;
    private const double Right = 535;
    private const double Line = 15;

    /// <summary>Names stand here, values from <see cref="Values"/> on.</summary>
    private const double Names = 330;
    private const double Values = 430;

    private readonly PdfDocument document;
    private readonly InvoiceWords words;
    private readonly MailLanguage language;
    private readonly XFont title;
    private readonly XFont strong;
    private readonly XFont plain;
    private readonly XFont small;

    private XGraphics graphics;
    private double at;

    internal InvoiceSheet(PdfDocument document, string family, InvoiceWords words)
    {
        this.document = document;
        this.words = words;
        language = MailLanguage.Of(words.Language);
        title = new XFont(family, 20, XFontStyleEx.Bold);
        strong = new XFont(family, 10, XFontStyleEx.Bold);
        plain = new XFont(family, 10, XFontStyleEx.Regular);
        small = new XFont(family, 8, XFontStyleEx.Regular);
        graphics = NewPage();
    }

    /// <inheritdoc/>
    public void Dispose() => graphics.Dispose();

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
        DrawFeet(invoice.Number);
    }

    private XGraphics NewPage()
    {
        var page = document.AddPage();
        page.Size = PdfSharp.PageSize.A4;
        at = Top;
        return XGraphics.FromPdfPage(page);
    }

    /// <summary>Begins a page where the present one is full.</summary>
    private void MakeRoom()
    {
        if (at > Bottom)
        {
            graphics.Dispose();
            graphics = NewPage();
        }
    }

    /// <summary>On each page whose it is, and which of how many.</summary>
    private void DrawFeet(string number)
    {
        graphics.Dispose();
        for (var i = 0; i < document.PageCount; i++)
        {
            graphics = XGraphics.FromPdfPage(document.Pages[i], XGraphicsPdfPageOptions.Append);
            var foot = string.Create(
                CultureInfo.InvariantCulture,
                $"{number}, {i + 1}/{document.PageCount}"
            );
            graphics.DrawString(foot, small, XBrushes.Gray, Left, Foot);
            graphics.Dispose();
        }
    }

    /// <summary>Number and dates, and beside them who has to pay: all of that is still on the first page.</summary>
    private void DrawParties(Invoice invoice)
    {
        var top = at;
        Pair(words.Number, invoice.Number);
        Pair(words.Date, Day(invoice.IssuedAt, invoice.Facts));
        Pair(words.Due, Day(invoice.DueAt, invoice.Facts));
        var bottom = at;
        at = top;
        Write(words.To, small, Left);
        Block(invoice.Facts.Buyer, Left, Names - 20);
        Wrapped(words.Account + invoice.Account, plain, Left, Names - 20);
        at = Math.Max(bottom, at);
    }

    private void DrawAmounts(Invoice invoice)
    {
        var currency = invoice.Total.Currency;
        Row(words.Description, words.Amount, small);
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
        Row($"{words.Total} ({currency})", Amount(invoice.Total), strong);
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

    /// <summary>As mails write it, but with a blank that every font has.</summary>
    private string Amount(Money amount) => language.Money(amount).Replace('\u202f', '\u00a0');

    private string Day(DateTimeOffset instant, InvoiceFacts facts) =>
        language.Date(
            (
                AccountTimeZone.TryFind(facts.TimeZone, out var zone) ? zone : AccountTimeZone.Utc
            ).ToLocal(instant)
        );

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
        MakeRoom();
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
        MakeRoom();
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
