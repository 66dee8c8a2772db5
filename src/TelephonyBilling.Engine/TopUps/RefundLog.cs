using Microsoft.Extensions.Logging;
using TelephonyBilling.Domain.Monetary;

namespace TelephonyBilling.Engine.TopUps;

/// <summary>The log lines of money that goes back, with stable ids from 531.</summary>
internal static partial class RefundLog
{
    internal static void CreditTaken(ILogger logger, Refund refund) =>
        CreditTaken(
            logger,
            refund.Id,
            refund.Account,
            refund.TopUp,
            refund.Amount,
            refund.Uncovered,
            refund.RequestedBy
        );

    internal static void Disputed(ILogger logger, Refund refund, bool suspended) =>
        Disputed(
            logger,
            refund.Reference,
            refund.Account,
            refund.TopUp,
            refund.Amount,
            refund.Uncovered,
            refund.Note,
            suspended ? "yes" : "no"
        );

    internal static void Decided(ILogger logger, Refund refund)
    {
        if (refund.State == RefundState.Succeeded)
        {
            Gone(logger, refund.Id, refund.Account, refund.Amount, refund.Reference);
        }
        else
        {
            Returned(logger, refund.Id, refund.Account, refund.Covered, refund.Error);
        }
    }

    [LoggerMessage(
        531,
        LogLevel.Information,
        "credit taken back refund={Refund} account={Account} topup={TopUp} amount={Amount} uncovered={Uncovered} by={By}"
    )]
    private static partial void CreditTaken(
        ILogger logger,
        string refund,
        string account,
        string topUp,
        Money amount,
        Money uncovered,
        string by
    );

    [LoggerMessage(
        532,
        LogLevel.Information,
        "refund done refund={Refund} account={Account} amount={Amount} reference={Reference}"
    )]
    private static partial void Gone(
        ILogger logger,
        string refund,
        string account,
        Money amount,
        string reference
    );

    [LoggerMessage(
        533,
        LogLevel.Warning,
        "refund did not happen, its credit is given again refund={Refund} account={Account} credit={Credit} error=\"{Error}\""
    )]
    private static partial void Returned(
        ILogger logger,
        string refund,
        string account,
        Money credit,
        string error
    );

    [LoggerMessage(
        534,
        LogLevel.Warning,
        "payment disputed dispute={Dispute} account={Account} topup={TopUp} amount={Amount} uncovered={Uncovered} reason={Reason} suspended={Suspended}"
    )]
    private static partial void Disputed(
        ILogger logger,
        string dispute,
        string account,
        string topUp,
        Money amount,
        Money uncovered,
        string reason,
        string suspended
    );

    [LoggerMessage(
        535,
        LogLevel.Warning,
        "bank asks about a payment, no money was taken yet account={Account} topup={TopUp} dispute={Dispute} reason={Reason}"
    )]
    internal static partial void Inquiry(
        ILogger logger,
        string account,
        string topUp,
        string dispute,
        string reason
    );

    [LoggerMessage(
        536,
        LogLevel.Warning,
        "refund outcome unknown, looked at again later refund={Refund} account={Account} error=\"{Error}\""
    )]
    internal static partial void Unknown(
        ILogger logger,
        string refund,
        string account,
        string error
    );
}
