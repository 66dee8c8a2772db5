using Microsoft.Extensions.Hosting;
using TelephonyBilling.Engine.Metering;
using TelephonyBilling.Engine.Recovery;
using TelephonyBilling.Engine.Switching;

namespace TelephonyBilling.Daemon.Hosting;

/// <summary>Runs the meter loop, and looks after forgotten calls; at the stop, settlements that are under way get a moment to reach the store.</summary>
public sealed class MeterService(
    MeterLoop loop,
    MeterEffects effects,
    ForgottenCalls forgotten,
    DaemonClock clock
) : BackgroundService
{
    private static readonly TimeSpan PatienceAtStop = TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        var deadline = clock.Now + PatienceAtStop;
        while (effects.UnderWay > 0 && clock.Now < deadline)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), clock.TimeProvider, cancellationToken);
        }
        effects.Stop();
        await base.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(loop.RunAsync(stoppingToken), forgotten.RunAsync(stoppingToken));
}
