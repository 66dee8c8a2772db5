using Microsoft.Extensions.Hosting;
using TelephonyBilling.Daemon.Switches;
using TelephonyBilling.Engine.Switching;

namespace TelephonyBilling.Daemon.Hosting;

/// <summary>Keeps the connections to all configured PBXes.</summary>
public sealed class SwitchService(SwitchDirectory switches) : BackgroundService
{
    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(
            switches.All.OfType<AsteriskSwitch>().Select(pbx => pbx.RunAsync(stoppingToken))
        );
}
