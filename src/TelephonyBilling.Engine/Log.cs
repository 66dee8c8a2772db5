using Microsoft.Extensions.Logging;
using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Engine.Calls;

namespace TelephonyBilling.Engine;

/// <summary>
/// The log lines of the engine: one for each thing that a person would want to know, the same words each time. Event ids
/// are stable: 100s the gate, 200s calls, 300s what is away, 400s recovery.
/// </summary>
internal static partial class Log
{
    internal static void CallAuthorised(ILogger logger, OpenCall call)
    {
        if (call.Parent is { } parent)
        {
            SurchargeLog.Authorised(logger, call, parent);
            return;
        }
        CallAuthorised(
            logger,
            call.Id,
            call.Parties.Account,
            call.Parties.From,
            Number(call.Parties.To),
            call.Parties.Destination,
            call.Price.PerMinute.ToDecimalString(),
            call.Price.ConnectionFee.ToDecimalString(),
            call.FundedSeconds
        );
    }

    internal static void CallAnswered(ILogger logger, OpenCall call, long fundedSeconds) =>
        CallAnswered(
            logger,
            call.Id,
            call.Parties.Account,
            call.Parties.From,
            Number(call.Parties.To),
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
            Number(call.Parties.To),
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
            Text(refused.Reason),
            refused.Limit is { } limit ? $" detail=\"{limit.Describe()}\"" : ""
        );

    internal static void CallerWarned(ILogger logger, OpenCall call, TimeSpan remaining) =>
        CallerWarned(logger, call.Id, call.Parties.Account, Seconds(remaining));

    internal static void LegOutlivedLease(ILogger logger, OpenCall call, string leg) =>
        LegOutlivedLease(logger, call.Id, call.Pbx, leg);

    internal static void CallSettled(ILogger logger, OpenCall call, CallSettlement settlement)
    {
        if (call.Parent is { } parent)
        {
            SurchargeLog.Settled(logger, call, parent, Seconds(settlement.Connected), settlement);
            return;
        }
        CallSettled(
            logger,
            call.Id,
            call.Parties.Account,
            call.Parties.From,
            Number(call.Parties.To),
            Seconds(settlement.Connected),
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
            Number(call.Parties.To),
            reason,
            cause
        );
    }

    [LoggerMessage(
        101,
        LogLevel.Information,
        "call authorised call={Call} account={Account} from={From} to={To} destination=\"{Destination}\" rate={Rate} fee={Fee} funded={Funded}s"
    )]
    private static partial void CallAuthorised(
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
        102,
        LogLevel.Warning,
        "call refused account={Account} from={From} to={To} reason={Reason} detail=\"{Detail}\""
    )]
    internal static partial void CallRefused(
        ILogger logger,
        string account,
        string from,
        string to,
        string reason,
        string detail
    );

    [LoggerMessage(
        103,
        LogLevel.Debug,
        "call passed pbx={Pbx} from={From} to={To} service={Service}"
    )]
    internal static partial void CallPassed(
        ILogger logger,
        string pbx,
        string from,
        string to,
        string service
    );

    [LoggerMessage(
        104,
        LogLevel.Error,
        "call passed without its account pbx={Pbx} from={From} to={To} store=\"{Error}\""
    )]
    internal static partial void CallPassedBlindly(
        ILogger logger,
        string pbx,
        string from,
        string to,
        string error
    );

    [LoggerMessage(
        105,
        LogLevel.Error,
        "call refused pbx={Pbx} from={From} to={To} reason=service-unavailable store=\"{Error}\""
    )]
    internal static partial void StoreAwayAtGate(
        ILogger logger,
        string pbx,
        string from,
        string to,
        string error
    );

    [LoggerMessage(106, LogLevel.Error, "refusal not kept call={Call} store=\"{Error}\"")]
    internal static partial void RefusalNotKept(ILogger logger, CallId call, string error);

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

    [LoggerMessage(301, LogLevel.Error, "store away call={Call} for={What} store=\"{Error}\"")]
    internal static partial void StoreAway(ILogger logger, CallId call, string what, string error);

    [LoggerMessage(
        302,
        LogLevel.Error,
        "store away call={Call} for={What} retry={Wait} store=\"{Error}\""
    )]
    internal static partial void StoreAwayRetrying(
        ILogger logger,
        CallId call,
        string what,
        TimeSpan wait,
        string error
    );

    [LoggerMessage(
        303,
        LogLevel.Warning,
        "pbx away call={Call} pbx={Pbx} for={What} error=\"{Error}\""
    )]
    internal static partial void SwitchAway(
        ILogger logger,
        CallId call,
        string pbx,
        string what,
        string error
    );

    [LoggerMessage(304, LogLevel.Critical, "a defect in the meter: the other calls go on")]
    internal static partial void MeterFailed(ILogger logger, Exception error);

    [LoggerMessage(
        305,
        LogLevel.Critical,
        "a defect in carrying out {What} call={Call}: the other calls go on"
    )]
    internal static partial void EffectFailed(
        ILogger logger,
        CallId call,
        string what,
        Exception error
    );

    [LoggerMessage(306, LogLevel.Warning, "pbx clock stepped pbx={Pbx}: leases are sent again")]
    internal static partial void ClockStepped(ILogger logger, string pbx);

    [LoggerMessage(
        401,
        LogLevel.Information,
        "pbx compared pbx={Pbx} open={Open} resumed={Resumed} settled={Settled} estimated={Estimated} released={Released}"
    )]
    internal static partial void Compared(
        ILogger logger,
        string pbx,
        int open,
        int resumed,
        int settled,
        int estimated,
        int released
    );

    [LoggerMessage(
        406,
        LogLevel.Information,
        "open calls of other daemons are left to them pbx={Pbx} open={Open}"
    )]
    internal static partial void CallsOfOtherDaemons(ILogger logger, string pbx, int open);

    [LoggerMessage(
        403,
        LogLevel.Warning,
        "call was forgotten pbx={Pbx} call={Call}: its channels changed and nobody said so; the pbx is asked"
    )]
    internal static partial void CallForgotten(ILogger logger, string pbx, CallId call);

    [LoggerMessage(
        404,
        LogLevel.Error,
        "forgotten calls can't be looked for pbx={Pbx} error=\"{Error}\": tried again"
    )]
    internal static partial void ForgottenCallsNotRead(ILogger logger, string pbx, string error);

    [LoggerMessage(
        405,
        LogLevel.Critical,
        "a defect in looking for forgotten calls pbx={Pbx}: tried again"
    )]
    internal static partial void ForgottenCallsFailed(ILogger logger, string pbx, Exception error);

    [LoggerMessage(
        402,
        LogLevel.Warning,
        "answer time unknown pbx={Pbx} call={Call} leg={Leg}: the leg is up, so it is charged from now"
    )]
    internal static partial void AnswerTimeUnknown(
        ILogger logger,
        string pbx,
        CallId call,
        string leg
    );

    private static string Text(FundingRefusal reason) =>
        reason switch
        {
            FundingRefusal.InsufficientCredit => "insufficient-credit",
            FundingRefusal.AccountSuspended => "account-suspended",
            FundingRefusal.SpendLimitReached => "spend-limit",
            FundingRefusal.LongestCallReached => "longest-call",
            _ => "call-closed",
        };

    // The number of an open call is E.164, and is written as such.
    private static string Number(string digits) => "+" + digits;

    private static string Seconds(TimeSpan time) =>
        time.TotalSeconds.ToString("0.000", System.Globalization.CultureInfo.InvariantCulture);
}
