using System.Threading.Tasks.Sources;

namespace TelephonyBilling.Asterisk.FastAgi;

/// <summary>
/// The one command that may be under way, and the wait for its reply. The reading loop completes it, or whoever ends the
/// session fails it; whichever comes first counts. A reply runs the handler on, on the thread that brings it: a session
/// needs no thread of its own and no switch. Thread-safe.
/// </summary>
internal sealed class AgiExchange : IValueTaskSource<AgiReply>
{
    private readonly Lock gate = new();
    private ManualResetValueTaskSourceCore<AgiReply> reply;
    private bool sending;
    private bool execSent;

    /// <summary>Whether a command waits for its reply.</summary>
    public bool IsAwaiting { get; private set; }

    /// <summary>Whether that command reads a value, which may have line feeds in it.</summary>
    public bool ValueExpected { get; private set; }

    /// <summary>Why the session was ended from outside, or null.</summary>
    public AgiException? AbortError { get; private set; }

    /// <summary>The reply to the command that was begun last; to be awaited once.</summary>
    public ValueTask<AgiReply> Reply => new(this, this.reply.Version);

    /// <summary>One exception object must not be thrown from two places.</summary>
    public static AgiException Again(AgiException error) =>
        error switch
        {
            AgiTimeoutException => new AgiTimeoutException(error.Message),
            AgiProtocolException => new AgiProtocolException(error.Message, error),
            _ => new AgiHangupException(error.Message, error),
        };

    /// <summary>Begins a command.</summary>
    /// <exception cref="AgiException">The session was ended.</exception>
    /// <exception cref="InvalidOperationException">The last command has no reply yet.</exception>
    public void Begin(string command)
    {
        lock (this.gate)
        {
            if (this.AbortError is not null)
            {
                throw Again(this.AbortError);
            }

            if (this.IsAwaiting || this.sending)
            {
                throw new InvalidOperationException(
                    "A session takes one command at a time: await the last one first."
                );
            }

            this.reply.Reset();
            this.IsAwaiting = true;
            this.sending = true;
            this.ValueExpected =
                command.StartsWith("GET ", StringComparison.OrdinalIgnoreCase)
                || command.StartsWith("DATABASE GET ", StringComparison.OrdinalIgnoreCase);
            this.execSent = command.StartsWith("EXEC ", StringComparison.OrdinalIgnoreCase);
        }
    }

    /// <summary>The command is on its way, or will never be: its buffer is free again.</summary>
    public void Sent() => this.sending = false;

    /// <summary>Ends the wait for the reply.</summary>
    /// <param name="wasExec">Whether the command was an <c>EXEC</c>.</param>
    /// <returns>False where nobody waits any more; else <see cref="Complete"/> has to follow.</returns>
    public bool TryTake(out bool wasExec)
    {
        lock (this.gate)
        {
            wasExec = this.execSent;
            var taken = this.IsAwaiting;
            this.IsAwaiting = false;
            return taken;
        }
    }

    /// <summary>Hands the reply over; runs the handler on until its next wait.</summary>
    public void Complete(AgiReply complete) => this.reply.SetResult(complete);

    /// <summary>Fails the command under way and all later ones.</summary>
    /// <returns>False where that was done before; the first reason counts.</returns>
    public bool TryAbort(AgiException error)
    {
        lock (this.gate)
        {
            if (this.AbortError is not null)
            {
                return false;
            }

            this.AbortError = error;
            if (!this.IsAwaiting)
            {
                return true;
            }

            this.IsAwaiting = false;
            // The handler must not go on on the thread of whoever aborts.
            this.reply.RunContinuationsAsynchronously = true;
        }

        this.reply.SetException(error);
        return true;
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
}
