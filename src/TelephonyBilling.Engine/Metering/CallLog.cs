using Microsoft.Extensions.Logging;
using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Engine.Calls;

namespace TelephonyBilling.Engine.Metering;

/// <summary>What happens to a call: event ids in the 200s.</summary>
/// <remarks>One line for each thing that a person would want to know, the same words each time; event ids are stable.</remarks>
internal static partial class CallLog
{
    internal static void CallAnswered(ILogger logger, OpenCall call, long fundedSeconds) =>
        CallAnswered(
            logger,
            call.Id,
            call.Parties.Account,
            call.Parties.From,
            LogWords.Number(call.Parties.To),
            call.Parties.Destination,
            call.Price.PerMinute.ToDecimalString(),
            call.Price.ConnectionFee.ToDecimalString(),
            fundedSeconds
        );

    internal static void CallFoundAgain(ILogger logger, OpenCall call, long fundedSeconds) =>
        CallFoundAgain(
            logger,
            call.Id,
            call.Parties.Account,
            call.Parties.From,
            LogWords.Number(call.Parties.To),
            fundedSeconds
        );

    internal static void CallFunded(ILogger logger, OpenCall call, long fundedSeconds) =>
        CallFunded(logger, call.Id, call.Parties.Account, fundedSeconds);

    internal static void CreditRunsOut(
        ILogger logger,
        OpenCall call,
        long fundedSeconds,
        Funding.Refused refused
    ) =>
        CreditRunsOut(
            logger,
            call.Id,
            call.Parties.Account,
            fundedSeconds,
            LogWords.Text(refused.Reason),
            refused.Limit is { } limit ? $" detail=\"{limit.Describe()}\"" : ""
        );

    internal static void CallerWarned(ILogger logger, OpenCall call, TimeSpan remaining) =>
        CallerWarned(logger, call.Id, call.Parties.Account, LogWords.Seconds(remaining));

    internal static void LegOutlivedLease(ILogger logger, OpenCall call, string leg) =>
        LegOutlivedLease(logger, call.Id, call.Pbx, leg);

    internal static void CallSettled(ILogger logger, OpenCall call, CallSettlement settlement)
    {
        if (call.Parent is { } parent)
        {
            SurchargeLog.Settled(
                logger,
                call,
                parent,
                LogWords.Seconds(settlement.Connected),
                settlement
            );
            return;
        }
        CallSettled(
            logger,
            call.Id,
            call.Parties.Account,
            call.Parties.From,
            LogWords.Number(call.Parties.To),
            LogWords.Seconds(settlement.Connected),
            settlement.BilledSeconds,
            settlement.Charge.ToDecimalString(),
            settlement.Reason.ToText(),
            settlement.Estimated ? " estimated=yes" : "",
            settlement.ClockStepped ? " clockstepped=yes" : ""
        );
    }

    internal static void CallReleased(ILogger logger, OpenCall call, string reason, int cause)
    {
        if (call.Parent is { } parent)
        {
            SurchargeLog.Released(logger, call, parent, reason);
            return;
        }
        CallReleased(
            logger,
            call.Id,
            call.Parties.Account,
            call.Parties.From,
            LogWords.Number(call.Parties.To),
            reason,
            cause
        );
    }

    [LoggerMessage(
        201,
        LogLevel.Information,
        "call answered call={Call} account={Account} from={From} to={To} destination=\"{Destination}\" rate={Rate} fee={Fee} funded={Funded}s"
    )]
    private static partial void CallAnswered(
        ILogger logger,
        CallId call,
        string account,
        string from,
        string to,
        string destination,
        string rate,
        string fee,
        long funded
    );

    [LoggerMessage(
        210,
        LogLevel.Information,
        "call found again call={Call} account={Account} from={From} to={To} funded={Funded}s"
    )]
    private static partial void CallFoundAgain(
        ILogger logger,
        CallId call,
        string account,
        string from,
        string to,
        long funded
    );

    [LoggerMessage(
        202,
        LogLevel.Information,
        "call extended call={Call} account={Account} funded={Funded}s"
    )]
    private static partial void CallFunded(
        ILogger logger,
        CallId call,
        string account,
        long funded
    );

    [LoggerMessage(
        203,
        LogLevel.Warning,
        "call can't be extended call={Call} account={Account} funded={Funded}s reason={Reason}{Detail}"
    )]
    private static partial void CreditRunsOut(
        ILogger logger,
        CallId call,
        string account,
        long funded,
        string reason,
        string detail
    );

    [LoggerMessage(
        204,
        LogLevel.Information,
        "caller warned call={Call} account={Account} remaining={Remaining}s"
    )]
    private static partial void CallerWarned(
        ILogger logger,
        CallId call,
        string account,
        string remaining
    );

    [LoggerMessage(
        205,
        LogLevel.Error,
        "leg outlived its lease and is hung up call={Call} pbx={Pbx} leg={Leg}"
    )]
    private static partial void LegOutlivedLease(
        ILogger logger,
        CallId call,
        string pbx,
        string leg
    );

    [LoggerMessage(
        206,
        LogLevel.Information,
        "call settled call={Call} account={Account} from={From} to={To} connected={Connected}s billed={Billed}s charge={Charge} reason={Reason}{Estimated}{ClockStepped}"
    )]
    private static partial void CallSettled(
        ILogger logger,
        CallId call,
        string account,
        string from,
        string to,
        string connected,
        long billed,
        string charge,
        string reason,
        string estimated,
        string clockStepped
    );

    [LoggerMessage(
        207,
        LogLevel.Information,
        "call released call={Call} account={Account} from={From} to={To} reason={Reason} cause={Cause}"
    )]
    private static partial void CallReleased(
        ILogger logger,
        CallId call,
        string account,
        string from,
        string to,
        string reason,
        int cause
    );

    [LoggerMessage(
        208,
        LogLevel.Error,
        "leg of no open call is hung up pbx={Pbx} call={Call} leg={Leg}"
    )]
    internal static partial void UnpaidLeg(ILogger logger, string pbx, CallId call, string leg);

    [LoggerMessage(
        211,
        LogLevel.Critical,
        "leg of a call that this database never knew pbx={Pbx} call={Call} leg={Leg}: if another daemon with another database serves this pbx too, each hangs up the other's calls; let one daemon serve it, or give both the same database"
    )]
    internal static partial void LegOfStrangeCall(
        ILogger logger,
        string pbx,
        CallId call,
        string leg
    );

    [LoggerMessage(
        212,
        LogLevel.Information,
        "leg is left to the daemon that opened its call pbx={Pbx} call={Call} leg={Leg}"
    )]
    internal static partial void LegLeftToOtherDaemon(
        ILogger logger,
        string pbx,
        CallId call,
        string leg
    );

    [LoggerMessage(209, LogLevel.Debug, "lease came after the leg's end call={Call} leg={Leg}")]
    internal static partial void LeaseOfGoneLeg(ILogger logger, CallId call, string leg);

    [LoggerMessage(
        213,
        LogLevel.Warning,
        "call costs nothing, its trunk leg was charged as another call's call={Call} pbx={Pbx} leg={Leg}"
    )]
    internal static partial void LegChargedBefore(
        ILogger logger,
        CallId call,
        string pbx,
        string leg
    );
}
