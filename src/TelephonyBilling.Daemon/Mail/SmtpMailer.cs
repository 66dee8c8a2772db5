using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using TelephonyBilling.Daemon.Options;
using TelephonyBilling.Engine.Notices;

namespace TelephonyBilling.Daemon.Mail;

/// <summary>Hands mails to an SMTP server (RFC 5321), encrypted by STARTTLS (RFC 3207), a connection for each. Safe for all threads.</summary>
internal sealed class SmtpMailer : IMailer
{
    private readonly MailOptions options;
    private readonly TimeProvider time;
    private readonly X509Certificate2Collection? roots;

    /// <summary>A mailer; nothing is connected yet.</summary>
    internal SmtpMailer(MailOptions options, TimeProvider time)
    {
        this.options = options;
        this.time = time;
        if (options.TlsCertificateFile is { } file && File.Exists(file))
        {
            roots = [];
            roots.ImportFromPemFile(file);
        }
    }

    /// <inheritdoc/>
    public string? Unavailable =>
        options.Host.Length == 0
            ? "No mail server is configured: see the section Mail of the configuration."
        : options.User.Length > 0 && options.Password.IsEmpty
            ? "The password of the mail server can't be read here: run this as the user of the daemon, or as root."
        : options.TlsCertificateFile is { } file && roots is null ? $"There is no file '{file}'."
        : null;

    /// <inheritdoc/>
    public async Task SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(mail);
        var limit = TimeSpan.FromSeconds(options.TimeoutSeconds);
        using var patience = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(
            patience.Token,
            cancellationToken
        );
        MailTrust.Use(roots);
        var message = MessageOf(mail);
        var client = Connect();
        var sending = client.SendMailAsync(message, either.Token);
        try
        {
            // Not by the token alone: the framework reads the server's last word without asking it.
            await sending.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new MailFailedException(
                MailFailure.ServerAway,
                $"{options.Host} did not answer within {options.TimeoutSeconds} s."
            );
        }
        catch (Exception e) when (e is SmtpException or FormatException)
        {
            throw new MailFailedException(FailureOf(e), Describe(e), e);
        }
        finally
        {
            client.Dispose(); // Ends what goes on, if something does.
            _ = sending.ContinueWith(
                static (done, given) =>
                {
                    _ = done.Exception;
                    ((MailMessage)given!).Dispose();
                },
                message,
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default
            );
        }
    }

    private SmtpClient Connect() =>
        new(options.Host, options.Port)
        {
            DeliveryMethod = SmtpDeliveryMethod.Network,
            EnableSsl = options.StartTls,
            UseDefaultCredentials = false,
            Credentials =
                options.User.Length > 0
                    ? new NetworkCredential(options.User, options.Password.Reveal())
                    : null,
        };

    private MailMessage MessageOf(OutgoingMail mail)
    {
        var from = new MailAddress(options.From, options.FromName, Encoding.UTF8);
        var message = new MailMessage
        {
            From = from,
            SubjectEncoding = Encoding.UTF8,
            HeadersEncoding = Encoding.UTF8,
        };
        try
        {
            message.Subject = mail.Content.Subject;
            message.To.Add(new MailAddress(mail.To));
            if (options.ReplyTo.Length > 0)
            {
                message.ReplyToList.Add(new MailAddress(options.ReplyTo));
            }
            message.Headers.Add("Message-ID", $"<{mail.MessageId}@{from.Host}>");
            // RFC 3834: no vacation message shall answer.
            message.Headers.Add("Auto-Submitted", "auto-generated");
            message.AlternateViews.Add(View(mail.Content.Text, MediaTypeNames.Text.Plain));
            message.AlternateViews.Add(View(mail.Content.Html, MediaTypeNames.Text.Html));
            foreach (var attachment in mail.Attachments)
            {
                message.Attachments.Add(
                    new Attachment(
                        new MemoryStream(attachment.Content.ToArray(), writable: false),
                        attachment.Name,
                        attachment.Type
                    )
                );
            }
            return message;
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            // A line break in a header, or an address that is none: nothing of it leaves.
            message.Dispose();
            throw new MailFailedException(MailFailure.AddressRefused, e.Message, e);
        }
        catch
        {
            message.Dispose();
            throw;
        }
    }

    private static AlternateView View(string content, string type) =>
        AlternateView.CreateAlternateViewFromString(content, Encoding.UTF8, type);

    private static MailFailure FailureOf(Exception e) =>
        e switch
        {
            // Only the answer to RCPT TO speaks of the address, and only 5xx is for good (RFC 5321, 4.2.1).
            SmtpFailedRecipientException { StatusCode: >= (SmtpStatusCode)500 } =>
                MailFailure.AddressRefused,
            SmtpFailedRecipientException => MailFailure.MailRefused,
            SmtpException
            {
                InnerException: SocketException or IOException or AuthenticationException,
            } => MailFailure.ServerAway,
            SmtpException
            {
                StatusCode: SmtpStatusCode.GeneralFailure
                    or SmtpStatusCode.ServiceNotAvailable
                    or SmtpStatusCode.MustIssueStartTlsFirst
                    or SmtpStatusCode.ClientNotPermitted,
            } => MailFailure.ServerAway,
            _ => MailFailure.MailRefused,
        };

    private static string Describe(Exception e)
    {
        var inner = e.InnerException is null ? "" : $" {e.InnerException.Message}";
        return $"{e.Message}{inner}";
    }
}
