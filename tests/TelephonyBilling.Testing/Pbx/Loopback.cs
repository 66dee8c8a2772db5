using System.Net;
using System.Net.Sockets;

namespace TelephonyBilling.Testing.Pbx;

/// <summary>
/// Ports on loopback that nobody uses. Each is handed out once in a test run, so that two fixtures which ask one after
/// the other, before either has bound its socket, do not get the same.
/// </summary>
public static class Loopback
{
    /// <summary>Phones and the daemon call from here.</summary>
    public static IPAddress Phones { get; } = IPAddress.Loopback;

    /// <summary>The carrier has an address of its own, because PBXes tell a trunk by its address.</summary>
    public static IPAddress Carrier { get; } = IPAddress.Parse("127.0.0.2");

    private static readonly Lock Gate = new();

    // Below the range from which the system picks ports for outgoing connections (32768 by default); the process id
    // spreads test processes that run side by side.
    private static int next = 12_000 + Environment.ProcessId % 150 * 100;

    /// <summary>One port that is free for TCP and UDP on <paramref name="address"/>.</summary>
    public static int FreePort(IPAddress? address = null) => FreePorts(1, address);

    /// <summary>The first of <paramref name="count"/> consecutive ports that are free for TCP and UDP; even, as RTP wants it.</summary>
    /// <exception cref="InvalidOperationException">No such run of ports was found.</exception>
    public static int FreePorts(int count, IPAddress? address = null)
    {
        lock (Gate)
        {
            for (int tries = 0; tries < 2000; tries++)
            {
                if (next + count > 32_000)
                    next = 12_000;
                int first = next + next % 2;
                next = first + count;
                if (Enumerable.Range(first, count).All(port => IsFree(address ?? Phones, port)))
                    return first;
            }
        }

        throw new InvalidOperationException(
            $"found no {count} free ports in a row between 12000 and 32000 on {address ?? Phones}"
        );
    }

    private static bool IsFree(IPAddress address, int port)
    {
        try
        {
            using Socket udp = new(
                AddressFamily.InterNetwork,
                SocketType.Dgram,
                System.Net.Sockets.ProtocolType.Udp
            );
            udp.Bind(new IPEndPoint(address, port));
            using TcpListener tcp = new(address, port);
            tcp.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
