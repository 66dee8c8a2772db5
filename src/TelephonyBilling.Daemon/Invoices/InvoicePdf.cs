using PdfSharp.Fonts;
using PdfSharp.Pdf;
using TelephonyBilling.Daemon.Options;
using TelephonyBilling.Engine.Invoices;

namespace TelephonyBilling.Daemon.Invoices;

/// <summary>Draws invoices: a page of A4, where there is much to say another one, in the language and the time zone of the invoice. Safe for all threads.</summary>
public sealed class InvoicePdf(InvoicingOptions options)
{
    static InvoicePdf() => GlobalFontSettings.FontResolver ??= new InvoiceFont.Resolver();

    /// <summary>The name of an invoice's file, such as <c>INV-2026-000001.pdf</c>.</summary>
    public static string NameOf(string number) => number + ".pdf";

    /// <summary>The invoice as a PDF document.</summary>
    /// <exception cref="InvoiceFontException">There is no font to draw it with.</exception>
    public byte[] Draw(Invoice invoice)
    {
        ArgumentNullException.ThrowIfNull(invoice);
        var font = InvoiceFont.Find(options);
        var words = InvoiceWords.In(invoice.Facts.Language);
        using var document = new PdfDocument();
        document.Language = words.Language;
        document.Info.Title = $"{words.Invoice} {invoice.Number}";
        document.Info.Author = invoice.Facts.Seller.Count > 0 ? invoice.Facts.Seller[0] : "";
        document.Info.CreationDate = invoice.IssuedAt.UtcDateTime;
        using (var sheet = new InvoiceSheet(document, font.Family, words))
        {
            sheet.Draw(invoice);
        }
        using var stream = new MemoryStream();
        document.Save(stream, closeStream: false);
        return stream.ToArray();
    }
}
