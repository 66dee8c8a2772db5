using System.Globalization;
using System.Net;

namespace TelephonyBilling.Daemon.Options;

/// <summary>Reads where to listen: <c>127.0.0.1:4573</c>, <c>[::1]:4573</c>, <c>localhost:4573</c>.</summary>
internal static class ListenAddress
{
    /// <summary>False where the text is not an address of this kind with a port of 0 to 65535.</summary>
    internal static bool TryParse(string text, out IPEndPoint address)
    {
        address = new IPEndPoint(IPAddress.Loopback, 0);
        var colon = text.LastIndexOf(':');
        if (colon < 0)
        {
            return false;
        }
        var host = text[..colon];
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            host = "127.0.0.1";
        }
        // Without brackets the end of an IPv6 address could be taken for a port.
        if (
            (host.Contains(':') && !host.StartsWith('['))
            || !IPAddress.TryParse(host, out var ip)
            || !ushort.TryParse(
                text.AsSpan(colon + 1),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var port
            )
        )
        {
            return false;
        }
        address = new IPEndPoint(ip, port);
        return true;
    }
}
