using Microsoft.Extensions.Logging;
using TelephonyBilling.Domain.Calls;

namespace TelephonyBilling.Daemon.Switches;

/// <summary>The log lines of the switch adapters. Event ids: 500s.</summary>
internal static partial class SwitchLog
{
    [LoggerMessage(
        501,
        LogLevel.Error,
        "pbx kept a record that can't be read pbx={Pbx} call={Call} record=\"{Record}\""
    )]
    internal static partial void RecordUnreadable(
        ILogger logger,
        string pbx,
        CallId call,
        string record
    );

    [LoggerMessage(
        502,
        LogLevel.Error,
        "pbx could not be compared pbx={Pbx} error=\"{Error}\": tried again"
    )]
    internal static partial void ComparisonFailed(ILogger logger, string pbx, string error);

    [LoggerMessage(
        503,
        LogLevel.Error,
        "leg event can't be read pbx={Pbx} callid=\"{CallId}\" leg=\"{Leg}\": check that asterisk-config is of this version"
    )]
    internal static partial void LegEventUnreadable(
        ILogger logger,
        string pbx,
        string callId,
        string leg
    );

    [LoggerMessage(504, LogLevel.Warning, "pbx clock can't be read pbx={Pbx} error=\"{Error}\"")]
    internal static partial void ClockNotRead(ILogger logger, string pbx, string error);

    [LoggerMessage(505, LogLevel.Warning, "pbx clock stepped pbx={Pbx} by={Step}")]
    internal static partial void ClockStepped(ILogger logger, string pbx, TimeSpan step);

    [LoggerMessage(506, LogLevel.Error, "pbx refused {Action} pbx={Pbx} response=\"{Response}\"")]
    internal static partial void ActionRefused(
        ILogger logger,
        string pbx,
        string action,
        string response
    );

    [LoggerMessage(
        507,
        LogLevel.Warning,
        "gate request can't be read peer={Peer} error=\"{Error}\""
    )]
    internal static partial void RequestUnreadable(ILogger logger, string peer, string error);

    [LoggerMessage(
        508,
        LogLevel.Error,
        "gate request from no configured pbx peer={Peer} pbx=\"{Pbx}\""
    )]
    internal static partial void UnknownPbx(ILogger logger, string peer, string pbx);

    [LoggerMessage(509, LogLevel.Critical, "a defect at the gate: the call is refused")]
    internal static partial void GateFailed(ILogger logger, Exception error);

    [LoggerMessage(
        510,
        LogLevel.Warning,
        "a Local channel was dialled as a trunk pbx={Pbx} channel={Channel} call={Call}: it is not billed; run the gate where the real trunk is dialled"
    )]
    internal static partial void LegIsLocal(
        ILogger logger,
        string pbx,
        string channel,
        string call
    );

    [LoggerMessage(
        511,
        LogLevel.Warning,
        "price not announced call={Call} because=\"{Error}\"; the call goes on without"
    )]
    internal static partial void NotAnnounced(ILogger logger, CallId call, string error);

    [LoggerMessage(512, LogLevel.Debug, "balance told account={Account} to={Endpoint}")]
    internal static partial void BalanceTold(ILogger logger, string account, string endpoint);

    [LoggerMessage(
        513,
        LogLevel.Warning,
        "balance asked by a phone of no account pbx={Pbx} endpoint={Endpoint} named=\"{Account}\"; add it with: telephony-billing extension add"
    )]
    internal static partial void BalanceOfNobody(
        ILogger logger,
        string pbx,
        string endpoint,
        string account
    );

    [LoggerMessage(514, LogLevel.Error, "balance can't be told")]
    internal static partial void BalanceFailed(ILogger logger, Exception error);
}
