using Microsoft.Extensions.Logging;

namespace TelephonyBilling.Daemon.Hosting;

/// <summary>The log lines of the daemon's start and stop. Event ids: 1–9.</summary>
internal static partial class HostLog
{
    [LoggerMessage(
        1,
        LogLevel.Information,
        "starting version={Version} store={Store} pbxes={Pbxes}"
    )]
    internal static partial void Starting(ILogger logger, string version, string store, int pbxes);

    [LoggerMessage(2, LogLevel.Information, "started gate={Gate} metrics={Metrics}")]
    internal static partial void Started(ILogger logger, string gate, string metrics);

    [LoggerMessage(3, LogLevel.Information, "stopped")]
    internal static partial void Stopped(ILogger logger);

    [LoggerMessage(4, LogLevel.Critical, "can't start: {Reason}")]
    internal static partial void CannotStart(ILogger logger, string reason);
}
