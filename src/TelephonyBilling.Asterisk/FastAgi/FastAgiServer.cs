using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace TelephonyBilling.Asterisk.FastAgi;

/// <summary>
/// A FastAGI server: accepts connections from allowed peers, reads what the dialplan sent, and lets the handler of the
/// path answer. Whatever one peer does ends its own session at most. Thread-safe.
/// </summary>
public sealed class FastAgiServer : IAsyncDisposable
{
    private readonly FastAgiServerOptions options;
    private readonly ILogger logger;
    private readonly AgiRoutes routes;
    private readonly ConcurrentDictionary<AgiConnection, byte> sessions = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly TaskCompletionSource idle = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private AgiListener? listener;
    private ITimer? timer;
    private Task accepting = Task.CompletedTask;
    private int open;
    private int stopped;

    /// <param name="options">Where to listen; defaults when null.</param>
    /// <param name="timeProvider">For every time limit; the system's when null.</param>
    /// <param name="logger">None when null.</param>
    /// <exception cref="ArgumentException">The options are not valid.</exception>
    public FastAgiServer(
        FastAgiServerOptions? options = null,
        TimeProvider? timeProvider = null,
        ILogger? logger = null
    )
    {
        this.options = options ?? new FastAgiServerOptions();
        this.options.Validate();
        this.EndPoint = this.options.EndPoint;
        this.Time = timeProvider ?? TimeProvider.System;
        this.logger = logger ?? NullLogger.Instance;
        this.Log = new AgiLog(this.logger, this.Time);
        this.routes = new AgiRoutes(this.UnknownPathAsync);
    }

    /// <summary>Where it listens; with the real port once it is started.</summary>
    public IPEndPoint EndPoint { get; private set; }

    /// <summary>Sessions that run now.</summary>
    public int OpenSessions => Volatile.Read(ref this.open);

    internal AgiLimits Limits => this.options.Limits;

    internal TimeProvider Time { get; }

    internal AgiLog Log { get; }

    /// <summary>Says who answers a path, such as <c>/authorize</c>. Before <see cref="Start"/>.</summary>
    /// <exception cref="ArgumentException">The path is taken.</exception>
    /// <exception cref="InvalidOperationException">The server has been started.</exception>
    public FastAgiServer Map(string path, AgiHandler handler)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(handler);
        this.CheckNotStarted();
        this.routes.Add(path, handler);
        return this;
    }

    /// <summary>Says who answers paths that are not mapped. Without one they are logged and closed.</summary>
    /// <exception cref="InvalidOperationException">The server has been started.</exception>
    public FastAgiServer MapFallback(AgiHandler handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        this.CheckNotStarted();
        this.routes.SetFallback(handler);
        return this;
    }

    /// <summary>Listens and serves until <see cref="StopAsync"/>.</summary>
    /// <exception cref="SocketException">The address can't be had.</exception>
    /// <exception cref="InvalidOperationException">It was started before.</exception>
    public void Start()
    {
        this.CheckNotStarted();
        this.routes.Freeze();
        var opened = new AgiListener(this.options, this.Time, this.Log);
        this.listener = opened;
        this.EndPoint = opened.EndPoint;
        var period = TimeSpan.FromMilliseconds(
            Math.Clamp(
                Math.Min(
                    this.Limits.EnvironmentTimeout.TotalMilliseconds,
                    this.Limits.ReplyTimeout.TotalMilliseconds
                ) / 8,
                20,
                250
            )
        );
        this.timer = this.Time.CreateTimer(
            static s => ((FastAgiServer)s!).Tick(),
            this,
            period,
            period
        );
        this.accepting = Task.Run(
            () => opened.RunAsync(this.Take, this.stopping.Token),
            CancellationToken.None
        );
        this.logger.LogInformation("fastagi listening address={Address}", this.EndPoint);
    }

    /// <summary>Stops accepting, lets running sessions finish, and ends those that don't within the deadline.</summary>
    public async Task StopAsync(TimeSpan deadline, CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref this.stopped, 1) == 0)
        {
            await this.stopping.CancelAsync().ConfigureAwait(false);
            this.listener?.Dispose();
        }

        await this.accepting.ConfigureAwait(false);
        this.SignalIdle();
        try
        {
            await this
                .idle.Task.WaitAsync(deadline, this.Time, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            this.logger.LogWarning("fastagi stop ends sessions count={Count}", this.OpenSessions);
            foreach (var session in this.sessions.Keys)
            {
                session.Abort(new AgiTimeoutException("The server is stopping."));
            }
        }

        if (this.timer is not null)
        {
            await this.timer.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Stops at once.</summary>
    public async ValueTask DisposeAsync()
    {
        await this.StopAsync(TimeSpan.Zero).ConfigureAwait(false);
        this.stopping.Dispose();
    }

    internal AgiRoute Find(string path) => this.routes.Find(path);

    internal void Ended(AgiConnection connection, AgiRoute? route, string outcome, long acceptedAt)
    {
        this.sessions.TryRemove(connection, out _);
        AsteriskMetrics.AgiSessionsOpen.Add(-1);
        var routeTag = AsteriskMetrics.Tag("route", route?.Path ?? "(none)");
        AsteriskMetrics.AgiRequests.Add(1, routeTag, AsteriskMetrics.Tag("outcome", outcome));
        AsteriskMetrics.AgiSessionDuration.Record(
            this.Time.GetElapsedTime(acceptedAt).TotalSeconds,
            routeTag
        );
        if (Interlocked.Decrement(ref this.open) == 0)
        {
            this.SignalIdle();
        }
    }

    private void Take(Socket socket, IPEndPoint peer)
    {
        if (Interlocked.Increment(ref this.open) > this.options.MaxSessions)
        {
            Interlocked.Decrement(ref this.open);
            this.listener!.Refuse(socket, peer, "too-many-sessions");
            return;
        }

        var connection = new AgiConnection(this, socket, peer);
        this.sessions.TryAdd(connection, 0);
        AsteriskMetrics.AgiSessionsOpen.Add(1);
        ThreadPool.UnsafeQueueUserWorkItem(connection, preferLocal: false);
    }

    private void Tick()
    {
        var now = this.Time.GetTimestamp();
        foreach (var session in this.sessions)
        {
            session.Key.Tick(now);
        }
    }

    private ValueTask UnknownPathAsync(AgiSession session, CancellationToken aborted)
    {
        this.Log.Warn(
            "agi path unknown",
            session.Peer,
            session.Request.Path,
            session.Request.Address
        );
        return ValueTask.CompletedTask;
    }

    private void SignalIdle()
    {
        if (Volatile.Read(ref this.stopped) == 1 && Volatile.Read(ref this.open) == 0)
        {
            this.idle.TrySetResult();
        }
    }

    private void CheckNotStarted()
    {
        if (this.listener is not null || this.stopped != 0)
        {
            throw new InvalidOperationException("The server has been started.");
        }
    }
}
