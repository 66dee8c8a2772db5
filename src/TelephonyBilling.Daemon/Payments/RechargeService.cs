using Microsoft.Extensions.Hosting;
using TelephonyBilling.Engine.TopUps;

namespace TelephonyBilling.Daemon.Payments;

/// <summary>Runs the recharge loop while the daemon runs.</summary>
internal sealed class RechargeService(RechargeLoop loop) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        loop.RunAsync(stoppingToken);
}
