using System.CommandLine;
using TelephonyBilling.Daemon.Cli.Output;
using TelephonyBilling.Daemon.Mail;
using TelephonyBilling.Engine.Notices;

namespace TelephonyBilling.Daemon.Cli.Verbs;

/// <summary><c>mail test|check-templates</c>: mail as it would be, without an account that it concerns.</summary>
internal static class MailTryingVerbs
{
    internal static Verb Test(CliEnvironment environment)
    {
        var address = new Argument<string>("ADDRESS") { Description = "Where the mail goes." };
        var kind = CommonOptions.OneOf(
            "--kind",
            $"The kind of mail that is sent as an example. Default: {LowBalanceNotice.Kind.Name}.",
            [.. NoticeSamples.All.Select(sample => sample.Kind.Name)]
        );
        var language = new Option<string>("--language")
        {
            Description = "Its language.",
            HelpName = "LANGUAGE",
            DefaultValueFactory = _ => TemplateLibrary.Fallback,
        };
        return new Verb(
            "test",
            "Send an example of a mail at once, by the mail server that is configured, and say what the server said.",
            "mail test ann@example.com",
            "mail test ann@example.com --kind invoice --language fr"
        )
        {
            address,
            kind,
            language,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var to = session.Get(address);
                if (!MailAddressees.IsAddress(to))
                {
                    throw CliFailure.Usage(
                        $"'{to}' is not a mail address: expected one such as ann@example.com."
                    );
                }
                var options = session.Options.Mail;
                var mailer = new SmtpMailer(options, session.Environment.Time);
                if (mailer.Unavailable is { } why)
                {
                    throw new CliFailure(why);
                }
                var sample = NoticeSamples.Find(session.Get(kind) ?? LowBalanceNotice.Kind.Name)!;
                var content = Example(session, session.Get(language)!, sample);
                try
                {
                    await mailer.SendAsync(
                        new OutgoingMail(to, $"test.{Guid.NewGuid():N}", content, []),
                        cancellationToken
                    );
                }
                catch (MailFailedException e)
                {
                    throw new CliFailure(
                        $"{options.Host} port {options.Port} did not take the mail: {e.Message}"
                    );
                }
                session.Environment.Out.WriteLine(
                    $"{options.Host} port {options.Port} took the mail '{content.Subject}' for {to}."
                );
            }
        );
    }

    internal static Verb CheckTemplates(CliEnvironment environment) =>
        new Verb(
            "check-templates",
            "Try every template, the shipped ones and your own, with an example, and say which is broken.",
            "mail check-templates"
        )
        {
            CommonOptions.Json,
        }.Does(
            environment,
            (session, _) =>
            {
                var findings = Check(session).Run();
                var table = new TextTable("LANGUAGE", "KIND", "TEMPLATE", "SUBJECT OR PROBLEM");
                foreach (var finding in findings)
                {
                    table.Add(
                        finding.Language,
                        finding.Kind,
                        finding.Source,
                        finding.Problem ?? finding.Subject
                    );
                }
                session.Output.Print(
                    [.. findings.Select(TemplateShape.Of)],
                    ShapeContext.Readable.IReadOnlyListTemplateShape,
                    table,
                    "There are no templates."
                );
                var broken = findings.Count(finding => finding.Problem is not null);
                return broken == 0
                    ? Task.FromResult(0)
                    : throw new CliFailure(
                        $"{broken} of {findings.Count} can't be used as they are; mails are written by the shipped ones instead."
                    );
            }
        );

    private static TemplateCheck Check(CliSession session) =>
        new(
            new TemplateLibrary(session.Options.Mail.Templates),
            session.Options.Mail.Signature,
            session.Now
        );

    private static MailContent Example(CliSession session, string language, NoticeSample sample)
    {
        try
        {
            return Check(session).Example(language, sample);
        }
        catch (TemplateException e)
        {
            throw new CliFailure(e.Message);
        }
    }
}
