using System.Collections.Concurrent;
using System.Collections.Frozen;
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
    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(100);

    private readonly FastAgiServerOptions options;
    private readonly ILogger logger;
    private readonly AgiPeerList peers;
    private readonly Dictionary<string, AgiRoute> routes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<AgiConnection, byte> sessions = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly TaskCompletionSource idle = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private FrozenDictionary<string, AgiRoute> table = FrozenDictionary<string, AgiRoute>.Empty;
    private AgiRoute fallback;
    private Socket? listener;
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
        this.peers = new AgiPeerList(this.options.AllowedPeers);
        this.fallback = new AgiRoute("(unknown)", this.UnknownPathAsync);
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
        var normal = AgiRequest.NormalisePath(path);
        return this.routes.TryAdd(normal, new AgiRoute(normal, handler))
            ? this
            : throw new ArgumentException(
                $"The path {normal} has a handler already.",
                nameof(path)
            );
    }

    /// <summary>Says who answers paths that are not mapped. Without one they are logged and closed.</summary>
    /// <exception cref="InvalidOperationException">The server has been started.</exception>
    public FastAgiServer MapFallback(AgiHandler handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        this.CheckNotStarted();
        this.fallback = new AgiRoute("(fallback)", handler);
        return this;
    }

    /// <summary>Listens and serves until <see cref="StopAsync"/>.</summary>
    /// <exception cref="SocketException">The address can't be had.</exception>
    /// <exception cref="InvalidOperationException">It was started before.</exception>
    public void Start()
    {
        this.CheckNotStarted();
        this.table = this.routes.ToFrozenDictionary(StringComparer.Ordinal);
        var socket = new Socket(
            this.options.EndPoint.AddressFamily,
            SocketType.Stream,
            ProtocolType.Tcp
        );
        try
        {
            if (this.options.EndPoint.AddressFamily == AddressFamily.InterNetworkV6)
            {
                socket.DualMode = true;
            }

            socket.Bind(this.options.EndPoint);
            socket.Listen(this.options.Backlog);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        this.listener = socket;
        this.EndPoint = (IPEndPoint)socket.LocalEndPoint!;
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
        this.accepting = Task.Run(() => this.AcceptAsync(socket), CancellationToken.None);
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

    internal AgiRoute Find(string path) =>
        this.table.TryGetValue(path, out var route) ? route : this.fallback;

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

    private async Task AcceptAsync(Socket socket)
    {
        while (!this.stopping.IsCancellationRequested)
        {
            try
            {
                this.Take(await socket.AcceptAsync(this.stopping.Token).ConfigureAwait(false));
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException e) when (!this.stopping.IsCancellationRequested)
            {
                // Out of descriptors, or a peer that left while it waited. Pausing keeps the first from spinning.
                this.Log.Warn("fastagi accept failed", null, "accept", e.Message);
                if (
                    e.SocketErrorCode != SocketError.ConnectionReset
                    && e.SocketErrorCode != SocketError.ConnectionAborted
                )
                {
                    await Task.Delay(AcceptPause, this.Time, this.stopping.Token)
                        .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
            }
        }
    }

    private void Take(Socket socket)
    {
        IPEndPoint peer;
        try
        {
            peer = (IPEndPoint)socket.RemoteEndPoint!;
            socket.NoDelay = true;
        }
        catch (SocketException)
        {
            socket.Dispose(); // Gone again.
            return;
        }

        if (!this.peers.Allows(peer.Address))
        {
            this.Refuse(socket, peer, "peer-not-allowed");
            return;
        }

        if (Interlocked.Increment(ref this.open) > this.options.MaxSessions)
        {
            Interlocked.Decrement(ref this.open);
            this.Refuse(socket, peer, "too-many-sessions");
            return;
        }

        var connection = new AgiConnection(this, socket, peer);
        this.sessions.TryAdd(connection, 0);
        AsteriskMetrics.AgiSessionsOpen.Add(1);
        ThreadPool.UnsafeQueueUserWorkItem(connection, preferLocal: false);
    }

    private void Refuse(Socket socket, IPEndPoint peer, string reason)
    {
        AsteriskMetrics.AgiRefused.Add(1, AsteriskMetrics.Tag("reason", reason));
        this.Log.Warn("agi connection refused", peer, reason, string.Empty);
        socket.Dispose();
    }

    private void Tick()
    {
        var now = this.Time.GetTimestamp();
        foreach (var session in this.sessions)
        {
            session.Key.Tick(this.Time, now);
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
