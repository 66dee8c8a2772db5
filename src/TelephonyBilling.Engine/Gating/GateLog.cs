using Microsoft.Extensions.Logging;
using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Engine.Calls;

namespace TelephonyBilling.Engine.Gating;

/// <summary>What the gate decides: event ids in the 100s.</summary>
/// <remarks>One line for each thing that a person would want to know, the same words each time; event ids are stable.</remarks>
internal static partial class GateLog
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
            LogWords.Number(call.Parties.To),
            call.Parties.Destination,
            call.Price.PerMinute.ToDecimalString(),
            call.Price.ConnectionFee.ToDecimalString(),
            call.FundedSeconds
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
}
