using System.Net;
using System.Net.Sockets;

namespace TelephonyBilling.Testing.Pbx;

/// <summary>A TCP relay on loopback that a test can cut and mend, as a network between the daemon and the PBX would be.</summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private readonly int target;
    private readonly Lock gate = new();
    private readonly List<Socket> open = [];
    private readonly TcpListener listener;
    private readonly Task accepting;
    private bool cut;

    /// <summary>Starts to relay to <paramref name="target"/>, a port on loopback.</summary>
    public TcpProxy(int target)
    {
        this.target = target;
        Port = Loopback.FreePort();
        listener = new TcpListener(IPAddress.Loopback, Port);
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>The port to connect to.</summary>
    public int Port { get; }

    /// <summary>Breaks all connections, and each new one at once, until <see cref="Mend"/>.</summary>
    public void Cut()
    {
        lock (gate)
        {
            cut = true;
            foreach (Socket socket in open)
                socket.Close(0);
            open.Clear();
        }
    }

    /// <summary>Lets connections through again.</summary>
    public void Mend()
    {
        lock (gate)
            cut = false;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        Cut();
        listener.Dispose();
        await accepting;
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await listener.AcceptSocketAsync();
            }
            catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
            {
                return; // disposed
            }

            _ = RelayAsync(client);
        }
    }

    private async Task RelayAsync(Socket client)
    {
        Socket server = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        lock (gate)
        {
            if (cut)
            {
                client.Close(0);
                return;
            }

            open.Add(client);
            open.Add(server);
        }

        try
        {
            await server.ConnectAsync(IPAddress.Loopback, target);
            await Task.WhenAny(PumpAsync(client, server), PumpAsync(server, client));
        }
        catch (Exception broken) when (broken is SocketException or ObjectDisposedException)
        {
            // A relay that breaks is what this class is for: both ends see it close below.
        }
        finally
        {
            lock (gate)
            {
                open.Remove(client);
                open.Remove(server);
            }

            client.Close(0);
            server.Close(0);
        }
    }

    private static async Task PumpAsync(Socket from, Socket to)
    {
        byte[] buffer = new byte[16_384];
        while (true)
        {
            int count = await from.ReceiveAsync(buffer);
            if (count == 0)
                return;
            await to.SendAsync(buffer.AsMemory(0, count));
        }
    }
}
