namespace TelephonyBilling.Engine.Notices;

/// <summary>Hands mails to a mail server.</summary>
public interface IMailer
{
    /// <summary>Why there is nothing to hand mails to, a sentence; null: there is.</summary>
    string? Unavailable { get; }

    /// <summary>Hands one mail over. When it returns, the server has it.</summary>
    /// <exception cref="MailFailedException">The server did not take it, or did not say that it has.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the server may have it.</exception>
    Task SendAsync(OutgoingMail mail, CancellationToken cancellationToken);
}

/// <summary>A mail as it goes out, to one address.</summary>
/// <param name="To">The address.</param>
/// <param name="MessageId">Its name in the mail's header, without brackets and domain: a mail that is sent twice bears the same.</param>
/// <param name="Content">What is in it.</param>
/// <param name="Attachments">What hangs on it.</param>
public sealed record OutgoingMail(
    string To,
    string MessageId,
    MailContent Content,
    IReadOnlyList<MailAttachment> Attachments
);

/// <summary>What is in a mail.</summary>
/// <param name="Subject">One line.</param>
/// <param name="Text">For readers without HTML.</param>
/// <param name="Html">A whole page.</param>
public sealed record MailContent(string Subject, string Text, string Html);

/// <summary>A file that hangs on a mail.</summary>
/// <param name="Name">Its name, such as <c>INV-2026-000001.pdf</c>.</param>
/// <param name="Type">Its media type, such as <c>application/pdf</c>.</param>
/// <param name="Content">Its bytes.</param>
public sealed record MailAttachment(string Name, string Type, ReadOnlyMemory<byte> Content);

/// <summary>A mail was not taken. The message is a sentence for the operator.</summary>
/// <param name="failure">What that means for others.</param>
/// <param name="message">What happened.</param>
/// <param name="inner">Where it came from.</param>
public sealed class MailFailedException(
    MailFailure failure,
    string message,
    Exception? inner = null
) : Exception(message, inner)
{
    /// <summary>What that means for others.</summary>
    public MailFailure Failure { get; } = failure;
}

/// <summary>Why a mail was not taken.</summary>
public enum MailFailure
{
    /// <summary>There is no such mailbox, and there will be none: trying again is no use.</summary>
    AddressRefused,

    /// <summary>The server refused this mail, perhaps for a while.</summary>
    MailRefused,

    /// <summary>The server can't be reached, does not let us in, or fell silent: other mails would fare no better.</summary>
    ServerAway,
}
