using System.Net;

namespace TelephonyBilling.Daemon.Options;

/// <summary>The server that the dialplan asks: section <c>FastAgi</c>.</summary>
public sealed record FastAgiOptions
{
    /// <summary>Address and port to listen on. Default 127.0.0.1:4573; port 0 takes any free one.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 4573);

    /// <summary>
    /// The networks that may ask. Empty, as by default: this machine and the hosts of the configured PBXes.
    /// </summary>
    public IReadOnlyList<IPNetwork> AllowedPeers { get; init; } = [];

    /// <summary>How many requests may be open at once, 1 to 100,000; further ones are closed. Default 4096.</summary>
    public int MaxSessions { get; init; } = 4096;

    /// <summary>How long the request's environment may take to arrive, 1 to 60 s. Default 5 s.</summary>
    public int HeaderTimeoutSeconds { get; init; } = 5;

    /// <summary>How long the PBX may take to answer one command, 1 to 60 s. Default 5 s.</summary>
    public int CommandTimeoutSeconds { get; init; } = 5;
}
