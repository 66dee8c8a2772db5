using System.Collections.Concurrent;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Notices;

namespace TelephonyBilling.Daemon.Mail;

/// <summary>
/// Words mails by Handlebars templates, in the language, currency and time zone of their account. Where the operator's own
/// template is broken, the shipped one takes its place, and the log says so once: a mail in plain words is better than none.
/// </summary>
internal sealed class NoticeRenderer(TemplateLibrary library, string company, ILogger logger)
    : INoticeRenderer
{
    private readonly ConcurrentDictionary<(string Language, bool WithOwn), TemplateSet> sets =
        new();
    private readonly ConcurrentDictionary<string, bool> complained = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public MailContent Render(OutboxMail mail, Account account)
    {
        ArgumentNullException.ThrowIfNull(mail);
        ArgumentNullException.ThrowIfNull(account);
        var sample =
            NoticeSamples.Find(mail.Kind)
            ?? throw new NoticeUnrenderableException($"There is no kind of mail '{mail.Kind}'.");
        var model = NoticeModel.Of(sample, mail, account, company);
        var format = MailFormat.Of(account);
        string Word(MailPart part) => this.Word(account.Language, mail.Kind, part, model, format);
        return new MailContent(Word(MailPart.Subject), Word(MailPart.Text), Word(MailPart.Html));
    }

    private string Word(
        string language,
        string kind,
        MailPart part,
        Dictionary<string, object?> model,
        MailFormat format
    )
    {
        if (library.Folder is not null)
        {
            try
            {
                return Set(language, withOwn: true).Render(kind, part, model, format);
            }
            catch (TemplateException e)
            {
                if (complained.TryAdd($"{language}/{kind}/{e.Message}", true))
                {
                    MailLog.TemplateBroken(logger, e.File, kind, language, e.Problem);
                }
            }
        }
        try
        {
            return Set(language, withOwn: false).Render(kind, part, model, format);
        }
        catch (TemplateException e)
        {
            throw new NoticeUnrenderableException(e.Message, e);
        }
    }

    private TemplateSet Set(string language, bool withOwn) =>
        sets.GetOrAdd(
            (language, withOwn),
            key => new TemplateSet(library, key.Language, key.WithOwn)
        );
}
