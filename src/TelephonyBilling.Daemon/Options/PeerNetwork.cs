using System.Net;
using System.Net.Sockets;

namespace TelephonyBilling.Daemon.Options;

/// <summary>Reads the networks that may ask the gate.</summary>
internal static class PeerNetwork
{
    /// <summary>Reads a network such as <c>192.0.2.0/24</c>, or one address.</summary>
    internal static bool TryParse(string text, out IPNetwork network)
    {
        if (IPAddress.TryParse(text, out var address))
        {
            var bits = address.AddressFamily == AddressFamily.InterNetworkV6 ? 128 : 32;
            network = new IPNetwork(address, bits);
            return true;
        }
        return IPNetwork.TryParse(text, out network);
    }
}
