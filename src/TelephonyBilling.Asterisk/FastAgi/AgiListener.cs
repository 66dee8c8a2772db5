using System.Net;
using System.Net.Sockets;

namespace TelephonyBilling.Asterisk.FastAgi;

/// <summary>Listens, and hands over each connection of a peer that is allowed. Whatever a peer does, it goes on.</summary>
internal sealed class AgiListener : IDisposable
{
    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(100);

    private readonly Socket socket;
    private readonly AgiPeerList peers;
    private readonly TimeProvider time;
    private readonly AgiLog log;

    /// <exception cref="SocketException">The address can't be had.</exception>
    public AgiListener(FastAgiServerOptions options, TimeProvider time, AgiLog log)
    {
        this.peers = new AgiPeerList(options.AllowedPeers);
        this.time = time;
        this.log = log;
        this.socket = new Socket(
            options.EndPoint.AddressFamily,
            SocketType.Stream,
            ProtocolType.Tcp
        );
        try
        {
            if (options.EndPoint.AddressFamily == AddressFamily.InterNetworkV6)
            {
                this.socket.DualMode = true;
            }

            this.socket.Bind(options.EndPoint);
            this.socket.Listen(options.Backlog);
        }
        catch
        {
            this.socket.Dispose();
            throw;
        }
    }

    /// <summary>Where it listens, with the real port.</summary>
    public IPEndPoint EndPoint => (IPEndPoint)this.socket.LocalEndPoint!;

    /// <summary>Accepts until the token is cancelled or the listener disposed. Never fails.</summary>
    /// <param name="take">Gets each connection, and owns it from then on.</param>
    /// <param name="stop">Ends it.</param>
    public async Task RunAsync(Action<Socket, IPEndPoint> take, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                this.Admit(await this.socket.AcceptAsync(stop).ConfigureAwait(false), take);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException e) when (!stop.IsCancellationRequested)
            {
                // Out of descriptors, or a peer that left while it waited. Pausing keeps the first from spinning.
                this.log.Warn("fastagi accept failed", null, "accept", e.Message);
                if (
                    e.SocketErrorCode != SocketError.ConnectionReset
                    && e.SocketErrorCode != SocketError.ConnectionAborted
                )
                {
                    await Task.Delay(AcceptPause, this.time, stop)
                        .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
            }
        }
    }

    /// <summary>Sends a peer away.</summary>
    public void Refuse(Socket connection, IPEndPoint peer, string reason)
    {
        AsteriskMetrics.AgiRefused.Add(1, AsteriskMetrics.Tag("reason", reason));
        this.log.Warn("agi connection refused", peer, reason, string.Empty);
        connection.Dispose();
    }

    public void Dispose() => this.socket.Dispose();

    private void Admit(Socket connection, Action<Socket, IPEndPoint> take)
    {
        IPEndPoint peer;
        try
        {
            peer = (IPEndPoint)connection.RemoteEndPoint!;
            connection.NoDelay = true;
        }
        catch (SocketException)
        {
            connection.Dispose(); // Gone again.
            return;
        }

        if (this.peers.Allows(peer.Address))
        {
            take(connection, peer);
        }
        else
        {
            this.Refuse(connection, peer, "peer-not-allowed");
        }
    }
}
