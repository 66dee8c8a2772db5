namespace TelephonyBilling.Daemon.Payments.Stripe;

/// <summary>The log lines of webhooks, with stable ids from 561.</summary>
internal static partial class WebhookLog
{
    [LoggerMessage(741, LogLevel.Information, "webhooks heard at={Address}")]
    internal static partial void Listening(ILogger logger, string address);

    [LoggerMessage(742, LogLevel.Debug, "webhook worked event={Event} type={Type} ours={Ours}")]
    internal static partial void Worked(ILogger logger, string @event, string type, string ours);

    [LoggerMessage(743, LogLevel.Warning, "webhook refused: {Why} count={Count}")]
    internal static partial void Refused(ILogger logger, string why, int count);

    [LoggerMessage(
        744,
        LogLevel.Warning,
        "webhook can't be worked now, it is sent again error=\"{Error}\""
    )]
    internal static partial void Postponed(ILogger logger, string error);
}
