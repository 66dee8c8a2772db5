using System.Net;

namespace TelephonyBilling.Daemon.Options;

/// <summary>Metrics and health over HTTP: section <c>Metrics</c>.</summary>
public sealed record MetricsOptions
{
    /// <summary>Address and port to listen on; null (an empty text in the file): off. Default 127.0.0.1:9464.</summary>
    public IPEndPoint? Listen { get; init; } = new(IPAddress.Loopback, 9464);
}
