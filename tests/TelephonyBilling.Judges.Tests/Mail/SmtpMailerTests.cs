using System.Text;
using TelephonyBilling.Daemon.Mail;
using TelephonyBilling.Daemon.Options;
using TelephonyBilling.Engine.Notices;
using TelephonyBilling.Testing.Mail;

namespace TelephonyBilling.Judges.Tests.Mail;

/// <summary>The SMTP client against a server that is not ours: what arrives, and what each refusal and silence means.</summary>
public sealed class SmtpMailerTests(OneMailServer shared) : IClassFixture<OneMailServer>
{
    private static readonly MailContent Content = new(
        "Votre crédit est inférieur à 5,00 €, l’été — une ligne assez longue pour être coupée en plusieurs",
        "Bonjour,\n\nIl reste 1 234,50 €.\n.\nFin",
        "<p>Il reste 1 234,50 €.</p>"
    );

    private readonly MailServer server = shared.Server;

    [Fact]
    public async Task Mail_OverStartTls_ArrivesAsItWasWritten_FromWhoLoggedIn()
    {
        byte[] file = [0, 13, 10, 255, 46, 13, 10];

        await Mailer()
            .SendAsync(
                Mail("ann@example.com") with
                {
                    MessageId = "20261122.17",
                    Attachments =
                    [
                        new MailAttachment("relevé.csv", "text/csv", "a;é\r\n"u8.ToArray()),
                        new MailAttachment("INV-1.pdf", "application/pdf", file),
                    ],
                },
                default
            );

        var mail = (await server.WaitForMailAsync("ann@example.com"))
            .Should()
            .ContainSingle()
            .Subject;
        mail.IsEncrypted.Should().BeTrue();
        mail.User.Should().Be(MailServer.User);
        mail.From.Should().Be("billing@telco.example");
        mail.FromHeader.Should().Contain("Éclair Télécom").And.Contain("billing@telco.example");
        mail.ToHeader.Should().Be("ann@example.com");
        mail.ReplyTo.Should().Be("help@telco.example");
        mail.MessageId.Should().Be("<20261122.17@telco.example>");
        mail.Headers["auto-submitted"].Should().Be("Auto-Submitted: auto-generated");
        mail.Subject.Should().Be(Content.Subject);
        mail.Text.ReplaceLineEndings("\n").TrimEnd().Should().Be(Content.Text);
        mail.Html.ReplaceLineEndings("\n").TrimEnd().Should().Be(Content.Html);
        mail.Attachments.Select(attached => (attached.Name, attached.Type))
            .Should()
            .Equal(("relevé.csv", "text/csv"), ("INV-1.pdf", "application/pdf"));
        Encoding.UTF8.GetString(mail.Attachments[0].Content).Should().Be("a;é\r\n");
        mail.Attachments[1].Content.Should().Equal(file);
    }

    [Fact]
    public async Task WrongPassword_IsTheServersFault_AndNoMailLeaves()
    {
        var failure = await FailAsync(
            Options() with
            {
                Password = new Secret("wrong"),
            },
            "nologin@example.com"
        );

        failure.Failure.Should().Be(MailFailure.ServerAway);
        failure.Message.Should().NotContain("wrong");
        Received("nologin@example.com").Should().BeEmpty();
        server.Logins.Should().Contain((MailServer.User, false));
    }

    [Fact]
    public async Task WithoutLogin_AServerThatWantsOne_IsTheServersFault()
    {
        var failure = await FailAsync(
            Options() with
            {
                User = "",
                Password = default,
            },
            "anonymous@example.com"
        );

        failure.Failure.Should().Be(MailFailure.ServerAway);
        Received("anonymous@example.com").Should().BeEmpty();
    }

    [Fact]
    public async Task CertificateThatNobodyVouchesFor_IsRefused_BeforeThePasswordLeaves()
    {
        var logins = server.Logins.Count;

        var failure = await FailAsync(
            Options() with
            {
                TlsCertificateFile = null,
            },
            "untrusted@example.com"
        );

        failure.Failure.Should().Be(MailFailure.ServerAway);
        Received("untrusted@example.com").Should().BeEmpty();
        server.Logins.Should().HaveCount(logins);
    }

    [Fact]
    public async Task TwoMailersSideBySide_EachTrustsItsOwn()
    {
        var trusting = Mailer();
        var distrusting = Mailer(Options() with { TlsCertificateFile = null });

        var outcomes = await Task.WhenAll(
            Enumerable
                .Range(0, 10)
                .Select(async number =>
                {
                    var to = $"side{number}@example.com";
                    try
                    {
                        await (number % 2 == 0 ? trusting : distrusting).SendAsync(
                            Mail(to),
                            default
                        );
                        return true;
                    }
                    catch (MailFailedException)
                    {
                        return false;
                    }
                })
        );

        outcomes.Should().Equal(Enumerable.Range(0, 10).Select(number => number % 2 == 0));
    }

    [Theory]
    [InlineData("refused", MailFailure.AddressRefused, "There is no such mailbox")] // 550 to RCPT
    [InlineData("later", MailFailure.MailRefused, "Try later")] // 451 to RCPT
    [InlineData("full", MailFailure.MailRefused, "storage")] // 452 to the end of the mail
    [InlineData("rejected", MailFailure.MailRefused, "Not this content")] // 554 to the end of the mail
    [InlineData("drop", MailFailure.ServerAway, "connection")]
    [InlineData("drop-late", MailFailure.ServerAway, "connection")]
    public async Task Refusal_IsTold(string name, MailFailure expected, string said)
    {
        var failure = await FailAsync(Options(), $"{name}@example.com");

        failure.Failure.Should().Be(expected, failure.Message);
        failure.Message.Should().Contain(said);
    }

    [Theory]
    [InlineData("tarpit")]
    [InlineData("tarpit-data")]
    public async Task Silence_IsLeftAfterTheTimeThatIsConfigured(string name)
    {
        var failure = await FailAsync(Options() with { TimeoutSeconds = 1 }, $"{name}@example.com");

        failure.Failure.Should().Be(MailFailure.ServerAway);
        failure.Message.Should().Be("localhost did not answer within 1 s.");
    }

    [Fact]
    public async Task Silence_IsLeftAtOnce_WhenTheProgramStops()
    {
        using var stop = new CancellationTokenSource();
        var sending = Mailer().SendAsync(Mail("tarpit@stop.example"), stop.Token);
        await server.WaitForRecipientAsync("tarpit@stop.example");

        await stop.CancelAsync();

        await sending.Awaiting(task => task).Should().ThrowAsync<OperationCanceledException>();
    }

    [Theory]
    [InlineData("ann@example.com\r\nRCPT TO:<eve@example.com>")]
    [InlineData("ann")]
    public async Task AddressThatIsNone_NeverReachesTheServer(string to)
    {
        var before = server.Recipients.Count;

        var failure = await FailAsync(Options(), to);

        failure.Failure.Should().Be(MailFailure.AddressRefused);
        server.Recipients.Should().HaveCount(before);
    }

    [Fact]
    public async Task LineBreakInASubject_NeverReachesTheServer()
    {
        var mail = Mail("subject@example.com") with
        {
            Content = Content with { Subject = "Hello\r\nBcc: eve@example.com" },
        };

        await Mailer()
            .Awaiting(mailer => mailer.SendAsync(mail, default))
            .Should()
            .ThrowAsync<MailFailedException>();

        server.Recipients.Should().NotContain("subject@example.com");
    }

    [Fact]
    public async Task ServerWithoutStartTls_IsRefused_UnlessItIsNotAskedFor()
    {
        await using var plain = await MailServer.StartAsync(withTls: false, withLogin: false);
        var options = Options() with { Port = plain.Port, User = "", Password = default };

        var failure = await FailAsync(options, "ann@example.com");
        await Mailer(options with { StartTls = false }).SendAsync(Mail("bob@example.com"), default);

        failure.Failure.Should().Be(MailFailure.ServerAway);
        var mail = (await plain.WaitForAsync(1)).Should().ContainSingle().Subject;
        mail.To.Should().Equal("bob@example.com");
        (mail.IsEncrypted, mail.User).Should().Be((false, null));
    }

    [Fact]
    public async Task CertificateOfAnotherName_IsRefused_ThoughItsMakerIsTrusted()
    {
        await using var other = await MailServer.StartAsync(hostName: "mail.elsewhere.example");

        var failure = await FailAsync(
            Options() with
            {
                Port = other.Port,
                TlsCertificateFile = other.CertificateFile,
            },
            "ann@example.com"
        );

        failure.Failure.Should().Be(MailFailure.ServerAway);
        other.Mails.Should().BeEmpty();
    }

    [Fact]
    public async Task NobodyListens_IsTheServersFault()
    {
        var failure = await FailAsync(
            Options() with
            {
                Port = TelephonyBilling.Testing.Pbx.Loopback.FreePort(),
            },
            "ann@example.com"
        );

        failure.Failure.Should().Be(MailFailure.ServerAway);
        failure.Message.Should().Contain("refused", "the operator reads it");
    }

    private MailOptions Options() => server.Options();

    private SmtpMailer Mailer(MailOptions? options = null) =>
        new(options ?? Options(), TimeProvider.System);

    private static OutgoingMail Mail(string to) => new(to, $"test.{to.Length}", Content, []);

    private IReadOnlyList<ReceivedMail> Received(string to) =>
        [.. server.Mails.Where(mail => mail.To.Contains(to, StringComparer.Ordinal))];

    private async Task<MailFailedException> FailAsync(MailOptions options, string to) =>
        (
            await Mailer(options)
                .Awaiting(mailer => mailer.SendAsync(Mail(to), default))
                .Should()
                .ThrowAsync<MailFailedException>()
        ).Which;
}
