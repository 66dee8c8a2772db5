using System.Net;

namespace TelephonyBilling.Asterisk.FastAgi;

/// <summary>Where a FastAGI server listens and whom it serves. Immutable; checked by <see cref="Validate"/>.</summary>
public sealed record FastAgiServerOptions
{
    /// <summary>Default FastAGI port (<c>AGI_PORT</c> in <c>res/res_agi.c</c>).</summary>
    public const int DefaultPort = 4573;

    /// <summary>Address and port to listen on. Default loopback, 4573. Port 0 takes a free one.</summary>
    public IPEndPoint EndPoint { get; init; } = new(IPAddress.Loopback, DefaultPort);

    /// <summary>
    /// Networks that may connect. Default loopback only, because FastAGI has no login. An IPv4 address that arrives
    /// mapped into IPv6 counts as IPv4.
    /// </summary>
    public IReadOnlyList<IPNetwork> AllowedPeers { get; init; } =
    [new IPNetwork(IPAddress.Parse("127.0.0.0"), 8), new IPNetwork(IPAddress.IPv6Loopback, 128)];

    /// <summary>Most sessions at once; a further connection is closed at once, so that the dialplan goes on. Default 8,192.</summary>
    public int MaxSessions { get; init; } = 8192;

    /// <summary>Connections that may wait to be accepted. The system may cap it. Default 4,096.</summary>
    public int Backlog { get; init; } = 4096;

    /// <summary>Limits of each session.</summary>
    public AgiLimits Limits { get; init; } = AgiLimits.Default;

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">The first that does not fit; the message names it.</exception>
    public void Validate()
    {
        Require(
            this.EndPoint is not null,
            nameof(this.EndPoint),
            "missing",
            "an address and a port"
        );
        Require(
            this.AllowedPeers.Count > 0,
            nameof(this.AllowedPeers),
            "empty",
            "at least one network"
        );
        Require(
            this.MaxSessions is > 0 and <= 1_000_000,
            nameof(this.MaxSessions),
            this.MaxSessions,
            "1 to 1000000"
        );
        Require(this.Backlog is > 0 and <= 65535, nameof(this.Backlog), this.Backlog, "1 to 65535");
        this.Limits.Validate();
    }

    private static void Require(bool fits, string name, object found, string expected)
    {
        if (!fits)
        {
            throw new ArgumentException($"{name} is {found}; it must be {expected}.", name);
        }
    }
}
