using TelephonyBilling.Asterisk.Ami;
using TelephonyBilling.Testing.Asterisk;
using TelephonyBilling.Testing.Logging;

namespace TelephonyBilling.Asterisk.Tests.Ami;

/// <summary>A fake manager, a client towards it, and what the client told.</summary>
internal sealed class AmiFixture : IAsyncDisposable
{
    private readonly CancellationTokenSource stopping = new();

    private AmiFixture(
        FakeAmiServer server,
        AmiClient client,
        RecordingHandler handler,
        ListLogger log
    )
    {
        this.Server = server;
        this.Client = client;
        this.Handler = handler;
        this.Log = log;
        this.Running = client.RunAsync(this.stopping.Token);
    }

    public FakeAmiServer Server { get; }

    public AmiClient Client { get; }

    public RecordingHandler Handler { get; }

    public ListLogger Log { get; }

    public Task Running { get; }

    public static AmiFixture Start(
        FakeAmiServer? server = null,
        Func<AmiClientOptions, AmiClientOptions>? change = null,
        RecordingHandler? handler = null,
        TimeProvider? time = null
    )
    {
        server ??= new FakeAmiServer();
        handler ??= new RecordingHandler();
        var log = new ListLogger();
        var options = Options(server);
        return new AmiFixture(
            server,
            new AmiClient(change?.Invoke(options) ?? options, handler, time, log),
            handler,
            log
        );
    }

    /// <summary>Options with short backoff, so that tests on the real clock don't wait.</summary>
    public static AmiClientOptions Options(FakeAmiServer server) =>
        new()
        {
            Name = "test",
            Host = "127.0.0.1",
            Port = server.Port,
            User = server.User,
            Secret = server.Secret,
            BackoffMin = TimeSpan.FromMilliseconds(5),
            BackoffMax = TimeSpan.FromMilliseconds(20),
            ActionTimeout = TimeSpan.FromSeconds(30),
            RandomSeed = 1,
        };

    /// <summary>Waits until both sides say that the connection is there.</summary>
    public async Task<(FakeAmiPeer Peer, AmiSession Session)> ConnectedAsync()
    {
        var peer = await this.Server.NextPeerAsync();
        return (peer, await this.Handler.NextAsync<AmiSession>());
    }

    public async Task StopAsync()
    {
        await this.stopping.CancelAsync();
        await this.Running.WaitAsync(TimeSpan.FromSeconds(30));
    }

    public async ValueTask DisposeAsync()
    {
        await this.StopAsync();
        await this.Client.DisposeAsync();
        await this.Server.DisposeAsync();
        this.stopping.Dispose();
    }
}
