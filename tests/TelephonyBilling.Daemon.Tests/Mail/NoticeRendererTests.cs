using TelephonyBilling.Daemon.Mail;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Notices;
using TelephonyBilling.Testing.Logging;
using TelephonyBilling.Testing.Pbx;

namespace TelephonyBilling.Daemon.Tests.Mail;

/// <summary>The words of mails: every kind in every language, and what becomes of the operator's own templates.</summary>
public sealed class NoticeRendererTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("tb-templates-");
    private readonly ListLogger log = new();

    public static TheoryData<string, string> EveryMail
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (var sample in NoticeSamples.All)
            {
                foreach (var language in TemplateLibrary.ShippedLanguages)
                {
                    all.Add(sample.Kind.Name, language);
                }
            }
            return all;
        }
    }

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Languages_Shipped_AreEnglishAndFrench() =>
        TemplateLibrary.ShippedLanguages.Should().Equal("en", "fr");

    [Theory]
    [MemberData(nameof(EveryMail))]
    public void EveryKind_InEveryLanguage_HasWordsOfThatLanguage(string kind, string language)
    {
        TemplateLibrary.IsShipped(language, kind + ".txt").Should().BeTrue();
        TemplateLibrary.IsShipped(language, kind + ".html").Should().BeTrue();
        var sample = NoticeSamples.Find(kind)!;

        var mail = Renderer().Render(Mail(kind, sample.Data), Acme(language));

        log.Lines.Should().BeEmpty();
        var hello = language == "en" ? "Hello," : "Bonjour,";
        mail.Text.Should().StartWith(hello).And.Contain("-- \nÉclair Télécom\n");
        mail.Html.Should().Contain($"<html lang=\"{language}\">").And.Contain(hello);
        mail.Subject.Should().NotContain("{").And.NotEndWith(" ");
        foreach (var part in new[] { mail.Text, mail.Html })
        {
            part.Should().NotContain("{{").And.NotContain("}}").And.NotContain("Micros");
        }
        mail.Text.Should().NotContain("&amp;").And.NotContain("<p>");
    }

    [Fact]
    public void LowBalance_English_SaysHowMuchIsLeft()
    {
        var mail = Renderer()
            .Render(
                Mail(new LowBalanceNotice(5_000_000, 4_120_500, Recharges: false)),
                Acme("en") with
                {
                    Name = "Müller & Söhne <Ltd>",
                }
            );

        mail.Subject.Should().Be("Your call credit is below €5.00");
        mail.Text.Should().Contain("  Available now: €4.1205\n");
        mail.Text.Should()
            .Contain("When it is used up")
            .And.Contain("Account Müller & Söhne <Ltd>");
        mail.Html.Should().Contain("€4.1205").And.Contain("Account Müller &amp; Söhne &lt;Ltd&gt;");
    }

    [Fact]
    public void LowBalance_French_SaysItTheirWay()
    {
        var mail = Renderer()
            .Render(
                Mail(new LowBalanceNotice(1_005_000_000, 4_120_500, Recharges: true)),
                Acme("fr")
            );

        mail.Subject.Should().Be("Votre crédit d’appel est inférieur à 1\u202f005,00\u00a0€");
        mail.Text.Should().Contain("Disponible à présent\u00a0: 4,1205\u00a0€");
        mail.Text.Should().Contain("Votre compte se recharge automatiquement");
    }

    [Fact]
    public void RateChange_ListsWhatChanges_AndThatFreeBecomesPaid()
    {
        var mail = Renderer()
            .Render(
                Mail("rate-change", NoticeSamples.Find("rate-change")!.Data),
                Acme("en") with
                {
                    TimeZone = "America/New_York",
                }
            );

        mail.Subject.Should().Be("Prices of calls change on 1 December 2026");
        mail.Text.Should()
            .Contain(
                "From 1 December 2026, 07:00 (America/New_York) on, 3 prices that your account pays"
            )
            .And.Contain(
                "  Germany (+49), calls to your toll-free number, from your numbers of US: free → $0.015 a minute\n"
            )
            .And.Contain(
                "  United Kingdom mobile (+4474, …): $0.02 a minute and $0.04 a call (60/6 s) → $0.025 a minute and $0.04 a call (60/60 s)\n"
            )
            .And.Contain("  … and 1 more.\n");
    }

    [Fact]
    public void MonthlyStatement_ShowsWhatWentOutWithItsSign()
    {
        var mail = Renderer()
            .Render(
                Mail("monthly-statement", NoticeSamples.Find("monthly-statement")!.Data),
                Acme("fr")
            );

        mail.Subject.Should().Be("Votre relevé de novembre 2026");
        mail.Text.Should()
            .Contain("Appels\u00a0: -9,3795\u00a0€")
            .And.Contain("1\u202f234 appels facturés, pour 15\u00a0h 17\u00a0min au total.");
    }

    [Fact]
    public void Html_OfCallersAndProviders_IsEscaped_AndTextIsNot()
    {
        var mail = Renderer()
            .Render(
                Mail(
                    new TopUpDeclinedNotice(
                        "tu-1",
                        25_000_000,
                        "USD",
                        "card",
                        Automatic: false,
                        "<script>alert('x')</script> & more"
                    )
                ),
                Acme("en")
            );

        mail.Html.Should().NotContain("<script>").And.Contain("&lt;script&gt;alert(");
        mail.Text.Should().Contain("<script>alert('x')</script> & more");
    }

    [Fact]
    public void AFieldThatAnOlderProgramDidNotWrite_IsEmpty()
    {
        var mail = Renderer()
            .Render(Mail("low-balance", """{"belowMicros":5000000}"""), Acme("en"));

        mail.Text.Should().Contain("Available now: \n");
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("""{"belowMicros":1.5}""")]
    [InlineData("""{"belowMicros":"five"}""")]
    public void DataThatIsNone_CantBeRendered(string data)
    {
        var render = () => Renderer().Render(Mail("low-balance", data), Acme("en"));

        render.Should().Throw<NoticeUnrenderableException>();
    }

    [Fact]
    public void AnUnknownKind_CantBeRendered()
    {
        var render = () => Renderer().Render(Mail("birthday", "{}"), Acme("en"));

        render.Should().Throw<NoticeUnrenderableException>().WithMessage("*'birthday'*");
    }

    [Fact]
    public void ALineBreakInASubject_CantBeRendered()
    {
        Own("en/low-balance.txt", "Subject: {{accountName}}\n\nbody");
        var account = Acme("en") with { Name = "Acme\r\nBcc: everybody@example.com" };

        var mail = Renderer()
            .Render(Mail(new LowBalanceNotice(5_000_000, 1, Recharges: false)), account);

        mail.Subject.Should().Be("Your call credit is below €5.00", "the own one is refused");
        log.Lines.Should().ContainSingle().Which.Should().Contain("has a line break");
    }

    [Fact]
    public void OwnTemplates_GoFirst_FileByFile()
    {
        Own(
            "en/low-balance.txt",
            "Subject: Top up!\n\n{{money availableMicros}} left, {{company}}"
        );
        Own("en/_layout.html", "<html><body>Dear customer{{> @partial-block}}</body></html>");

        var mail = Renderer()
            .Render(Mail(new LowBalanceNotice(5_000_000, 1_000_000, false)), Acme("en"));

        mail.Subject.Should().Be("Top up!");
        mail.Text.Should().Be("€1.00 left, Éclair Télécom");
        mail.Html.Should().StartWith("<html><body>Dear customer").And.Contain("Available now");
        log.Lines.Should().BeEmpty();
    }

    [Fact]
    public void AnOwnLanguage_IsUsed_AndWhatItLacksIsEnglish()
    {
        Own(
            "de/low-balance.txt",
            "Subject: Ihr Guthaben ist gering: {{money availableMicros}}\n\nÜber"
        );

        var low = Renderer()
            .Render(Mail(new LowBalanceNotice(5_000_000, 1_000_000, false)), Acme("de"));
        var stopped = Renderer().Render(Mail(new RechargeStoppedNotice("declined", 3)), Acme("de"));

        low.Subject.Should().Be("Ihr Guthaben ist gering: €1.00");
        low.Text.Should().Be("Über");
        low.Html.Should().Contain("Hello,");
        stopped.Text.Should().StartWith("Hello,");
    }

    [Theory]
    [InlineData("Subject: x\n\n{{availableMicro}}", "availableMicro is undefined")]
    [InlineData("Subject: x\n\n{{#if recharges}}never closed", "closed")]
    [InlineData("Subject: x\n\n{{> nothing}}", "nothing")]
    [InlineData("Subject: x\n\n{{money company}}", "{{money}} was given 'Éclair Télécom'")]
    [InlineData("Subject: x\n\n{{money}}", "needs a value")]
    [InlineData("Subject: x\n\n{{time availableMicros}}", "expected an instant")]
    [InlineData("no subject", "first line has to be the subject")]
    public void AnOwnTemplate_ThatIsBroken_GivesWayToTheShippedOne_AndTheLogSaysSoOnce(
        string template,
        string problem
    )
    {
        Own("en/low-balance.txt", template);
        var renderer = Renderer();
        var mail = Mail(new LowBalanceNotice(5_000_000, 1_000_000, false));

        renderer.Render(mail, Acme("en"));
        var content = renderer.Render(mail, Acme("en"));

        content.Text.Should().Contain("Available now: €1.00");
        var text = log.Lines.Should().ContainSingle().Subject;
        text.Should()
            .Contain("mail template is broken, the shipped one is used")
            .And.Contain(Path.Combine(folder.FullName, "en", "low-balance.txt"))
            .And.Contain("kind=low-balance language=en")
            .And.Contain(problem);
    }

    [Fact]
    public void AnOwnPart_ThatIsBroken_GivesWayToo()
    {
        Own("en/_layout.html", "{{#if}}");

        var mail = Renderer()
            .Render(Mail(new LowBalanceNotice(5_000_000, 1_000_000, false)), Acme("en"));

        mail.Html.Should().Contain("<html lang=\"en\">").And.Contain("€1.00");
        log.Lines.Should().ContainSingle().Which.Should().Contain("_layout.html");
    }

    [Fact]
    public void Check_ShippedTemplates_FindsNothingWrong()
    {
        var findings = new TemplateCheck(new TemplateLibrary(null), "Acme", Noon).Run();

        findings.Should().HaveCount(NoticeSamples.All.Count * 2);
        findings.Should().OnlyContain(finding => finding.Problem == null);
    }

    [Fact]
    public void Check_OwnTemplates_SaysWhichIsBrokenAndWhichIsNobodys()
    {
        Own("fr/low-balance.html", "{{oops}}");
        Own("fr/invoice.html", "<p>{{invoice}}</p>");
        Own("fr/low-ballance.html", "x");
        Own("readme.md", "x");

        var findings = new TemplateCheck(new TemplateLibrary(folder.FullName), "Acme", Noon).Run();

        findings
            .Where(finding => finding.Problem is not null)
            .Select(finding => Path.GetFileName(finding.Source))
            .Should()
            .BeEquivalentTo("low-balance.html", "low-ballance.html", "readme.md");
        findings
            .Single(finding => finding is { Kind: "invoice", Language: "fr" })
            .Source.Should()
            .Be("own");
    }

    [Fact]
    public void Document_NamesEveryKindWithItsFields()
    {
        var rows = File.ReadAllLines(Repository.Path("docs", "mail.md"));

        foreach (var sample in NoticeSamples.All)
        {
            var row = rows.SingleOrDefault(line =>
                line.StartsWith($"| `{sample.Kind.Name}` |", StringComparison.Ordinal)
            );
            row.Should().NotBeNull("docs/mail.md has a row for {0}", sample.Kind.Name);
            foreach (var field in sample.Fields)
            {
                row.Should().Contain($"`{field}`", "{0} has it", sample.Kind.Name);
            }
        }
        foreach (var field in NoticeModel.CommonFields)
        {
            string.Join('\n', rows).Should().Contain($"`{field}`");
        }
    }

    private NoticeRenderer Renderer() =>
        new(new TemplateLibrary(folder.FullName), "Éclair Télécom", log);

    private void Own(string name, string text)
    {
        var path = Path.Combine(folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private static OutboxMail Mail<T>(T notice)
        where T : INotice => Mail(T.Kind.Name, NoticeJson.Write(notice));

    private static OutboxMail Mail(string kind, string data) =>
        new(1, "cause", "acme", kind, data, Noon, MailState.Waiting, 1, Noon);

    private static Account Acme(string language) =>
        new(
            "acme",
            "Acme",
            Currency.Parse("EUR"),
            "standard",
            AccountStatus.Active,
            null,
            DateTimeOffset.UnixEpoch
        )
        {
            Language = language,
        };
}
