using Microsoft.Extensions.Logging;
using TelephonyBilling.Domain.Calls;

namespace TelephonyBilling.Engine.Recovery;

/// <summary>What a comparison with a PBX found: event ids in the 400s.</summary>
/// <remarks>One line for each thing that a person would want to know, the same words each time; event ids are stable.</remarks>
internal static partial class RecoveryLog
{
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
}
