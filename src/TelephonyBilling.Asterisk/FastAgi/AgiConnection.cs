using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks.Sources;
using Microsoft.Extensions.Logging;

namespace TelephonyBilling.Asterisk.FastAgi;

/// <summary>
/// One accepted connection from its first byte to its end. After the environment a loop always has a read under way,
/// even while the handler does something else, so that a hangup, a close or a line that does not belong is seen at once.
/// A reply is handed to the handler on that loop's thread: a session needs no thread of its own and no switch.
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage(
    "Design",
    "CA1001:Types that own disposable fields should be disposable",
    Justification = "The session's last step closes the socket. The token source has no timer and may be cancelled until the end by whoever aborts, so it is left to the collector."
)]
internal sealed class AgiConnection : IThreadPoolWorkItem, IValueTaskSource<AgiReply>
{
    private readonly FastAgiServer server;
    private readonly Socket socket;
    private readonly AgiReceiveBuffer input;
    private readonly AgiReplyReader replies;
    private readonly CancellationTokenSource aborting = new();
    private readonly Lock gate = new();
    private readonly long acceptedAt;
    private ManualResetValueTaskSourceCore<AgiReply> reply;
    private byte[]? sendBuffer;
    private bool awaiting;
    private bool sending;
    private bool valueExpected;
    private bool execSent;
    private volatile bool handlerDone;
    private bool receiving;
    private AgiException? abortError;
    private long phaseStart;
    private TimeSpan phaseLimit;
    private string phase = "its environment";

    public AgiConnection(FastAgiServer server, Socket socket, IPEndPoint peer)
    {
        this.server = server;
        this.socket = socket;
        this.Peer = peer;
        this.input = new AgiReceiveBuffer(socket);
        this.replies = new AgiReplyReader(server.Limits);
        this.acceptedAt = server.Time.GetTimestamp();
        this.phaseStart = this.acceptedAt;
        this.phaseLimit = server.Limits.EnvironmentTimeout;
        this.Aborted = this.aborting.Token;
    }

    public IPEndPoint Peer { get; }

    public AgiLimits Limits => this.server.Limits;

    public bool HangupSeen { get; private set; }

    public CancellationToken Aborted { get; }

    /// <summary>Why the session was ended from outside, or null.</summary>
    public AgiException? AbortError => this.abortError;

    public void Execute() => _ = this.RunAsync();

    /// <summary>Ends the session if it is past a limit. Called by the server's one timer.</summary>
    public void Tick(TimeProvider time, long now)
    {
        if (time.GetElapsedTime(this.acceptedAt, now) > this.Limits.SessionTimeout)
        {
            this.Abort(
                new AgiTimeoutException(
                    $"The session took longer than {this.Limits.SessionTimeout.TotalSeconds:0.#} s."
                )
            );
            return;
        }

        TimeSpan limit;
        long since;
        string what;
        lock (this.gate)
        {
            limit = this.phaseLimit;
            since = this.phaseStart;
            what = this.phase;
        }

        if (limit > TimeSpan.Zero && time.GetElapsedTime(since, now) > limit)
        {
            this.Abort(
                new AgiTimeoutException(
                    $"The peer took longer than {limit.TotalSeconds:0.#} s for {what}."
                )
            );
        }
    }

    /// <summary>Ends the session from outside; the first reason counts.</summary>
    public void Abort(AgiException error)
    {
        bool fail;
        lock (this.gate)
        {
            if (this.abortError is not null)
            {
                return;
            }

            this.abortError = error;
            fail = this.awaiting;
            this.awaiting = false;
            if (fail)
            {
                // The handler must not go on on the thread of whoever aborts.
                this.reply.RunContinuationsAsynchronously = true;
            }
        }

        this.Shutdown();
        if (fail)
        {
            this.reply.SetException(error);
        }

        _ = this.aborting.CancelAsync();
    }

    public async ValueTask<AgiReply> SendAsync(string command, TimeSpan? replyTimeout)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(command);
        AgiCommands.CheckCharacters(command);
        var bytes = Encoding.UTF8.GetByteCount(command) + 1;
        if (bytes > this.Limits.MaxCommandBytes)
        {
            throw new ArgumentException(
                $"The command has {bytes} bytes; at most {this.Limits.MaxCommandBytes} are allowed (AgiLimits.MaxCommandBytes).",
                nameof(command)
            );
        }

        this.Begin(command, replyTimeout ?? this.Limits.ReplyTimeout);
        this.sendBuffer ??= ArrayPool<byte>.Shared.Rent(this.Limits.MaxCommandBytes);
        var written = Encoding.UTF8.GetBytes(command, this.sendBuffer);
        this.sendBuffer[written] = (byte)'\n';
        try
        {
            await this
                .socket.SendAsync(this.sendBuffer.AsMemory(0, bytes), SocketFlags.None)
                .ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            this.Abort(new AgiHangupException("The peer closed before the command was sent.", e));
        }
        finally
        {
            this.sending = false;
        }

        return await new ValueTask<AgiReply>(this, this.reply.Version).ConfigureAwait(false);
    }

    AgiReply IValueTaskSource<AgiReply>.GetResult(short token) => this.reply.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<AgiReply>.GetStatus(short token) =>
        this.reply.GetStatus(token);

    void IValueTaskSource<AgiReply>.OnCompleted(
        Action<object?> continuation,
        object? state,
        short token,
        ValueTaskSourceOnCompletedFlags flags
    ) => this.reply.OnCompleted(continuation, state, token, flags);

    private void Begin(string command, TimeSpan limit)
    {
        lock (this.gate)
        {
            if (this.abortError is not null)
            {
                throw Again(this.abortError);
            }

            if (this.awaiting || this.sending)
            {
                throw new InvalidOperationException(
                    "A session takes one command at a time: await the last one first."
                );
            }

            this.reply.Reset();
            this.awaiting = true;
            this.sending = true;
            this.valueExpected =
                command.StartsWith("GET ", StringComparison.OrdinalIgnoreCase)
                || command.StartsWith("DATABASE GET ", StringComparison.OrdinalIgnoreCase);
            this.execSent = command.StartsWith("EXEC ", StringComparison.OrdinalIgnoreCase);
            this.phaseStart = this.server.Time.GetTimestamp();
            this.phaseLimit = limit;
            this.phase = "a reply";
        }
    }

    private async Task RunAsync()
    {
        var outcome = "ok";
        AgiRoute? route = null;
        try
        {
            var request = await this.ReadEnvironmentAsync().ConfigureAwait(false);
            this.EndPhase();
            route = this.server.Find(request.Path);
            var handling = this.HandleAsync(route, request);
            await this.ReadRepliesAsync().ConfigureAwait(false);
            outcome = await handling.ConfigureAwait(false);
            if (outcome == "ok" && this.abortError is { } aborted)
            {
                // The handler never noticed.
                outcome = this.server.Log.Report(this, aborted, route.Path);
            }
        }
#pragma warning disable CA1031 // Whatever goes wrong with one peer ends its session and is reported.
        catch (Exception e)
#pragma warning restore CA1031
        {
            outcome = this.server.Log.Report(this, this.abortError ?? e, "environment");
        }
        finally
        {
            this.Close();
            this.server.Ended(this, route, outcome, this.acceptedAt);
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
        var searched = 0;
        var lineStart = 0;
        while (true)
        {
            if (this.TryTakeEnvironment(ref searched, ref lineStart, out var request))
            {
                return request;
            }

            if (
                await this.input.ReceiveAsync(this.Limits.MaxEnvironmentBytes).ConfigureAwait(false)
                == 0
            )
            {
                throw this.abortError is { } aborted
                    ? Again(aborted)
                    : new AgiHangupException("The peer closed inside the environment.");
            }
        }
    }

    // Looks at new bytes only, so that a peer that sends byte by byte costs no more than one that doesn't.
    private bool TryTakeEnvironment(
        ref int searched,
        ref int lineStart,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out AgiRequest? request
    )
    {
        request = null;
        var unread = this.input.Unread;
        if (unread.Length > 0 && unread[0] == (byte)'\n')
        {
            throw new AgiProtocolException(
                "The environment is empty: the peer does not speak AGI."
            );
        }

        var blank = unread[searched..].IndexOf("\n\n"u8);
        if (blank >= 0)
        {
            var length = searched + blank + 1;
            request = AgiRequest.Parse(unread[..length], this.Limits);
            this.input.Consume(length + 1);
            return true;
        }

        var lastLine = unread[searched..].LastIndexOf((byte)'\n');
        lineStart = lastLine < 0 ? lineStart : searched + lastLine + 1;
        searched = Math.Max(0, unread.Length - 1);
        if (unread.Length - lineStart > this.Limits.MaxLineBytes)
        {
            throw new AgiProtocolException(
                $"A line of the environment has more than {this.Limits.MaxLineBytes} bytes (AgiLimits.MaxLineBytes)."
            );
        }

        if (unread.Length >= this.Limits.MaxEnvironmentBytes)
        {
            throw new AgiProtocolException(
                $"The environment has more than {this.Limits.MaxEnvironmentBytes} bytes (AgiLimits.MaxEnvironmentBytes)."
            );
        }

        return false;
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
                this.awaiting,
                this.valueExpected,
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
        lock (this.gate)
        {
            if (!this.awaiting)
            {
                return; // Aborted meanwhile.
            }

            this.awaiting = false;
            this.phaseLimit = TimeSpan.Zero;
            this.HangupSeen |= complete.Code == 511;
            if (this.execSent && complete.Result == "1")
            {
                this.replies.ExpectSpuriousUsage();
            }
        }

        // Runs the handler on until its next wait.
        this.reply.SetResult(complete);
    }

    private void EndPhase()
    {
        lock (this.gate)
        {
            this.phaseLimit = TimeSpan.Zero;
        }
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
        if (this.sendBuffer is not null)
        {
            ArrayPool<byte>.Shared.Return(this.sendBuffer);
            this.sendBuffer = null;
        }
    }

    // One exception object must not be thrown from two places.
    private static AgiException Again(AgiException error) =>
        error switch
        {
            AgiTimeoutException => new AgiTimeoutException(error.Message),
            AgiProtocolException => new AgiProtocolException(error.Message, error),
            _ => new AgiHangupException(error.Message, error),
        };
}
