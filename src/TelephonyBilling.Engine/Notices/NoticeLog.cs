using Microsoft.Extensions.Logging;
using TelephonyBilling.Domain.Monetary;

namespace TelephonyBilling.Engine.Notices;

/// <summary>The log lines of mails, with stable ids from 541.</summary>
internal static partial class NoticeLog
{
    [LoggerMessage(
        541,
        LogLevel.Information,
        "mail sent mail={Mail} kind={Kind} account={Account} addresses={Addresses} attempt={Attempt}"
    )]
    internal static partial void Sent(
        ILogger logger,
        long mail,
        string kind,
        string account,
        int addresses,
        int attempt
    );

    [LoggerMessage(
        542,
        LogLevel.Warning,
        "mail not sent, tried again later mail={Mail} kind={Kind} account={Account} attempt={Attempt} wait={Wait} error=\"{Error}\""
    )]
    internal static partial void Postponed(
        ILogger logger,
        long mail,
        string kind,
        string account,
        int attempt,
        TimeSpan wait,
        string error
    );

    [LoggerMessage(
        543,
        LogLevel.Error,
        "mail given up mail={Mail} kind={Kind} account={Account} attempts={Attempts} error=\"{Error}\""
    )]
    internal static partial void GivenUp(
        ILogger logger,
        long mail,
        string kind,
        string account,
        int attempts,
        string error
    );

    [LoggerMessage(
        544,
        LogLevel.Warning,
        "mail sent, but not to all mail={Mail} account={Account} error=\"{Error}\""
    )]
    internal static partial void AddressRefused(
        ILogger logger,
        long mail,
        string account,
        string error
    );

    [LoggerMessage(
        545,
        LogLevel.Warning,
        "mail was taken over by another node meanwhile mail={Mail} kind={Kind}"
    )]
    internal static partial void TakenOver(ILogger logger, long mail, string kind);

    [LoggerMessage(546, LogLevel.Error, "mail can't be made mail={Mail} kind={Kind}")]
    internal static partial void SendingBroke(ILogger logger, long mail, string kind, Exception e);

    [LoggerMessage(547, LogLevel.Warning, "mails wait reason=\"{Reason}\"")]
    internal static partial void Held(ILogger logger, string reason);

    [LoggerMessage(548, LogLevel.Information, "mails are sent again")]
    internal static partial void GoesOn(ILogger logger);

    [LoggerMessage(
        551,
        LogLevel.Information,
        "balance low account={Account} available={Available} below={Below}"
    )]
    internal static partial void Low(ILogger logger, string account, Money available, Money below);

    [LoggerMessage(552, LogLevel.Error, "balance can't be watched account={Account}")]
    internal static partial void LookBroke(ILogger logger, string account, Exception e);
}
