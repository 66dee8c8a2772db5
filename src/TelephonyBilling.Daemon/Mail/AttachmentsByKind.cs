using TelephonyBilling.Engine.Notices;

namespace TelephonyBilling.Daemon.Mail;

/// <summary>What hangs on mails of some kinds; on all others nothing does.</summary>
/// <param name="sources">By the name of the kind.</param>
internal sealed class AttachmentsByKind(IReadOnlyDictionary<string, IAttachmentSource> sources)
    : IAttachmentSource
{
    public Task<IReadOnlyList<MailAttachment>> FindAsync(
        OutboxMail mail,
        CancellationToken cancellationToken
    ) =>
        sources.TryGetValue(mail.Kind, out var source)
            ? source.FindAsync(mail, cancellationToken)
            : Task.FromResult<IReadOnlyList<MailAttachment>>([]);
}
