using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;

namespace TelephonyBilling.Testing.Asterisk;

/// <summary>
/// Speaks the manager's side of AMI on loopback: greeting, challenge, login, ping, and whatever a test adds. Each
/// accepted connection is a <see cref="FakeAmiPeer"/> that a test takes from <see cref="NextPeerAsync"/> once it is
/// logged in.
/// </summary>
public sealed class FakeAmiServer : IAsyncDisposable
{
    private readonly Socket listener = new(
        AddressFamily.InterNetwork,
        SocketType.Stream,
        ProtocolType.Tcp
    );
    private readonly Channel<FakeAmiPeer> loggedIn = Channel.CreateUnbounded<FakeAmiPeer>();
    private readonly List<FakeAmiPeer> peers = [];
    private readonly CancellationTokenSource stopping = new();
    private readonly Task accepting;
    private int disposed;

    /// <summary>Listens on a free port of loopback at once.</summary>
    /// <param name="certificate">With it the server speaks TLS.</param>
    public FakeAmiServer(X509Certificate2? certificate = null)
    {
        this.listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        this.listener.Listen(64);
        this.accepting = Task.Run(() => this.AcceptAsync(certificate));
    }

    /// <summary>The port.</summary>
    public int Port => ((IPEndPoint)this.listener.LocalEndPoint!).Port;

    /// <summary>The only user.</summary>
    public string User { get; init; } = "billing";

    /// <summary>Its secret. May be changed while the server runs.</summary>
    public string Secret { get; set; } = "s3cret";

    /// <summary>The first line, without its ending; null greets nobody.</summary>
    public string? Greeting { get; init; } = "Asterisk Call Manager/8.0.2";

    /// <summary>Whether <c>Challenge</c> works.</summary>
    public bool HasChallenge { get; init; } = true;

    /// <summary>Whether <c>FullyBooted</c> follows the login.</summary>
    public bool SendsFullyBooted { get; init; } = true;

    /// <summary>Whether pings are answered. May be changed while the server runs.</summary>
    public bool AnswersPing { get; set; } = true;

    /// <summary>What <c>CoreSettings</c> gives as the version.</summary>
    public string AsteriskVersion { get; init; } = "22.5.2";

    /// <summary>
    /// Answers actions that the server itself doesn't know: gets the action and writes what it likes to the peer. True
    /// when it did; otherwise the peer gets <c>Response: Error</c>.
    /// </summary>
    public Func<FakeAmiPeer, FakeAmiAction, ValueTask<bool>>? OnAction { get; set; }

    /// <summary>Connections accepted so far.</summary>
    public int Accepted { get; private set; }

    /// <summary>The next connection that logged in.</summary>
    /// <exception cref="TimeoutException">None within 30 s.</exception>
    public Task<FakeAmiPeer> NextPeerAsync() =>
        this.loggedIn.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

    /// <summary>Closes the listener and every connection. May be called again.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref this.disposed, 1) != 0)
        {
            return;
        }

        await this.stopping.CancelAsync();
        this.listener.Dispose();
        await this.accepting;
        List<FakeAmiPeer> open;
        lock (this.peers)
        {
            open = [.. this.peers];
        }

        foreach (var peer in open)
        {
            await peer.DisposeAsync();
        }

        this.stopping.Dispose();
    }

    internal void LoggedIn(FakeAmiPeer peer) => this.loggedIn.Writer.TryWrite(peer);

    private async Task AcceptAsync(X509Certificate2? certificate)
    {
        while (true)
        {
            try
            {
                var socket = await this.listener.AcceptAsync(this.stopping.Token);
                socket.NoDelay = true;
                Stream stream = new NetworkStream(socket, ownsSocket: true);
                if (certificate is not null)
                {
                    var secure = new SslStream(stream);
                    stream = secure;
                    await secure.AuthenticateAsServerAsync(certificate);
                }

                var peer = new FakeAmiPeer(this, stream);
                lock (this.peers)
                {
                    this.Accepted++;
                    this.peers.Add(peer);
                }

                peer.Start();
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (Exception e)
                when (e
                        is SocketException
                            or IOException
                            or System.Security.Authentication.AuthenticationException
                )
            {
                if (this.stopping.IsCancellationRequested)
                {
                    return;
                }
            }
        }
    }
}
