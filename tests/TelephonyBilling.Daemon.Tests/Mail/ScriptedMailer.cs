using System.Collections.Concurrent;
using TelephonyBilling.Engine.Notices;

namespace TelephonyBilling.Daemon.Tests.Mail;

/// <summary>A mail server that does what the test says, and takes everything else.</summary>
internal sealed class ScriptedMailer : IMailer
{
    /// <summary>What was taken, in order.</summary>
    public ConcurrentQueue<OutgoingMail> Taken { get; } = new();

    /// <summary>Every address that was tried, in order.</summary>
    public ConcurrentQueue<string> Tried { get; } = new();

    /// <summary>What happens to a mail for an address; a mail is taken after that.</summary>
    public Func<OutgoingMail, CancellationToken, Task> Before { get; set; } =
        (_, _) => Task.CompletedTask;

    public string? Unavailable { get; set; }

    public async Task SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        Tried.Enqueue(mail.To);
        await Before(mail, cancellationToken);
        Taken.Enqueue(mail);
    }

    /// <summary>Every mail fails.</summary>
    internal void Fail(MailFailure failure, string message = "no") =>
        Before = (_, _) => throw new MailFailedException(failure, message);

    /// <summary>Mails for one address fail.</summary>
    internal void FailFor(string address, MailFailure failure) =>
        Before = (mail, _) =>
            mail.To == address ? throw new MailFailedException(failure, "no") : Task.CompletedTask;
}
