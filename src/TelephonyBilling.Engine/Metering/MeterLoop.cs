using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Gating;
using TelephonyBilling.Engine.Switching;

namespace TelephonyBilling.Engine.Metering;

/// <summary>
/// Drives the <see cref="MeterBook"/>: one loop takes what gate, switches and store have to say, in the order in which
/// they said it, and wakes meters when they are due.
/// </summary>
/// <remarks>
/// One loop is enough: it only decides, and whatever waits is begun elsewhere and comes back as a message. The inbox is
/// bounded; a switch that talks faster than the loop decides is made to wait.
/// </remarks>
public sealed class MeterLoop : IMeterDesk
{
    private const int InboxCapacity = 65_536;

    /// <summary>However much the switches have to say, meters that are due get their turn after so many messages.</summary>
    private const int MessagesBetweenDue = 1_024;

    private readonly Channel<Action<TimeSpan>> inbox = Channel.CreateBounded<Action<TimeSpan>>(
        new BoundedChannelOptions(InboxCapacity) { SingleReader = true }
    );
    private readonly MeterBook book;
    private readonly DaemonClock clock;
    private readonly ILogger<MeterLoop> logger;

    /// <summary>A loop over a book of its own.</summary>
    public MeterLoop(
        MeterOptions options,
        MeterEffects effects,
        DaemonClock clock,
        EngineMetrics metrics,
        ILogger<MeterLoop> logger
    )
    {
        ArgumentNullException.ThrowIfNull(effects);
        ArgumentNullException.ThrowIfNull(metrics);
        this.clock = clock;
        this.logger = logger;
        book = new MeterBook(options, effects);
        effects.Report = SignalAsync;
        effects.Closed = call => PostAsync(_ => book.Remove(call));
        metrics.ObserveCalls(() => book.Calls.Count, () => inbox.Reader.Count);
    }

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        TimeSpan? armedFor = null;
        using var wake = clock.TimeProvider.CreateTimer(
            // Forgetting for when it was armed lets the loop arm it again, should it have fired a little early.
            _ => inbox.Writer.TryWrite(_ => armedFor = null),
            state: null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
        try
        {
            while (await inbox.Reader.WaitToReadAsync(cancellationToken))
            {
                for (
                    var i = 0;
                    i < MessagesBetweenDue && inbox.Reader.TryRead(out var message);
                    i++
                )
                {
                    Run(message);
                }
                Run(book.RunDue);
                if (book.NextDue is { } next && next != armedFor)
                {
                    armedFor = next;
                    var wait = next - clock.Now;
                    wake.Change(
                        wait > TimeSpan.Zero ? wait : TimeSpan.Zero,
                        Timeout.InfiniteTimeSpan
                    );
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The daemon stops; calls go on to their leases, and the next start finds them.
        }
    }

    /// <inheritdoc/>
    public ValueTask ExpectAsync(string pbx, string owner) =>
        PostAsync(_ => book.Expect(pbx, owner));

    /// <inheritdoc/>
    public ValueTask AdmitAsync(OpenCall call) => PostAsync(now => book.Admit(call, now));

    /// <inheritdoc/>
    public ValueTask DismissAsync(string pbx, string owner) =>
        PostAsync(_ => book.Dismiss(pbx, owner));

    /// <inheritdoc/>
    public Task<IReadOnlyList<CallStanding>> StandingsAsync(string pbx, string owner) =>
        AskAsync(b => b.Standings(pbx, owner), CancellationToken.None);

    /// <inheritdoc/>
    public ValueTask OwnerGoneAsync(CallId call) => SignalAsync(call, new CallSignal.OwnerEnded());

    /// <summary>Tells a call's meter what happened.</summary>
    public ValueTask SignalAsync(CallId call, CallSignal signal) =>
        PostAsync(now => book.Signal(call, signal, now));

    /// <summary>Has something done to the book, in turn.</summary>
    /// <param name="message">Gets the book and the daemon's monotonic time.</param>
    public ValueTask PostAsync(Action<MeterBook, TimeSpan> message) =>
        PostAsync(now => message(book, now));

    /// <summary>Has something read from the book, in turn.</summary>
    /// <param name="question">Gets the book; what it gives is the result.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task<T> AskAsync<T>(
        Func<MeterBook, T> question,
        CancellationToken cancellationToken
    )
    {
        var answer = new TaskCompletionSource<T>(
            TaskCreationOptions.RunContinuationsAsynchronously
        );
        await PostAsync(_ =>
        {
            try
            {
                answer.SetResult(question(book));
            }
            catch (Exception e)
            {
                answer.SetException(e);
            }
        });
        return await answer.Task.WaitAsync(cancellationToken);
    }

    private ValueTask PostAsync(Action<TimeSpan> message) => inbox.Writer.WriteAsync(message);

    private void Run(Action<TimeSpan> message)
    {
        try
        {
            message(clock.Now);
        }
        catch (Exception e)
        {
            // One call's defect must not end the metering of all others; its own lease still bounds it.
            OutageLog.MeterFailed(logger, e);
        }
    }
}
