using TelephonyBilling.Engine.Accounts;

namespace TelephonyBilling.Engine.Notices;

/// <summary>Makes the words of mails.</summary>
public interface INoticeRenderer
{
    /// <summary>Words a mail in the account's language, currency and time zone.</summary>
    /// <exception cref="NoticeUnrenderableException">There are no words for it.</exception>
    MailContent Render(OutboxMail mail, Account account);
}

/// <summary>Finds what hangs on a mail.</summary>
public interface IAttachmentSource
{
    /// <summary>The attachments of a mail; most have none.</summary>
    Task<IReadOnlyList<MailAttachment>> FindAsync(
        OutboxMail mail,
        CancellationToken cancellationToken
    );
}

/// <summary>A mail can't be worded, and trying again is no use. The message is a sentence for the operator.</summary>
public sealed class NoticeUnrenderableException(string message, Exception? inner = null)
    : Exception(message, inner);
