using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TelephonyBilling.Asterisk.FastAgi;
using TelephonyBilling.Daemon.Switches;

namespace TelephonyBilling.Daemon.Hosting;

/// <summary>Runs the FastAGI server with the gate's routes.</summary>
public sealed class GateService : IHostedService, IAsyncDisposable
{
    private static readonly TimeSpan PatienceAtStop = TimeSpan.FromSeconds(2);

    private readonly FastAgiServer server;

    /// <summary>A server that listens once the service starts.</summary>
    public GateService(
        FastAgiServerOptions options,
        AuthorizeRoute authorize,
        SurchargeRoute surcharge,
        BalanceRoute balance,
        TimeProvider timeProvider,
        ILogger<FastAgiServer> logger
    )
    {
        ArgumentNullException.ThrowIfNull(authorize);
        ArgumentNullException.ThrowIfNull(surcharge);
        ArgumentNullException.ThrowIfNull(balance);
        server = new FastAgiServer(options, timeProvider, logger);
        server.Map("/authorize", authorize.ServeAsync);
        server.Map("/surcharge", surcharge.ServeAsync);
        server.Map("/balance", balance.ServeAsync);
        server.Map(
            "/ping",
            static (session, _) => session.SetVariablesAsync([new("TB_PONG", "telephony-billing")])
        );
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        server.Start();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) =>
        server.StopAsync(PatienceAtStop, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => server.DisposeAsync();
}
