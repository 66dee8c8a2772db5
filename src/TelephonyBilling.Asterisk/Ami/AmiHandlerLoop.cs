using Microsoft.Extensions.Logging;
using TelephonyBilling.Asterisk.Ami.Events;

namespace TelephonyBilling.Asterisk.Ami;

/// <summary>Takes from the queue and calls the handler, one at a time; survives whatever the handler throws.</summary>
internal sealed class AmiHandlerLoop(
    AmiQueue queue,
    IAmiHandler handler,
    string name,
    bool namesAreLimited,
    ILogger logger
)
{
    private readonly KeyValuePair<string, object?> pbx = AsteriskMetrics.Pbx(name);

    /// <summary>Runs until the queue is complete and empty.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await queue.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            while (queue.Reader.TryRead(out var item))
            {
                if (item is AmiMessage message)
                {
                    queue.Taken(message);
                }

                try
                {
                    await this.HandleAsync(item, cancellationToken).ConfigureAwait(false);
                }
#pragma warning disable CA1031 // A handler may throw anything; the connection and the next event must not suffer.
                catch (Exception e)
#pragma warning restore CA1031
                {
                    AsteriskMetrics.HandlerFailures.Add(1, this.pbx);
                    logger.LogError(
                        e,
                        "ami handler failed pbx={Pbx} on={On}",
                        name,
                        Describe(item)
                    );
                }
            }
        }
    }

    private ValueTask HandleAsync(object item, CancellationToken cancellationToken) =>
        item switch
        {
            AmiMessage message => this.HandleEventAsync(message, cancellationToken),
            AmiSession session => handler.OnConnectedAsync(session, cancellationToken),
            AmiLoss loss => handler.OnLostAsync(loss, cancellationToken),
            AmiConnectFailure failure => handler.OnConnectFailedAsync(failure, cancellationToken),
            _ => throw new InvalidOperationException(
                $"Nobody puts a {item.GetType().Name} into the queue."
            ),
        };

    private ValueTask HandleEventAsync(AmiMessage message, CancellationToken cancellationToken)
    {
        var amiEvent = AmiEventParser.Parse(message);
        var problem =
            message.MalformedLines > 0
                ? "a line without a colon"
                : (amiEvent as UnknownEvent)?.Problem;
        if (problem is not null)
        {
            AsteriskMetrics.Malformed.Add(1, this.pbx);
            logger.LogWarning(
                "ami event malformed pbx={Pbx} event={Event} problem=\"{Problem}\" start=\"{Start}\"",
                name,
                amiEvent.Name,
                problem,
                AmiDispatcher.Excerpt(message.Bytes)
            );
        }

        // Without subscriptions the names are the peer's choice, and a metric must not grow with that.
        AsteriskMetrics.EventsDelivered.Add(
            1,
            this.pbx,
            AsteriskMetrics.Tag("event", namesAreLimited ? amiEvent.Name : "any")
        );
        return handler.OnEventAsync(amiEvent, cancellationToken);
    }

    private static string Describe(object item) =>
        item switch
        {
            AmiMessage message => message.EventName ?? "message",
            AmiSession => "connected",
            AmiLoss => "lost",
            _ => "connect-failed",
        };
}
