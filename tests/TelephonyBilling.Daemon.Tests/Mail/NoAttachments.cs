using TelephonyBilling.Engine.Notices;

namespace TelephonyBilling.Daemon.Tests.Mail;

/// <summary>Nothing hangs on any mail.</summary>
internal sealed class NoAttachments : IAttachmentSource
{
    public Task<IReadOnlyList<MailAttachment>> FindAsync(
        OutboxMail mail,
        CancellationToken cancellationToken
    ) => Task.FromResult<IReadOnlyList<MailAttachment>>([]);
}
