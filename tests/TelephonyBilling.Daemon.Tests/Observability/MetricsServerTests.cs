using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using TelephonyBilling.Daemon.Observability;
using TelephonyBilling.Daemon.Options;

namespace TelephonyBilling.Daemon.Tests.Observability;

public sealed class MetricsServerTests : IAsyncLifetime
{
    private readonly HealthBoard board = new(TimeProvider.System);
    private readonly PrometheusCollector collector = new(NullLogger<PrometheusCollector>.Instance);
    private readonly HttpClient client = new();
    private MetricsServer server = null!;

    public async Task InitializeAsync()
    {
        server = (await StartAsync(new IPEndPoint(IPAddress.Loopback, 0)))!;
        client.BaseAddress = server.Address;
    }

    public async Task DisposeAsync()
    {
        await server.DisposeAsync();
        client.Dispose();
        collector.Dispose();
    }

    [Fact]
    public async Task Metrics_AreServedAsPrometheusText()
    {
        var response = await client.GetAsync("/metrics");

        response
            .Content.Headers.ContentType!.ToString()
            .Should()
            .Be(PrometheusCollector.ContentType);
        (await response.Content.ReadAsStringAsync()).Should().Contain("# TYPE ");
    }

    [Fact]
    public async Task Ready_AllIsWell_Is200()
    {
        board.Add("store", HealthScope.Ready, () => null);

        (await client.GetAsync("/readyz")).StatusCode.Should().Be(HttpStatusCode.OK);
        (await client.GetAsync("/healthz")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Ready_StoreGone_Is503AndSaysWhatAndSinceWhen()
    {
        board.Add("store", HealthScope.Ready, () => throw new IOException("disk full"));
        var first = await Report("/readyz");
        var second = await Report("/readyz");

        first.Status.Should().Be(HttpStatusCode.ServiceUnavailable);
        var check = first.Body.GetProperty("checks")[0];
        check.GetProperty("name").GetString().Should().Be("store");
        check.GetProperty("problem").GetString().Should().Be("disk full");
        second
            .Body.GetProperty("checks")[0]
            .GetProperty("since")
            .GetString()
            .Should()
            .Be(check.GetProperty("since").GetString());
        (await client.GetAsync("/healthz")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Ready_OneOfTwoPbxesWatched_Is200_None_Is503()
    {
        var watched = true;
        board.Add("pbx:a", HealthScope.ReadyIfAny, () => watched ? null : "not connected");
        board.Add("pbx:b", HealthScope.ReadyIfAny, () => "not connected");

        (await client.GetAsync("/readyz")).StatusCode.Should().Be(HttpStatusCode.OK);
        watched = false;
        (await client.GetAsync("/readyz"))
            .StatusCode.Should()
            .Be(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task Health_LoopStandsStill_Is503()
    {
        board.Add("meters", HealthScope.Alive, () => "the loop has not turned for 60 s");

        (await client.GetAsync("/healthz"))
            .StatusCode.Should()
            .Be(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task OtherPathsAndMethods_AreRefused()
    {
        (await client.GetAsync("/")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await client.PostAsync("/metrics", null))
            .StatusCode.Should()
            .Be(HttpStatusCode.MethodNotAllowed);
    }

    [Fact]
    public async Task Start_SwitchedOff_GivesNone() => (await StartAsync(null)).Should().BeNull();

    [Fact]
    public async Task Start_AddressTaken_Throws()
    {
        var start = () => StartAsync(IPEndPoint.Parse(server.Address.Authority));

        await start.Should().ThrowAsync<IOException>();
    }

    private Task<MetricsServer?> StartAsync(IPEndPoint? listen) =>
        MetricsServer.StartAsync(
            new MetricsOptions { Listen = listen },
            collector,
            board,
            NullLoggerFactory.Instance,
            CancellationToken.None
        );

    private async Task<(HttpStatusCode Status, JsonElement Body)> Report(string path)
    {
        var response = await client.GetAsync(path);
        return (
            response.StatusCode,
            JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement
        );
    }
}
