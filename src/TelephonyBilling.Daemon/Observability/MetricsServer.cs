using System.Net;
using System.Text.Json;
using TelephonyBilling.Daemon.Hosting;
using TelephonyBilling.Daemon.Options;

namespace TelephonyBilling.Daemon.Observability;

/// <summary>
/// Serves <c>/metrics</c> (Prometheus text), <c>/healthz</c> (503 if the process is stuck) and <c>/readyz</c> (503 if it
/// can't do its work; the body says what is wrong and since when) over plain HTTP.
/// </summary>
public sealed class MetricsServer : IAsyncDisposable
{
    // People read it with curl: an apostrophe stays one.
    private static readonly JsonWriterOptions Readable = new()
    {
        Indented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly WebApplication app;
    private readonly PrometheusCollector collector;
    private readonly HealthBoard board;

    private MetricsServer(WebApplication app, PrometheusCollector collector, HealthBoard board)
    {
        this.app = app;
        this.collector = collector;
        this.board = board;
    }

    /// <summary>Where it listens, with the port that was free where 0 was asked for.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    /// <summary>Starts it.</summary>
    /// <param name="options">Where to listen.</param>
    /// <param name="collector">The metrics.</param>
    /// <param name="board">The health probes.</param>
    /// <param name="loggers">Kestrel's log goes there.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <returns>Null where it is switched off.</returns>
    /// <exception cref="IOException">The address is taken or is not this machine's.</exception>
    public static async Task<MetricsServer?> StartAsync(
        MetricsOptions options,
        PrometheusCollector collector,
        HealthBoard board,
        ILoggerFactory loggers,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Listen is not { } endpoint)
        {
            return null;
        }
        MetricsServer? server = null;
        var web = await PlainWebServer.StartAsync(
            endpoint,
            limits => limits.MaxRequestBodySize = 0,
            context => server!.HandleAsync(context),
            loggers,
            cancellationToken
        );
        server = new MetricsServer(web, collector, board);
        server.Address = new Uri(web.Urls.First());
        HealthLog.Serving(loggers.CreateLogger<MetricsServer>(), server.Address.Authority);
        return server;
    }

    /// <summary>Stops it.</summary>
    public async ValueTask DisposeAsync()
    {
        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
    }

    private Task HandleAsync(HttpContext context)
    {
        if (
            !HttpMethods.IsGet(context.Request.Method)
            && !HttpMethods.IsHead(context.Request.Method)
        )
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return Task.CompletedTask;
        }
        switch (context.Request.Path.Value)
        {
            case "/metrics":
                context.Response.ContentType = PrometheusCollector.ContentType;
                return context.Response.WriteAsync(collector.Collect(), context.RequestAborted);
            case "/healthz":
                return ReportAsync(context, HealthBoard.IsAlive);
            case "/readyz":
                return ReportAsync(context, HealthBoard.IsReady);
            default:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return context.Response.WriteAsync(
                    "Here are /metrics, /healthz and /readyz.\n",
                    context.RequestAborted
                );
        }
    }

    private async Task ReportAsync(
        HttpContext context,
        Func<IReadOnlyList<HealthReport>, bool> judge
    )
    {
        var reports = await board.CheckAsync(context.RequestAborted);
        var good = judge(reports);
        context.Response.StatusCode = (int)(
            good ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable
        );
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.Body, Readable);
        json.WriteStartObject();
        json.WriteString("status", good ? "ok" : "failing");
        json.WriteStartArray("checks");
        foreach (var report in reports)
        {
            json.WriteStartObject();
            json.WriteString("name", report.Name);
            json.WriteBoolean("ok", report.Problem is null);
            json.WriteString("problem", report.Problem);
            json.WriteString("since", report.Since.UtcDateTime);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(context.RequestAborted);
    }
}
