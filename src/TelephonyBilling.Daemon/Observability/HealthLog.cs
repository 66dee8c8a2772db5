namespace TelephonyBilling.Daemon.Observability;

/// <summary>The log lines of health and metrics.</summary>
internal static partial class HealthLog
{
    internal static void Changed(ILogger logger, bool ready, string status)
    {
        if (ready)
        {
            Healthy(logger, status);
        }
        else
        {
            Unhealthy(logger, status);
        }
    }

    [LoggerMessage(901, LogLevel.Warning, "systemd can't be told how we are error=\"{Error}\"")]
    internal static partial void NotSent(ILogger logger, string error);

    [LoggerMessage(904, LogLevel.Warning, "a metric can't be read error=\"{Error}\"")]
    internal static partial void Unreadable(ILogger logger, string error);

    [LoggerMessage(905, LogLevel.Information, "metrics served at http://{Address}/metrics")]
    internal static partial void Serving(ILogger logger, string address);

    [LoggerMessage(902, LogLevel.Information, "ready status=\"{Status}\"")]
    private static partial void Healthy(ILogger logger, string status);

    [LoggerMessage(903, LogLevel.Error, "not ready status=\"{Status}\"")]
    private static partial void Unhealthy(ILogger logger, string status);
}
