using TelephonyBilling.Engine.Accounts;

namespace TelephonyBilling.Engine.Notices;

/// <summary>Makes of a mail of the outbox what goes out: to whom, with which words, and what hangs on it.</summary>
public sealed class MailComposer(
    IAccountStore accounts,
    IMemberStore members,
    INoticeRenderer renderer,
    IAttachmentSource attachments
)
{
    /// <summary>Composes a mail.</summary>
    /// <exception cref="NoticeUnrenderableException">There are no words for it, or nobody to write to.</exception>
    public async Task<ComposedMail> ComposeAsync(
        OutboxMail mail,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(mail);
        var kind =
            NoticeSamples.FindKind(mail.Kind)
            ?? throw new NoticeUnrenderableException(
                $"This program knows no mail of the kind '{mail.Kind}': another version of it wrote that."
            );
        if (
            mail.Account is not { } id
            || await accounts.FindAsync(id, cancellationToken) is not { Account: var account }
        )
        {
            throw new NoticeUnrenderableException("The mail belongs to no account.");
        }
        var recipients = MailAddressees.Of(
            account,
            await members.ListAsync(id, cancellationToken),
            kind
        );
        if (recipients.Count == 0)
        {
            throw new NoticeUnrenderableException(
                $"There is nobody to write to: account '{id}' has no mail address, and no owner or admin with one. See: telephony-billing account set {id} --email ADDRESS"
            );
        }
        return new ComposedMail(
            recipients,
            renderer.Render(mail, account),
            await attachments.FindAsync(mail, cancellationToken)
        );
    }
}

/// <summary>A mail as it goes out.</summary>
/// <param name="Recipients">To whom, at least one.</param>
/// <param name="Content">What is in it.</param>
/// <param name="Attachments">What hangs on it.</param>
public sealed record ComposedMail(
    IReadOnlyList<string> Recipients,
    MailContent Content,
    IReadOnlyList<MailAttachment> Attachments
);
