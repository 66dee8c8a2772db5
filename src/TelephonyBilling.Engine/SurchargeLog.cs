using Microsoft.Extensions.Logging;
using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Engine.Calls;

namespace TelephonyBilling.Engine;

/// <summary>The log lines of surcharges, beside those of calls in <see cref="Log"/>. Event ids are the 220s.</summary>
internal static partial class SurchargeLog
{
    internal static void Authorised(ILogger logger, OpenCall surcharge, CallId call) =>
        Authorised(
            logger,
            surcharge.Id,
            call,
            surcharge.Parties.Account,
            surcharge.Parties.Dialled,
            surcharge.Price.PerMinute.ToDecimalString(),
            surcharge.Price.ConnectionFee.ToDecimalString(),
            surcharge.FundedSeconds
        );

    internal static void Began(ILogger logger, OpenCall surcharge, CallId call, long funded) =>
        Began(
            logger,
            surcharge.Id,
            call,
            surcharge.Parties.Account,
            surcharge.Parties.Dialled,
            funded
        );

    internal static void Settled(
        ILogger logger,
        OpenCall surcharge,
        CallId call,
        string seconds,
        CallSettlement settlement
    ) =>
        Settled(
            logger,
            surcharge.Id,
            call,
            surcharge.Parties.Account,
            surcharge.Parties.Dialled,
            seconds,
            settlement.BilledSeconds,
            settlement.Charge.ToDecimalString(),
            settlement.Reason.ToText(),
            settlement.Estimated ? " estimated=yes" : "",
            settlement.ClockStepped ? " clockstepped=yes" : ""
        );

    internal static void Released(ILogger logger, OpenCall surcharge, CallId call, string reason) =>
        Released(
            logger,
            surcharge.Id,
            call,
            surcharge.Parties.Account,
            surcharge.Parties.Dialled,
            reason
        );

    [LoggerMessage(
        221,
        LogLevel.Information,
        "surcharge authorised call={Surcharge} of={Call} account={Account} feature={Feature} rate={Rate} fee={Fee} funded={Funded}s"
    )]
    private static partial void Authorised(
        ILogger logger,
        CallId surcharge,
        CallId call,
        string account,
        string feature,
        string rate,
        string fee,
        long funded
    );

    [LoggerMessage(
        222,
        LogLevel.Warning,
        "surcharge refused of={Call} account={Account} feature={Feature} reason={Reason} detail=\"{Detail}\""
    )]
    internal static partial void Refused(
        ILogger logger,
        CallId call,
        string account,
        string feature,
        string reason,
        string detail
    );

    [LoggerMessage(
        223,
        LogLevel.Error,
        "surcharge refused of={Call} feature={Feature} reason=service-unavailable store=\"{Error}\""
    )]
    internal static partial void StoreAway(
        ILogger logger,
        CallId call,
        string feature,
        string error
    );

    [LoggerMessage(
        224,
        LogLevel.Information,
        "surcharge began call={Surcharge} of={Call} account={Account} feature={Feature} funded={Funded}s"
    )]
    private static partial void Began(
        ILogger logger,
        CallId surcharge,
        CallId call,
        string account,
        string feature,
        long funded
    );

    [LoggerMessage(
        225,
        LogLevel.Information,
        "surcharge settled call={Surcharge} of={Call} account={Account} feature={Feature} connected={Seconds}s billed={Billed}s charge={Charge} reason={Reason}{Estimated}{ClockStepped}"
    )]
    private static partial void Settled(
        ILogger logger,
        CallId surcharge,
        CallId call,
        string account,
        string feature,
        string seconds,
        long billed,
        string charge,
        string reason,
        string estimated,
        string clockStepped
    );

    [LoggerMessage(
        226,
        LogLevel.Information,
        "surcharge released call={Surcharge} of={Call} account={Account} feature={Feature} reason={Reason}"
    )]
    private static partial void Released(
        ILogger logger,
        CallId surcharge,
        CallId call,
        string account,
        string feature,
        string reason
    );

    [LoggerMessage(
        227,
        LogLevel.Information,
        "feature stopped pbx={Pbx} call={Surcharge} feature={Feature} channel={Channel}"
    )]
    internal static partial void FeatureStopped(
        ILogger logger,
        string pbx,
        CallId surcharge,
        string feature,
        string channel
    );

    [LoggerMessage(
        228,
        LogLevel.Warning,
        "feature can't be stopped and goes on unpaid pbx={Pbx} call={Surcharge} feature={Feature} channel={Channel}"
    )]
    internal static partial void FeatureGoesOn(
        ILogger logger,
        string pbx,
        CallId surcharge,
        string feature,
        string channel
    );
}
