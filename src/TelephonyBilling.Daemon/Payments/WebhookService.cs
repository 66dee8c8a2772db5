using Microsoft.Extensions.Hosting;
using TelephonyBilling.Daemon.Hosting;
using TelephonyBilling.Daemon.Options;
using TelephonyBilling.Daemon.Payments.Stripe;

namespace TelephonyBilling.Daemon.Payments;

/// <summary>Listens for what the payment provider tells, where that is switched on.</summary>
internal sealed class WebhookService(
    PaymentsOptions options,
    StripeWebhook webhook,
    ILoggerFactory loggers
) : IHostedService
{
    private WebApplication? server;

    /// <summary>Where it listens, with the port that was free where 0 was asked for; null: nowhere.</summary>
    internal Uri? Address => server is null ? null : new Uri(server.Urls.First());

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Webhook.Listen is not { } endpoint)
        {
            return;
        }
        server = await PlainWebServer.StartAsync(
            endpoint,
            limits =>
            {
                limits.MaxRequestBodySize = options.Webhook.MaxKilobytes * 1024L;
            },
            webhook.HandleAsync,
            loggers,
            cancellationToken
        );
        WebhookLog.Listening(
            loggers.CreateLogger<WebhookService>(),
            $"{Address!.Authority}{StripeWebhook.Path}"
        );
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (server is not null)
        {
            await server.StopAsync(cancellationToken);
            await server.DisposeAsync();
        }
    }
}
