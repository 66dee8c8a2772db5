using System.Buffers;
using System.Net.Sockets;

namespace TelephonyBilling.Asterisk.FastAgi;

/// <summary>What a session has received and not yet read: one pooled array that grows to what is allowed. Not thread-safe.</summary>
internal sealed class AgiReceiveBuffer(Socket socket)
{
    // Holds an ordinary environment, which has some 700 bytes.
    private const int FirstSize = 4096;

    private byte[] buffer = ArrayPool<byte>.Shared.Rent(FirstSize);
    private int start;
    private int end;

    /// <summary>What waits to be read. Valid until the next receive.</summary>
    public ReadOnlySpan<byte> Unread => this.buffer.AsSpan(this.start, this.end - this.start);

    /// <summary>Marks bytes from the front as read.</summary>
    public void Consume(int count) => this.start += count;

    /// <summary>Waits for more bytes; 0 when the peer closed.</summary>
    /// <param name="max">How many unread bytes there may be. The caller has fewer now.</param>
    /// <exception cref="SocketException">The connection failed.</exception>
    public async ValueTask<int> ReceiveAsync(int max)
    {
        if (this.start > 0)
        {
            this.buffer.AsSpan(this.start, this.end - this.start).CopyTo(this.buffer);
            this.end -= this.start;
            this.start = 0;
        }

        if (this.end == this.buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(
                Math.Min(this.buffer.Length * 2, Math.Max(max, this.end + 1))
            );
            this.buffer.AsSpan(0, this.end).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(this.buffer);
            this.buffer = larger;
        }

        var received = await socket
            .ReceiveAsync(this.buffer.AsMemory(this.end), SocketFlags.None)
            .ConfigureAwait(false);
        this.end += received;
        return received;
    }

    /// <summary>Gives the array back; nothing may be read after that.</summary>
    public void Return()
    {
        ArrayPool<byte>.Shared.Return(this.buffer);
        this.buffer = [];
        this.start = this.end = 0;
    }
}
