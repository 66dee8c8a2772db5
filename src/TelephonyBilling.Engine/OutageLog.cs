using Microsoft.Extensions.Logging;
using TelephonyBilling.Domain.Calls;

namespace TelephonyBilling.Engine;

/// <summary>What is away or broken: event ids in the 300s.</summary>
/// <remarks>One line for each thing that a person would want to know, the same words each time; event ids are stable.</remarks>
internal static partial class OutageLog
{
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
}
