namespace TelephonyBilling.Daemon.Mail;

/// <summary>The log lines of the mail adapter, with stable ids from 561.</summary>
internal static partial class MailLog
{
    [LoggerMessage(
        561,
        LogLevel.Error,
        "mail template is broken, the shipped one is used file={File} kind={Kind} language={Language} error=\"{Error}\""
    )]
    internal static partial void TemplateBroken(
        ILogger logger,
        string file,
        string kind,
        string language,
        string error
    );
}
