using System.Buffers;
using System.Net.Sockets;
using System.Text;

namespace TelephonyBilling.Asterisk.FastAgi;

/// <summary>Sends commands out of one pooled array, which a session that sends none never takes. Not thread-safe.</summary>
internal sealed class AgiSendBuffer(Socket socket, AgiLimits limits)
{
    private byte[]? buffer;

    /// <summary>How many bytes a command takes on the wire.</summary>
    /// <exception cref="ArgumentException">They are more than allowed, or it has characters that no command can carry.</exception>
    public int Measure(string command)
    {
        AgiCommands.CheckCharacters(command);
        var bytes = Encoding.UTF8.GetByteCount(command) + 1;
        return bytes <= limits.MaxCommandBytes
            ? bytes
            : throw new ArgumentException(
                $"The command has {bytes} bytes; at most {limits.MaxCommandBytes} are allowed (AgiLimits.MaxCommandBytes).",
                nameof(command)
            );
    }

    /// <summary>Sends a command that was measured.</summary>
    /// <exception cref="SocketException">The connection failed.</exception>
    public ValueTask<int> SendAsync(string command, int bytes)
    {
        this.buffer ??= ArrayPool<byte>.Shared.Rent(limits.MaxCommandBytes);
        var written = Encoding.UTF8.GetBytes(command, this.buffer);
        this.buffer[written] = (byte)'\n';
        return socket.SendAsync(this.buffer.AsMemory(0, bytes), SocketFlags.None);
    }

    /// <summary>Gives the array back.</summary>
    public void Return()
    {
        if (this.buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(this.buffer);
            this.buffer = null;
        }
    }
}
