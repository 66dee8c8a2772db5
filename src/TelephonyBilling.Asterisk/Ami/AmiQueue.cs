using System.Threading.Channels;

namespace TelephonyBilling.Asterisk.Ami;

/// <summary>
/// What waits for the handler, in order. The reader puts events in and never waits: when there is no room it is told so,
/// and ends the connection. While a connection is being opened its events are held back, so that they come after the
/// word that it is open. One thread takes out; any may put in.
/// </summary>
internal sealed class AmiQueue(int capacity, long maxBytes)
{
    // A message object, its array's header, the queue's slot: what an event costs beside its bytes.
    private const int Overhead = 128;

    private readonly Channel<object> channel = Channel.CreateUnbounded<object>(
        new UnboundedChannelOptions { SingleReader = true }
    );
    private readonly Lock gate = new();
    private List<AmiMessage>? held;
    private int count;
    private long bytes;
    private TaskCompletionSource? drained;

    /// <summary>Events that wait, held ones included.</summary>
    public int Depth => Volatile.Read(ref this.count);

    public ChannelReader<object> Reader => this.channel.Reader;

    /// <summary>Puts an event in; false when there is no room for it.</summary>
    public bool TryAdd(AmiMessage message)
    {
        lock (this.gate)
        {
            var size = message.Length + Overhead;
            if (this.count >= capacity || this.bytes + size > maxBytes)
            {
                return false;
            }

            this.count++;
            this.bytes += size;
            if (this.held is null)
            {
                this.channel.Writer.TryWrite(message);
            }
            else
            {
                this.held.Add(message);
            }

            return true;
        }
    }

    /// <summary>Puts in something else than an event; for that there is always room.</summary>
    public void Announce(object item) => this.channel.Writer.TryWrite(item);

    /// <summary>From now on events are held back.</summary>
    public void Hold()
    {
        lock (this.gate)
        {
            this.held = [];
        }
    }

    /// <summary>Announces the connection and lets the events follow that were held back.</summary>
    public void Release(object announcement)
    {
        lock (this.gate)
        {
            this.channel.Writer.TryWrite(announcement);
            foreach (var message in this.held ?? [])
            {
                this.channel.Writer.TryWrite(message);
            }

            this.held = null;
        }
    }

    /// <summary>Throws away what was held back: its connection was never announced, so nobody counts on its events.</summary>
    public void Discard()
    {
        lock (this.gate)
        {
            foreach (var message in this.held ?? [])
            {
                this.count--;
                this.bytes -= message.Length + Overhead;
            }

            this.held = null;
        }
    }

    /// <summary>The handler took an event.</summary>
    public void Taken(AmiMessage message)
    {
        TaskCompletionSource? signal = null;
        lock (this.gate)
        {
            this.count--;
            this.bytes -= message.Length + Overhead;
            if (this.drained is not null && this.HasRoom)
            {
                signal = this.drained;
                this.drained = null;
            }
        }

        signal?.TrySetResult();
    }

    /// <summary>Ends when at most half of the room is taken.</summary>
    public Task WhenHalfEmpty()
    {
        lock (this.gate)
        {
            if (this.HasRoom)
            {
                return Task.CompletedTask;
            }

            this.drained ??= new TaskCompletionSource(
                TaskCreationOptions.RunContinuationsAsynchronously
            );
            return this.drained.Task;
        }
    }

    public void Complete() => this.channel.Writer.TryComplete();

    private bool HasRoom => this.count <= capacity / 2 && this.bytes <= maxBytes / 2;
}
