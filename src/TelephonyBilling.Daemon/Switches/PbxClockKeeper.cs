using Microsoft.Extensions.Logging;
using TelephonyBilling.Asterisk.Ami;
using TelephonyBilling.Engine.Switching;

namespace TelephonyBilling.Daemon.Switches;

/// <summary>Measures a PBX's clock by pings, and tells the engine where it stepped.</summary>
/// <param name="pbx">The switch's name.</param>
/// <param name="ping">Sends a ping; throws <see cref="SwitchUnavailableException"/>.</param>
/// <param name="pbxClock">What is measured.</param>
/// <param name="observer">Hears of steps.</param>
/// <param name="clock">The daemon's clock.</param>
/// <param name="logger">The log.</param>
internal sealed class PbxClockKeeper(
    string pbx,
    Func<CancellationToken, Task<AmiResponse>> ping,
    PbxClock pbxClock,
    ISwitchObserver observer,
    DaemonClock clock,
    ILogger logger
)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    /// <summary>Measures every two seconds until cancelled.</summary>
    /// <param name="isConnected">Whether there is anybody to be asked.</param>
    /// <param name="cancellationToken">Ends it.</param>
    internal async Task RunAsync(Func<bool> isConnected, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Every, clock.TimeProvider);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                if (!isConnected())
                {
                    continue;
                }
                try
                {
                    await SynchroniseAsync(cancellationToken);
                }
                catch (SwitchUnavailableException e)
                {
                    SwitchLog.ClockNotRead(logger, pbx, e.Message);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    /// <summary>Measures once.</summary>
    /// <exception cref="SwitchUnavailableException">The PBX did not answer.</exception>
    internal async Task SynchroniseAsync(CancellationToken cancellationToken)
    {
        var sent = clock.Now;
        var response = await ping(cancellationToken);
        var received = clock.Now;
        if (
            KeptCallRecord.TryTime(response["Timestamp"] ?? "", out var switchTime)
            && switchTime is { } at
            && pbxClock.Synchronise(sent, at, received) is var step
            && step != TimeSpan.Zero
        )
        {
            SwitchLog.ClockStepped(logger, pbx, step);
            await observer.ClockSteppedAsync(pbx);
        }
    }
}
