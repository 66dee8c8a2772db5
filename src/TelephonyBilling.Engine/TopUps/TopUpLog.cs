using Microsoft.Extensions.Logging;
using TelephonyBilling.Domain.Monetary;

namespace TelephonyBilling.Engine.TopUps;

/// <summary>The log lines of credit that comes in, with stable ids from 501.</summary>
internal static partial class TopUpLog
{
    internal static void CreditAdded(ILogger logger, TopUp topUp) =>
        CreditAdded(
            logger,
            topUp.Id,
            topUp.Account,
            topUp.Amount,
            topUp.Source.ToString().ToLowerInvariant(),
            topUp.IsAutomatic ? "yes" : "no",
            topUp.Reference
        );

    internal static void PaymentDeclined(ILogger logger, TopUp topUp) =>
        PaymentDeclined(
            logger,
            topUp.Id,
            topUp.Account,
            topUp.Amount,
            topUp.ErrorCode,
            topUp.Error
        );

    internal static void RechargeBegins(ILogger logger, TopUp topUp) =>
        RechargeBegins(
            logger,
            topUp.Account,
            topUp.Amount,
            topUp.Source.ToString().ToLowerInvariant(),
            topUp.Id
        );

    [LoggerMessage(
        701,
        LogLevel.Information,
        "credit added topup={TopUp} account={Account} amount={Amount} source={Source} automatic={Automatic} reference={Reference}"
    )]
    private static partial void CreditAdded(
        ILogger logger,
        string topUp,
        string account,
        Money amount,
        string source,
        string automatic,
        string reference
    );

    [LoggerMessage(
        702,
        LogLevel.Warning,
        "payment declined topup={TopUp} account={Account} amount={Amount} code={Code} error=\"{Error}\""
    )]
    private static partial void PaymentDeclined(
        ILogger logger,
        string topUp,
        string account,
        Money amount,
        string code,
        string error
    );

    [LoggerMessage(
        703,
        LogLevel.Warning,
        "payment outcome unknown, asked again later topup={TopUp} account={Account} wait={Wait} error=\"{Error}\""
    )]
    internal static partial void PaymentUnknown(
        ILogger logger,
        string topUp,
        string account,
        TimeSpan wait,
        string error
    );

    [LoggerMessage(
        704,
        LogLevel.Error,
        "payment arrived for a top-up that was given up: refund it or credit it by hand topup={TopUp} account={Account} reference={Reference}"
    )]
    internal static partial void PaidAfterFailure(
        ILogger logger,
        string topUp,
        string account,
        string reference
    );

    [LoggerMessage(
        705,
        LogLevel.Information,
        "recharge begins account={Account} amount={Amount} source={Source} topup={TopUp}"
    )]
    private static partial void RechargeBegins(
        ILogger logger,
        string account,
        Money amount,
        string source,
        string topUp
    );

    [LoggerMessage(
        706,
        LogLevel.Warning,
        "recharge held back account={Account} reason={Reason} limit={Limit} used={Used}"
    )]
    internal static partial void RechargeLimited(
        ILogger logger,
        string account,
        RechargeHindrance reason,
        Money limit,
        Money used
    );

    [LoggerMessage(707, LogLevel.Warning, "recharge stopped account={Account} reason={Reason}")]
    internal static partial void RechargeStopped(
        ILogger logger,
        string account,
        RechargeHindrance reason
    );

    [LoggerMessage(
        709,
        LogLevel.Warning,
        "accounts can't be watched for recharges, tried again soon error=\"{Error}\""
    )]
    internal static partial void WatchAway(ILogger logger, string error);

    [LoggerMessage(708, LogLevel.Error, "recharge failed account={Account}")]
    internal static partial void RechargeBroke(ILogger logger, string account, Exception e);
}
