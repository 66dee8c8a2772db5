using System.Diagnostics;
using TelephonyBilling.Asterisk.Ami;
using TelephonyBilling.Asterisk.Ami.Events;

namespace TelephonyBilling.Benchmarks.Ami;

/// <summary>Counts events, and notes how old stamped ones are when they come.</summary>
internal sealed class CountingHandler : IAmiHandler
{
    private readonly TaskCompletionSource connected = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private readonly TaskCompletionSource ended = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );

    /// <summary>The client is logged in.</summary>
    public Task Connected => connected.Task;

    /// <summary>The last event came; fails when the connection went before.</summary>
    public Task Ended => ended.Task;

    /// <summary>Events before the last one.</summary>
    public int Count { get; private set; }

    /// <summary>Null: ages are not noted. In µs.</summary>
    public List<double>? Ages { get; init; }

    /// <inheritdoc/>
    public ValueTask OnConnectedAsync(AmiSession session, CancellationToken cancellationToken)
    {
        connected.TrySetResult();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask OnLostAsync(AmiLoss loss, CancellationToken cancellationToken)
    {
        ended.TrySetException(
            new InvalidOperationException(
                $"The connection was lost ({loss.Reason}) after {Count} events: no use in measuring.",
                loss.Error
            )
        );
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask OnEventAsync(AmiEvent amiEvent, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(amiEvent);
        if (amiEvent is ShutdownEvent)
        {
            ended.TrySetResult();
            return ValueTask.CompletedTask;
        }
        if (amiEvent is not FullyBootedEvent)
        {
            Count++;
            if (Ages is not null && amiEvent.Timestamp is { } stamp)
            {
                var now = Stopwatch.GetElapsedTime(0);
                Ages.Add((now - (stamp - DateTimeOffset.UnixEpoch)).TotalMicroseconds);
            }
        }
        return ValueTask.CompletedTask;
    }
}
