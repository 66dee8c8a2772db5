using System.IO.Pipelines;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace TelephonyBilling.Asterisk.Ami;

/// <summary>
/// Fourth layer: one logged-in connection, from its login to its end; it never reconnects (<see cref="AmiClient"/>
/// does). One loop reads and hands over, and waits for nobody. Thread-safe.
/// </summary>
public sealed class AmiConnection : IAmiSender, IAsyncDisposable
{
    private readonly AmiClientOptions options;
    private readonly TimeProvider time;
    private readonly Stream stream;
    private readonly PipeReader reader;
    private readonly AmiReadLoop reading;
    private readonly PendingActions pending = new();
    private readonly AmiOutput output;
    private readonly CancellationTokenSource closing = new();
    private readonly TaskCompletionSource<AmiMessage> fullyBooted = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private readonly TaskCompletionSource<AmiLoss> completion = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private readonly Lock gate = new();
    private AmiLossReason? lossReason;
    private Exception? lossError;
    private Task readLoop = Task.CompletedTask;
    private Task keepAlive = Task.CompletedTask;

    private AmiConnection(
        Stream stream,
        AmiClientOptions options,
        EventNameSet? subscriptions,
        Func<AmiMessage, bool> deliver,
        long epoch,
        TimeProvider time,
        ILogger logger
    )
    {
        this.options = options;
        this.time = time;
        this.stream = stream;
        this.Epoch = epoch;
        this.reader = PipeReader.Create(
            stream,
            new StreamPipeReaderOptions(
                bufferSize: 64 * 1024,
                minimumReadSize: 8 * 1024,
                leaveOpen: true
            )
        );
        this.output = new AmiOutput(stream, e => this.Drop(AmiLossReason.NetworkError, e));
        var dispatcher = new AmiDispatcher(
            options.Name,
            subscriptions,
            this.pending,
            deliver,
            logger
        )
        {
            FullyBooted = m => this.fullyBooted.TrySetResult(m),
        };
        this.reading = new AmiReadLoop(
            options.Name,
            this.reader,
            new AmiFrameReader(options.Limits),
            dispatcher,
            time,
            logger
        );
    }

    /// <summary>Which connection of its client this is, from 1; 0 outside a client.</summary>
    public long Epoch { get; }

    /// <summary>The protocol's version, from the greeting, such as <c>8.0.2</c>.</summary>
    public string ProtocolVersion { get; private set; } = string.Empty;

    /// <summary>Ends with the reason once the connection is gone. Never fails.</summary>
    public Task<AmiLoss> Completion => this.completion.Task;

    /// <summary>The first <c>FullyBooted</c> event of this connection; fails when the connection goes before it.</summary>
    internal Task<AmiMessage> FullyBooted => this.fullyBooted.Task;

    /// <summary>Connects and logs in once, for tools that ask something and go; events are not delivered.</summary>
    /// <exception cref="AmiLoginException">The login is refused.</exception>
    /// <exception cref="AmiProtocolException">The peer is not an Asterisk manager.</exception>
    /// <exception cref="AmiTimeoutException">Connecting or logging in took too long.</exception>
    /// <exception cref="AmiDisconnectedException">The peer can't be reached or hung up.</exception>
    /// <exception cref="ArgumentException">The options are not valid.</exception>
    public static Task<AmiConnection> ConnectAsync(
        AmiClientOptions options,
        TimeProvider? timeProvider = null,
        ILogger? logger = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return ConnectAsync(
            options,
            new EventNameSet([]),
            static _ => true,
            0,
            timeProvider ?? TimeProvider.System,
            logger ?? NullLogger.Instance,
            cancellationToken
        );
    }

    internal static async Task<AmiConnection> ConnectAsync(
        AmiClientOptions options,
        EventNameSet? subscriptions,
        Func<AmiMessage, bool> deliver,
        long epoch,
        TimeProvider time,
        ILogger logger,
        CancellationToken cancellationToken
    )
    {
        var transport = await AmiTransport
            .ConnectAsync(options, time, cancellationToken)
            .ConfigureAwait(false);
        var connection = new AmiConnection(
            transport,
            options,
            subscriptions,
            deliver,
            epoch,
            time,
            logger
        );
        try
        {
            await AmiTransport
                .WithinAsync(
                    connection.OpenAsync,
                    options.LoginTimeout,
                    $"{options.Host}:{options.Port} did not finish the login",
                    time,
                    cancellationToken
                )
                .ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc />
    public async Task<AmiResponse> SendAsync(
        AmiAction action,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(action);
        var waiting = new PendingAction(action.Name, this.options.Limits);
        var started = this.time.GetTimestamp();
        var actionId = this.pending.Add(waiting, out var id);
        var outcome = "failed";
        try
        {
            this.output.Send(action, actionId);
            var timeout = action.Timeout ?? this.options.ActionTimeout;
            var response = await waiting
                .Task.WaitAsync(timeout, this.time, cancellationToken)
                .ConfigureAwait(false);
            outcome = response.IsSuccess ? "success" : "error";
            return response;
        }
        catch (TimeoutException)
        {
            outcome = "timeout";
            throw new AmiTimeoutException(
                $"{this.options.Name} did not answer {action.Name} in time; whether Asterisk did it is unknown."
            );
        }
        finally
        {
            this.pending.Remove(id);
            AsteriskMetrics.ActionDuration.Record(
                this.time.GetElapsedTime(started).TotalSeconds,
                AsteriskMetrics.Pbx(this.options.Name),
                AsteriskMetrics.Tag("action", action.Name),
                AsteriskMetrics.Tag("outcome", outcome)
            );
        }
    }

    /// <summary>Closes the connection; actions that still wait fail with <see cref="AmiDisconnectedException"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        this.Drop(AmiLossReason.Stopped, null);
        await this.readLoop.ConfigureAwait(false);
        await this.keepAlive.ConfigureAwait(false);
        await this.reader.CompleteAsync().ConfigureAwait(false);
        this.Complete();
        await this.stream.DisposeAsync().ConfigureAwait(false);
        this.closing.Dispose();
    }

    internal void Drop(AmiLossReason reason, Exception? error)
    {
        lock (this.gate)
        {
            if (this.lossReason is not null)
            {
                return;
            }

            this.lossReason = reason;
            this.lossError = error;
        }

        this.closing.Cancel();
    }

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        this.ProtocolVersion = await AmiGreeting
            .ReadAsync(this.reader, cancellationToken)
            .ConfigureAwait(false);
        this.readLoop = Task.Run(this.ReadAsync, CancellationToken.None);
        await AmiLogin.RunAsync(this, this.options, cancellationToken).ConfigureAwait(false);
        this.keepAlive = new AmiKeepAlive(this, this.options, this.time).RunAsync(
            () => this.reading.LastReceived,
            this.closing.Token
        );
    }

    private async Task ReadAsync()
    {
        var (reason, error) = await this.reading.RunAsync(this.closing.Token).ConfigureAwait(false);
        this.Drop(reason, error);
        this.Complete();
    }

    private void Complete()
    {
        Exception? error;
        AmiLossReason reason;
        lock (this.gate)
        {
            error = this.lossError;
            reason = this.lossReason ?? AmiLossReason.Stopped;
        }

        this.pending.Close(error);
        this.fullyBooted.TrySetException(
            new AmiDisconnectedException(
                "The connection went before Asterisk was fully booted.",
                error
            )
        );
        _ = this.fullyBooted.Task.Exception; // Nobody has to look.
        this.completion.TrySetResult(new AmiLoss(this.Epoch, reason, error, this.time.GetUtcNow()));
    }
}
