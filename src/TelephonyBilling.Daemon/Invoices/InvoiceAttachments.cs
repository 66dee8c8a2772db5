using System.Text.Json;
using TelephonyBilling.Engine.Invoices;
using TelephonyBilling.Engine.Notices;

namespace TelephonyBilling.Daemon.Invoices;

/// <summary>Hangs the invoice on each mail that tells of one. A mail whose invoice can't be drawn waits, and is tried again.</summary>
internal sealed class InvoiceAttachments(IInvoiceStore invoices, InvoicePdf pdf) : IAttachmentSource
{
    /// <inheritdoc/>
    /// <exception cref="InvoiceFontException">There is no font to draw it with.</exception>
    public async Task<IReadOnlyList<MailAttachment>> FindAsync(
        OutboxMail mail,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(mail);
        if (mail.Kind != InvoiceNotice.Kind.Name && mail.Kind != InvoiceOverdueNotice.Kind.Name)
        {
            return [];
        }
        var number = NumberIn(mail);
        var invoice =
            await invoices.FindAsync(number, cancellationToken)
            ?? throw new NoticeUnrenderableException(
                $"The mail tells of invoice '{number}', and there is none."
            );
        return
        [
            new MailAttachment(InvoicePdf.NameOf(number), "application/pdf", pdf.Draw(invoice)),
        ];
    }

    /// <summary>Both kinds name their invoice alike.</summary>
    private static string NumberIn(OutboxMail mail)
    {
        try
        {
            using var data = JsonDocument.Parse(mail.Data);
            return data.RootElement.GetProperty("invoice").GetString() ?? "";
        }
        catch (Exception e)
            when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new NoticeUnrenderableException(
                $"The data of mail {mail.Id} names no invoice: {e.Message}",
                e
            );
        }
    }
}
