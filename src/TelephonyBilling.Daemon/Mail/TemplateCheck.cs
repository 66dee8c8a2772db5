using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Notices;

namespace TelephonyBilling.Daemon.Mail;

/// <summary>Tries every template of every language with an example, as strictly as mails do.</summary>
internal sealed class TemplateCheck(TemplateLibrary library, string company, DateTimeOffset now)
{
    /// <summary>What was found, by language and kind; then what lies in the operator's folder and is nobody's template.</summary>
    internal IReadOnlyList<TemplateFinding> Run() =>
        [
            .. library.Languages.SelectMany(language =>
                NoticeSamples.All.Select(sample => Try(language, sample))
            ),
            .. Strangers(),
        ];

    /// <summary>An example of a mail as it would go out.</summary>
    /// <exception cref="TemplateException">A template is broken.</exception>
    internal MailContent Example(string language, NoticeSample sample)
    {
        var set = new TemplateSet(library, language, withOwn: true);
        var account = SampleAccount(language);
        var mail = new OutboxMail(
            1,
            "example",
            account.Id,
            sample.Kind.Name,
            sample.Data,
            now,
            MailState.Waiting,
            1,
            now
        );
        var model = NoticeModel.Of(sample, mail, account, company);
        var format = MailFormat.Of(account);
        string Word(MailPart part) => set.Render(sample.Kind.Name, part, model, format);
        return new MailContent(Word(MailPart.Subject), Word(MailPart.Text), Word(MailPart.Html));
    }

    private static Account SampleAccount(string language) =>
        new(
            "acme",
            "Acme & Söhne",
            Currency.Parse("USD"),
            "standard",
            AccountStatus.Active,
            null,
            DateTimeOffset.UnixEpoch
        )
        {
            Language = language,
            TimeZone = "UTC",
        };

    private TemplateFinding Try(string language, NoticeSample sample)
    {
        var kind = sample.Kind.Name;
        try
        {
            var isOwn = FilesOf(sample)
                .Any(file => library.Find(language, file, withOwn: true) is { IsOwn: true });
            return new TemplateFinding(
                language,
                kind,
                isOwn ? "own" : "shipped",
                Example(language, sample).Subject,
                Problem: null
            );
        }
        catch (TemplateException e)
        {
            return new TemplateFinding(language, kind, e.File, Subject: "", e.Problem);
        }
    }

    private static IEnumerable<string> FilesOf(NoticeSample sample) =>
        [$"{sample.Kind.Name}.txt", $"{sample.Kind.Name}.html"];

    private IEnumerable<TemplateFinding> Strangers()
    {
        var known = NoticeSamples.All.SelectMany(FilesOf).ToHashSet(StringComparer.Ordinal);
        foreach (var file in library.OwnFiles())
        {
            var parts = file.Split(Path.DirectorySeparatorChar);
            var isTemplate =
                parts.Length == 2
                && (known.Contains(parts[1]) || parts[1].StartsWith('_'))
                && library.Languages.Contains(parts[0], StringComparer.Ordinal);
            if (!isTemplate)
            {
                yield return new TemplateFinding(
                    parts.Length == 2 ? parts[0] : "",
                    "",
                    Path.Combine(library.Folder!, file),
                    "",
                    "no mail has a template of this name; expected LANGUAGE/KIND.txt, LANGUAGE/KIND.html, or a part LANGUAGE/_NAME.html."
                );
            }
        }
    }
}

/// <summary>What was found about a template.</summary>
/// <param name="Language">Its language.</param>
/// <param name="Kind">The kind of mail.</param>
/// <param name="Source"><c>shipped</c>, <c>own</c>, or the file with the problem.</param>
/// <param name="Subject">The example's subject.</param>
/// <param name="Problem">A sentence; null: it can be used.</param>
internal sealed record TemplateFinding(
    string Language,
    string Kind,
    string Source,
    string Subject,
    string? Problem
);
