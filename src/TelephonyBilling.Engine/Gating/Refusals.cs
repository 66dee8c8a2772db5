using TelephonyBilling.Domain.Limits;

namespace TelephonyBilling.Engine.Gating;

/// <summary>How each refusal is written, spoken and signalled.</summary>
public static class Refusals
{
    /// <summary>In the log, in records and in channel variables, such as <c>insufficient-credit</c>.</summary>
    public static string ToText(this RefusalReason reason) =>
        reason switch
        {
            RefusalReason.InsufficientCredit => "insufficient-credit",
            RefusalReason.InternationalNotAllowed => "international-not-allowed",
            RefusalReason.DestinationBlocked => "destination-blocked",
            RefusalReason.UnknownDestination => "unknown-destination",
            RefusalReason.AccountSuspended => "account-suspended",
            RefusalReason.UnknownAccount => "unknown-account",
            RefusalReason.TooManyCalls => "too-many-calls",
            RefusalReason.CallerLimit => "caller-limit",
            RefusalReason.SpendLimit => "spend-limit",
            RefusalReason.CallRateLimit => "call-rate-limit",
            RefusalReason.DestinationLimit => "destination-limit",
            RefusalReason.OutsideHours => "outside-hours",
            RefusalReason.RateTooHigh => "rate-too-high",
            RefusalReason.NumberSuspended => "number-suspended",
            RefusalReason.UnknownCall => "unknown-call",
            RefusalReason.ServiceUnavailable => "service-unavailable",
            _ => throw NotAReason(reason),
        };

    /// <summary>The name of the prompt that says it, without folder and format.</summary>
    /// <param name="reason">The reason.</param>
    /// <param name="direction">A caller from outside learns only that the number is unavailable, not whose credit is gone.</param>
    public static string Prompt(this RefusalReason reason, CallDirection direction)
    {
        if (direction == CallDirection.Inbound)
        {
            return "number-unavailable";
        }
        return reason switch
        {
            RefusalReason.InsufficientCredit => "insufficient-credit",
            RefusalReason.InternationalNotAllowed => "no-international",
            RefusalReason.DestinationBlocked or RefusalReason.RateTooHigh => "destination-blocked",
            RefusalReason.UnknownDestination => "unknown-destination",
            RefusalReason.AccountSuspended or RefusalReason.NumberSuspended => "account-suspended",
            RefusalReason.TooManyCalls or RefusalReason.CallerLimit => "too-many-calls",
            RefusalReason.SpendLimit
            or RefusalReason.CallRateLimit
            or RefusalReason.DestinationLimit => "limit-reached",
            RefusalReason.OutsideHours => "outside-hours",
            RefusalReason.UnknownAccount => "unknown-account",
            RefusalReason.UnknownCall or RefusalReason.ServiceUnavailable => "service-unavailable",
            _ => throw NotAReason(reason),
        };
    }

    /// <summary>The cause with which the channel is hung up (ITU-T Q.850), which SIP phones get as a status.</summary>
    /// <param name="reason">The reason.</param>
    /// <param name="direction">The way of the call.</param>
    public static int Cause(this RefusalReason reason, CallDirection direction)
    {
        const int unallocatedNumber = 1; // SIP 404
        const int callRejected = 21; // SIP 403
        const int temporaryFailure = 41; // SIP 503 or 500
        const int congestion = 42; // SIP 503
        if (direction == CallDirection.Inbound)
        {
            return reason is RefusalReason.TooManyCalls or RefusalReason.CallRateLimit
                ? congestion
                : callRejected;
        }
        return reason switch
        {
            RefusalReason.UnknownDestination => unallocatedNumber,
            RefusalReason.TooManyCalls
            or RefusalReason.CallerLimit
            or RefusalReason.CallRateLimit
            or RefusalReason.DestinationLimit => congestion,
            RefusalReason.ServiceUnavailable => temporaryFailure,
            _ => callRejected,
        };
    }

    /// <summary>Why a call is refused that a limit on use leaves no room for.</summary>
    public static RefusalReason Reason(this LimitUse limit)
    {
        ArgumentNullException.ThrowIfNull(limit);
        return limit.Kind switch
        {
            LimitKind.CallsPerMinute or LimitKind.CallsPerHour => RefusalReason.CallRateLimit,
            LimitKind.CallsToDestination => RefusalReason.DestinationLimit,
            LimitKind.Hours => RefusalReason.OutsideHours,
            _ => RefusalReason.SpendLimit,
        };
    }

    private static ArgumentOutOfRangeException NotAReason(RefusalReason reason) =>
        new(nameof(reason), reason, "Not a reason of this program.");
}
