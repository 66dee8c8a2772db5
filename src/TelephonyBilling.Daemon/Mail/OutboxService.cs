using Microsoft.Extensions.Hosting;
using TelephonyBilling.Engine.Notices;

namespace TelephonyBilling.Daemon.Mail;

/// <summary>Runs the outbox loop while the daemon runs.</summary>
internal sealed class OutboxService(OutboxLoop loop) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        loop.RunAsync(stoppingToken);
}
