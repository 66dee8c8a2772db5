using System.Net;

namespace TelephonyBilling.Asterisk.FastAgi;

/// <summary>The networks that may connect.</summary>
internal sealed class AgiPeerList(IReadOnlyList<IPNetwork> networks)
{
    private readonly IPNetwork[] networks = [.. networks];

    public bool Allows(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        foreach (var network in this.networks)
        {
            if (network.Contains(plain))
            {
                return true;
            }
        }

        return false;
    }
}
