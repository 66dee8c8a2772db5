using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace TelephonyBilling.Daemon.Hosting;

/// <summary>A small server over plain HTTP beside the daemon's real work, with its own address and its own limits.</summary>
internal static class PlainWebServer
{
    /// <summary>Builds and starts it.</summary>
    /// <param name="endpoint">Where it listens; port 0 takes any free one.</param>
    /// <param name="limit">Sets its limits.</param>
    /// <param name="handle">Answers each request.</param>
    /// <param name="loggers">Kestrel's log goes there.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="IOException">The address is taken or is not this machine's.</exception>
    internal static async Task<WebApplication> StartAsync(
        IPEndPoint endpoint,
        Action<KestrelServerLimits> limit,
        RequestDelegate handle,
        ILoggerFactory loggers,
        CancellationToken cancellationToken
    )
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers);
        // The daemon itself handles signals; this server is only a part of it.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = 64;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(5);
            limit(kestrel.Limits);
            kestrel.Listen(endpoint);
        });
        var web = builder.Build();
        web.Run(handle);
        try
        {
            await web.StartAsync(cancellationToken);
            return web;
        }
        catch
        {
            await web.DisposeAsync();
            throw;
        }
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
