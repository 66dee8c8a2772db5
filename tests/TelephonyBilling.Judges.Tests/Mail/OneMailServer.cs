using TelephonyBilling.Daemon.Options;
using TelephonyBilling.Testing.Mail;

namespace TelephonyBilling.Judges.Tests.Mail;

/// <summary>A mail server for all tests of a class.</summary>
public sealed class OneMailServer : IAsyncLifetime
{
    /// <summary>With STARTTLS, and a login.</summary>
    public MailServer Server { get; private set; } = null!;

    public async Task InitializeAsync() => Server = await MailServer.StartAsync();

    public async Task DisposeAsync() => await Server.DisposeAsync();
}

internal static class MailServerOptions
{
    /// <summary>The configuration of a daemon that sends its mails there.</summary>
    internal static MailOptions Options(this MailServer server) =>
        new()
        {
            Host = "localhost",
            Port = server.Port,
            TlsCertificateFile = server.CertificateFile,
            User = MailServer.User,
            Password = new Secret(MailServer.Password),
            From = "billing@telco.example",
            FromName = "Éclair Télécom",
            ReplyTo = "help@telco.example",
            TimeoutSeconds = 20,
        };
}
