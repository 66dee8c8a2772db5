using System.Net;
using System.Net.Sockets;

namespace TelephonyBilling.Daemon.Options;

/// <summary>Says who may ask the gate.</summary>
public static class GatePeers
{
    private static readonly IPNetwork[] Loopback =
    [
        new(IPAddress.Parse("127.0.0.0"), 8),
        new(IPAddress.IPv6Loopback, 128),
    ];

    /// <summary>
    /// The configured networks; where none are, this machine and every address of the configured PBXes' hosts.
    /// </summary>
    /// <exception cref="SocketException">A PBX's host name can't be looked up.</exception>
    public static async Task<IReadOnlyList<IPNetwork>> ResolveAsync(
        DaemonOptions options,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.FastAgi.AllowedPeers.Count > 0)
        {
            return options.FastAgi.AllowedPeers;
        }
        var peers = new List<IPNetwork>(Loopback);
        foreach (var host in options.Pbx.Select(pbx => pbx.Host).Distinct(StringComparer.Ordinal))
        {
            foreach (var address in await Dns.GetHostAddressesAsync(host, cancellationToken))
            {
                peers.Add(Only(address));
            }
        }
        return peers;
    }

    /// <summary>Reads a network such as <c>192.0.2.0/24</c>, or one address.</summary>
    public static bool TryParse(string text, out IPNetwork network)
    {
        if (IPAddress.TryParse(text, out var address))
        {
            network = Only(address);
            return true;
        }
        return IPNetwork.TryParse(text, out network);
    }

    private static IPNetwork Only(IPAddress address) =>
        new(address, address.AddressFamily == AddressFamily.InterNetworkV6 ? 128 : 32);
}
