using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace TelephonyBilling.Asterisk.Ami;

/// <summary>
/// Keeps a connection to one PBX: connects, logs in, hands events to a handler in order, and connects again when the
/// connection goes, telling the handler of each gap. <see cref="RunAsync"/> runs it; everything else is thread-safe.
/// </summary>
public sealed class AmiClient : IAmiSender, IAsyncDisposable
{
    // A connection that held this long was a good one: the next loss starts with the shortest wait again.
    private static readonly TimeSpan GoodConnection = TimeSpan.FromSeconds(30);

    private readonly AmiClientOptions options;
    private readonly IAmiHandler handler;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly AmiClientLog log;
    private readonly EventNameSet? subscriptions;
    private readonly AmiQueue queue;
    private readonly ReconnectBackoff backoff;
    private readonly CancellationTokenSource disposing = new();
    private AmiConnection? current;
    private Task? running;
    private long epoch;
    private int started;

    /// <param name="options">Where and how to connect.</param>
    /// <param name="handler">Gets connections, losses and events.</param>
    /// <param name="timeProvider">For every timer; the system's when null.</param>
    /// <param name="logger">None when null.</param>
    /// <exception cref="ArgumentException">The options are not valid.</exception>
    public AmiClient(
        AmiClientOptions options,
        IAmiHandler handler,
        TimeProvider? timeProvider = null,
        ILogger? logger = null
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(handler);
        options.Validate();
        this.options = options;
        this.handler = handler;
        this.time = timeProvider ?? TimeProvider.System;
        this.logger = logger ?? NullLogger.Instance;
        this.log = new AmiClientLog(options, this.logger);
        this.subscriptions = options.Subscriptions is null
            ? null
            : new EventNameSet(options.Subscriptions);
        this.queue = new AmiQueue(options.QueueCapacity, options.QueueMaxBytes);
        this.backoff = new ReconnectBackoff(
            options.BackoffMin,
            options.BackoffMax,
            options.RandomSeed
        );
    }

    /// <summary>The PBX's name in the options.</summary>
    public string Name => this.options.Name;

    /// <summary>Whether a connection is logged in and announced.</summary>
    public bool IsConnected => Volatile.Read(ref this.current) is not null;

    /// <summary>Events that wait for the handler.</summary>
    public int QueueDepth => this.queue.Depth;

    /// <summary>Runs until the token is cancelled; then hands over what is queued and returns. To be called once.</summary>
    /// <exception cref="InvalidOperationException">It was called before.</exception>
    public Task RunAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref this.started, 1) != 0)
        {
            throw new InvalidOperationException("An AmiClient runs once.");
        }

        this.running = this.RunCoreAsync(cancellationToken);
        return this.running;
    }

    /// <inheritdoc />
    public Task<AmiResponse> SendAsync(
        AmiAction action,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(action);
        return Volatile.Read(ref this.current) is { } connection
            ? connection.SendAsync(action, cancellationToken)
            : Task.FromException<AmiResponse>(
                new AmiDisconnectedException(
                    $"{action.Name} was not sent: there is no connection to {this.Name}."
                )
            );
    }

    /// <summary>Stops the client and waits for its end.</summary>
    public async ValueTask DisposeAsync()
    {
        await this.disposing.CancelAsync().ConfigureAwait(false);
        if (this.running is not null)
        {
            await this.running.ConfigureAwait(false);
        }

        this.disposing.Dispose();
    }

    private async Task RunCoreAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(
            cancellationToken,
            this.disposing.Token
        );
        using var draining = new CancellationTokenSource();
        var loop = Task.Run(
            () =>
                new AmiHandlerLoop(
                    this.queue,
                    this.handler,
                    this.Name,
                    this.subscriptions is not null,
                    this.logger
                ).RunAsync(draining.Token),
            CancellationToken.None
        );
        AsteriskMetrics.Track(this);
        try
        {
            await this.KeepConnectedAsync(stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopping.
        }
        finally
        {
            AsteriskMetrics.Forget(this);
            this.queue.Complete();
            await this.DrainAsync(loop, draining).ConfigureAwait(false);
        }
    }

    private async Task DrainAsync(Task loop, CancellationTokenSource draining)
    {
        // First time to finish, then the token, then no more waiting: a handler that ignores both can't keep us.
        for (var round = 0; round < 2; round++)
        {
            try
            {
                await loop.WaitAsync(this.options.DrainTimeout, this.time, CancellationToken.None)
                    .ConfigureAwait(false);
                return;
            }
            catch (TimeoutException)
            {
                await draining.CancelAsync().ConfigureAwait(false);
            }
        }

        this.log.HandlerDidNotFinish(this.queue.Depth);
    }

    private async Task KeepConnectedAsync(CancellationToken stop)
    {
        for (var attempt = 1; ; attempt++)
        {
            stop.ThrowIfCancellationRequested();
            TimeSpan wait;
            try
            {
                var loss = await this.ConnectOnceAsync(stop).ConfigureAwait(false);
                stop.ThrowIfCancellationRequested();
                attempt = 0;
                wait = this.backoff.Next();
                if (loss.Reason == AmiLossReason.QueueOverflow)
                {
                    await this.queue.WhenHalfEmpty().WaitAsync(stop).ConfigureAwait(false);
                }
            }
            catch (AmiException e)
            {
                wait = this.backoff.Next();
                var failure = new AmiConnectFailure(attempt, e, wait);
                this.log.ConnectFailed(failure);
                this.queue.Announce(failure);
            }

            await Task.Delay(wait, this.time, stop).ConfigureAwait(false);
        }
    }

    // One connection from its beginning to its end. Throws only if it was never announced.
    private async Task<AmiLoss> ConnectOnceAsync(CancellationToken stop)
    {
        this.queue.Hold();
        AmiConnection? connection = null;
        try
        {
            connection = await AmiConnection
                .ConnectAsync(
                    this.options,
                    this.subscriptions,
                    this.queue.TryAdd,
                    ++this.epoch,
                    this.time,
                    this.logger,
                    stop
                )
                .ConfigureAwait(false);
            var session = await AmiSession
                .OpenAsync(connection, this.options, this.time, this.log, stop)
                .ConfigureAwait(false);
            return await this.ServeAsync(connection, session, stop).ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref this.current, null);
            if (connection is not null)
            {
                await connection.DisposeAsync().ConfigureAwait(false);
            }

            this.queue.Discard();
        }
    }

    private async Task<AmiLoss> ServeAsync(
        AmiConnection connection,
        AmiSession session,
        CancellationToken stop
    )
    {
        this.log.Connected(session);
        var since = this.time.GetTimestamp();
        Volatile.Write(ref this.current, connection);
        this.queue.Release(session);
        AmiLoss loss;
        using (stop.Register(() => connection.Drop(AmiLossReason.Stopped, null)))
        {
            loss = await connection.Completion.ConfigureAwait(false);
        }

        Volatile.Write(ref this.current, null);
        this.queue.Announce(loss);
        if (this.time.GetElapsedTime(since) >= GoodConnection)
        {
            this.backoff.Reset();
        }

        this.log.Lost(loss, this.queue.Depth);
        return loss;
    }
}
