using System.Net.Sockets;

namespace TelephonyBilling.Testing.Pbx;

/// <summary>Datagrams of a socket that is closed when it has done its duty.</summary>
internal static class Datagrams
{
    /// <summary>The next datagram's length; null once the socket is closed.</summary>
    internal static async Task<int?> NextAsync(this Socket socket, byte[] buffer)
    {
        try
        {
            return await socket.ReceiveAsync(buffer);
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            return null;
        }
    }
}
