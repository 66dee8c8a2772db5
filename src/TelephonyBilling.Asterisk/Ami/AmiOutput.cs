using System.Buffers;

namespace TelephonyBilling.Asterisk.Ami;

/// <summary>
/// Writes actions in the order they were sent. Those that arrive while a write is under way go out together in the next
/// one, so that a thousand renewals at once are a handful of packets.
/// </summary>
internal sealed class AmiOutput(Stream stream, Action<Exception> failed)
{
    private readonly Lock gate = new();
    private ArrayBufferWriter<byte> filling = new(4096);
    private ArrayBufferWriter<byte> spare = new(4096);
    private bool writing;

    public void Send(AmiAction action, ReadOnlySpan<byte> actionId)
    {
        lock (this.gate)
        {
            action.WriteTo(this.filling, actionId);
            if (this.writing)
            {
                return;
            }

            this.writing = true;
        }

        _ = this.WriteAllAsync();
    }

    // Every failure ends in the callback: nothing escapes from this task.
    private async Task WriteAllAsync()
    {
        try
        {
            while (true)
            {
                ArrayBufferWriter<byte> full;
                lock (this.gate)
                {
                    if (this.filling.WrittenCount == 0)
                    {
                        this.writing = false;
                        return;
                    }

                    full = this.filling;
                    this.filling = this.spare;
                    this.spare = full;
                }

                await stream.WriteAsync(full.WrittenMemory).ConfigureAwait(false);
                full.ResetWrittenCount();
            }
        }
        catch (Exception e)
            when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            failed(e);
        }
    }
}
