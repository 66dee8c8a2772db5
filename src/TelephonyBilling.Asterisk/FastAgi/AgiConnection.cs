using System.Net;
using System.Net.Sockets;

namespace TelephonyBilling.Asterisk.FastAgi;

/// <summary>
/// One accepted connection from its first byte to its end. After the environment a loop always has a read under way,
/// even while the handler does something else, so that a hangup, a close or a line that does not belong is seen at once.
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage(
    "Design",
    "CA1001:Types that own disposable fields should be disposable",
    Justification = "The session's last step closes the socket. The token source has no timer and may be cancelled until the end by whoever aborts, so it is left to the collector."
)]
internal sealed class AgiConnection : IThreadPoolWorkItem
{
    private readonly FastAgiServer server;
    private readonly Socket socket;
    private readonly AgiReceiveBuffer input;
    private readonly AgiSendBuffer output;
    private readonly AgiReplyReader replies;
    private readonly AgiExchange exchange = new();
    private readonly AgiDeadline deadline;
    private readonly CancellationTokenSource aborting = new();
    private volatile bool handlerDone;
    private bool receiving;

    public AgiConnection(FastAgiServer server, Socket socket, IPEndPoint peer)
    {
        this.server = server;
        this.socket = socket;
        this.Peer = peer;
        this.input = new AgiReceiveBuffer(socket);
        this.output = new AgiSendBuffer(socket, server.Limits);
        this.replies = new AgiReplyReader(server.Limits);
        this.deadline = new AgiDeadline(server.Time, server.Limits);
        this.deadline.Expect("its environment", server.Limits.EnvironmentTimeout);
        this.Aborted = this.aborting.Token;
    }

    public IPEndPoint Peer { get; }

    public AgiLimits Limits => this.server.Limits;

    public bool HangupSeen { get; private set; }

    public CancellationToken Aborted { get; }

    /// <summary>Why the session was ended from outside, or null.</summary>
    public AgiException? AbortError => this.exchange.AbortError;

    public void Execute() => _ = this.RunAsync();

    /// <summary>Ends the session if it is past a limit. Called by the server's one timer.</summary>
    public void Tick(long now)
    {
        if (this.deadline.Overdue(now) is { } overdue)
        {
            this.Abort(overdue);
        }
    }

    /// <summary>Ends the session from outside; the first reason counts.</summary>
    public void Abort(AgiException error)
    {
        if (this.exchange.TryAbort(error))
        {
            this.Shutdown();
            _ = this.aborting.CancelAsync();
        }
    }

    public async ValueTask<AgiReply> SendAsync(string command, TimeSpan? replyTimeout)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(command);
        var bytes = this.output.Measure(command);
        this.exchange.Begin(command);
        this.deadline.Expect("a reply", replyTimeout ?? this.Limits.ReplyTimeout);
        try
        {
            await this.output.SendAsync(command, bytes).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            this.Abort(new AgiHangupException("The peer closed before the command was sent.", e));
        }
        finally
        {
            this.exchange.Sent();
        }

        return await this.exchange.Reply.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        var outcome = "ok";
        AgiRoute? route = null;
        try
        {
            var request = await this.ReadEnvironmentAsync().ConfigureAwait(false);
            this.deadline.Met();
            route = this.server.Find(request.Path);
            var handling = this.HandleAsync(route, request);
            await this.ReadRepliesAsync().ConfigureAwait(false);
            outcome = await handling.ConfigureAwait(false);
            if (outcome == "ok" && this.AbortError is { } aborted)
            {
                // The handler never noticed.
                outcome = this.server.Log.Report(this, aborted, route.Path);
            }
        }
#pragma warning disable CA1031 // Whatever goes wrong with one peer ends its session and is reported.
        catch (Exception e)
#pragma warning restore CA1031
        {
            outcome = this.server.Log.Report(this, this.AbortError ?? e, "environment");
        }
        finally
        {
            this.Close();
            this.server.Ended(this, route, outcome, this.deadline.AcceptedAt);
        }
    }

    private async Task<string> HandleAsync(AgiRoute route, AgiRequest request)
    {
        try
        {
            await route.Handler(new AgiSession(this, request), this.Aborted).ConfigureAwait(false);
            return "ok";
        }
#pragma warning disable CA1031 // A handler may throw anything; it must end this session alone.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return this.server.Log.Report(this, e, route.Path);
        }
        finally
        {
            this.handlerDone = true;
            Interlocked.MemoryBarrier();
            if (this.receiving)
            {
                // The loop waits for bytes that are of no use any more.
                this.Shutdown();
            }
        }
    }

    private async Task<AgiRequest> ReadEnvironmentAsync()
    {
        var environment = new AgiEnvironmentReader(this.input, this.Limits);
        while (true)
        {
            if (environment.TryTake(out var request))
            {
                return request;
            }

            if (
                await this.input.ReceiveAsync(this.Limits.MaxEnvironmentBytes).ConfigureAwait(false)
                == 0
            )
            {
                throw this.AbortError is { } aborted
                    ? AgiExchange.Again(aborted)
                    : new AgiHangupException("The peer closed inside the environment.");
            }
        }
    }

    // Ends when the handler is done or the session is aborted. Never throws.
    private async Task ReadRepliesAsync()
    {
        try
        {
            while (!this.handlerDone)
            {
                this.TakeLines();
                if (this.input.Unread.Length > this.Limits.MaxReplyBytes)
                {
                    throw new AgiProtocolException(
                        $"A reply has more than {this.Limits.MaxReplyBytes} bytes (AgiLimits.MaxReplyBytes)."
                    );
                }

                this.receiving = true;
                Interlocked.MemoryBarrier();
                if (this.handlerDone)
                {
                    return;
                }

                var received = await this
                    .input.ReceiveAsync(this.Limits.MaxReplyBytes + 1)
                    .ConfigureAwait(false);
                this.receiving = false;
                if (received == 0)
                {
                    this.Abort(new AgiHangupException("The peer closed."));
                    return;
                }
            }
        }
        catch (AgiProtocolException e)
        {
            this.Abort(e);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            this.Abort(new AgiHangupException("The peer closed.", e));
        }
    }

    private void TakeLines()
    {
        while (!this.handlerDone)
        {
            var rest = this.input.Unread;
            var length = rest.IndexOf((byte)'\n');
            if (length < 0)
            {
                return;
            }

            this.input.Consume(length + 1);
            var kind = this.replies.Take(
                rest[..length],
                this.exchange.IsAwaiting,
                this.exchange.ValueExpected,
                out var complete
            );
            if (kind == AgiReplyReader.Kind.Hangup)
            {
                this.HangupSeen = true;
            }
            else if (kind == AgiReplyReader.Kind.Reply)
            {
                this.Complete(complete!);
            }
        }
    }

    private void Complete(AgiReply complete)
    {
        if (!this.exchange.TryTake(out var wasExec))
        {
            return; // Aborted meanwhile.
        }

        this.deadline.Met();
        this.HangupSeen |= complete.Code == 511;
        if (wasExec && complete.Result == "1")
        {
            this.replies.ExpectSpuriousUsage();
        }

        this.exchange.Complete(complete);
    }

    // A shutdown wakes a pending read with "closed"; disposing the socket would cost an exception there.
    private void Shutdown()
    {
        try
        {
            this.socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It is down already.
        }
    }

    private void Close()
    {
        this.socket.Dispose();
        this.input.Return();
        this.output.Return();
    }
}
