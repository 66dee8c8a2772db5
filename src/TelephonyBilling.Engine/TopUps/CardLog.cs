using Microsoft.Extensions.Logging;

namespace TelephonyBilling.Engine.TopUps;

/// <summary>The log lines of cards, with stable ids from 541. The amount that a holder has to name is never among them.</summary>
internal static partial class CardLog
{
    [LoggerMessage(
        721,
        LogLevel.Information,
        "card saved account={Account} brand={Brand} last4={Last4} state={State}"
    )]
    internal static partial void Saved(
        ILogger logger,
        string account,
        string brand,
        string last4,
        CardState state
    );

    [LoggerMessage(
        722,
        LogLevel.Information,
        "card removed account={Account} brand={Brand} last4={Last4}"
    )]
    internal static partial void Removed(
        ILogger logger,
        string account,
        string brand,
        string last4
    );

    [LoggerMessage(
        723,
        LogLevel.Information,
        "card charged to confirm it account={Account} confirmation={Confirmation} reference={Reference}"
    )]
    internal static partial void Charged(
        ILogger logger,
        string account,
        string confirmation,
        string reference
    );

    [LoggerMessage(
        724,
        LogLevel.Warning,
        "card declined its confirmation account={Account} confirmation={Confirmation} code={Code} error=\"{Error}\""
    )]
    internal static partial void Declined(
        ILogger logger,
        string account,
        string confirmation,
        string code,
        string error
    );

    [LoggerMessage(
        725,
        LogLevel.Information,
        "card confirmation given back account={Account} confirmation={Confirmation}"
    )]
    internal static partial void Returned(ILogger logger, string account, string confirmation);

    [LoggerMessage(
        726,
        LogLevel.Information,
        "card amount named account={Account} answer={Answer}"
    )]
    internal static partial void Named(ILogger logger, string account, string answer);

    [LoggerMessage(
        727,
        LogLevel.Warning,
        "card can't be looked at, tried again later account={Account} error=\"{Error}\""
    )]
    internal static partial void Unknown(ILogger logger, string account, string error);
}
