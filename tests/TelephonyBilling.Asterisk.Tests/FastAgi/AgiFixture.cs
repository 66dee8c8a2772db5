using System.Net;
using System.Threading.Channels;
using TelephonyBilling.Asterisk.FastAgi;
using TelephonyBilling.Testing.Asterisk;
using TelephonyBilling.Testing.Logging;

namespace TelephonyBilling.Asterisk.Tests.FastAgi;

/// <summary>A server on a free port with one handler at <c>/test</c>, whose outcome a test can await.</summary>
internal sealed class AgiFixture : IAsyncDisposable
{
    private readonly Channel<Exception?> outcomes = Channel.CreateUnbounded<Exception?>();

    private AgiFixture(FastAgiServer server, ListLogger log)
    {
        this.Server = server;
        this.Log = log;
    }

    public FastAgiServer Server { get; }

    public ListLogger Log { get; }

    public IPEndPoint EndPoint => this.Server.EndPoint;

    public static AgiFixture Start(
        AgiHandler handler,
        AgiLimits? limits = null,
        TimeProvider? time = null,
        Func<FastAgiServerOptions, FastAgiServerOptions>? change = null
    )
    {
        var options = new FastAgiServerOptions
        {
            EndPoint = new IPEndPoint(IPAddress.Loopback, 0),
            Limits =
                limits
                ?? new AgiLimits
                {
                    ReplyTimeout = TimeSpan.FromSeconds(30),
                    EnvironmentTimeout = TimeSpan.FromSeconds(30),
                },
        };
        var log = new ListLogger();
        var server = new FastAgiServer(change?.Invoke(options) ?? options, time, log);
        var fixture = new AgiFixture(server, log);
        server.Map(
            "/test",
            async (session, aborted) =>
            {
                try
                {
                    await handler(session, aborted);
                    fixture.outcomes.Writer.TryWrite(null);
                }
                catch (Exception e)
                {
                    fixture.outcomes.Writer.TryWrite(e);
                    throw;
                }
            }
        );
        server.Start();
        return fixture;
    }

    public Task<FakeAgiClient> CallAsync() => FakeAgiClient.CallAsync(this.EndPoint, "test");

    /// <summary>How the next handler ended: null when it returned.</summary>
    public Task<Exception?> OutcomeAsync() =>
        this.outcomes.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60));

    /// <summary>Shows that the server still serves: a whole session from environment to close.</summary>
    public async Task ShouldStillServeAsync()
    {
        await using var client = await FakeAgiClient.CallAsync(this.EndPoint, "test");
        var commands = await client.ServeAsync();
        commands.Should().NotBeEmpty();
        (await this.OutcomeAsync()).Should().BeNull();
    }

    public ValueTask DisposeAsync() => this.Server.DisposeAsync();
}
