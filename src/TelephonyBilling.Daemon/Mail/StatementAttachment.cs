using System.IO.Compression;
using System.Text;
using TelephonyBilling.Daemon.Cli.Statements;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Notices;
using TelephonyBilling.Engine.Statements;

namespace TelephonyBilling.Daemon.Mail;

/// <summary>Hangs a month's ledger on its statement, as CSV; a long one is packed, since mail servers limit what they take.</summary>
internal sealed class StatementAttachment(IAccountStore accounts, IStatementStore statements)
    : IAttachmentSource
{
    /// <summary>What is longer, in bytes, is packed.</summary>
    private const int LongestPlain = 1024 * 1024;

    public async Task<IReadOnlyList<MailAttachment>> FindAsync(
        OutboxMail mail,
        CancellationToken cancellationToken
    )
    {
        var notice = NoticeJson.Read<MonthlyStatementNotice>(mail);
        if (
            await accounts.FindAsync(mail.Account!, cancellationToken)
            is not { Account: var account }
        )
        {
            return [];
        }
        var first = DateTime.ParseExact(
            notice.Month,
            "yyyy-MM",
            System.Globalization.CultureInfo.InvariantCulture
        );
        var month = new AccountMonth(first.Year, first.Month, notice.From, notice.Until);
        using var text = new StringWriter();
        await statements.ReadAsync(
            account.Id,
            month.From,
            month.Until,
            span => new StatementDocument(account, month, span).WriteCsv(text, forOperator: false),
            cancellationToken
        );
        var name = $"statement-{account.Id}-{notice.Month}.csv";
        var csv = Encoding.UTF8.GetBytes(text.ToString());
        return csv.Length <= LongestPlain
            ? [new MailAttachment(name, "text/csv", csv)]
            : [new MailAttachment(name + ".gz", "application/gzip", Packed(csv))];
    }

    private static byte[] Packed(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var packing = new GZipStream(packed, CompressionLevel.Optimal))
        {
            packing.Write(plain);
        }
        return packed.ToArray();
    }
}
