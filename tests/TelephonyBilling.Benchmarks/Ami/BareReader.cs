using System.Net;
using System.Net.Sockets;
using TelephonyBilling.Benchmarks.Reporting;

namespace TelephonyBilling.Benchmarks.Ami;

/// <summary>The baseline: one loop over a socket that splits every header at its colon and keeps none.</summary>
public static class BareReader
{
    private const int BufferBytes = 64 * 1024;

    /// <summary>Connects, lets <paramref name="start"/> begin the burst, and reads so many events.</summary>
    public static async Task<Cost> ReadAsync(
        IPEndPoint manager,
        int events,
        Func<Task> start,
        CancellationToken cancellationToken
    )
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(manager, cancellationToken);
        var meter = Cost.Begin();
        await start();
        var checksum = await Task.Run(() => Read(socket, events), cancellationToken);
        var cost = meter.End();
        return checksum > 0 ? cost : throw new InvalidOperationException("Nothing was split.");
    }

    private static long Read(Socket socket, int events)
    {
        var buffer = new byte[BufferBytes];
        var (kept, checksum) = (0, 0L);
        while (events > 0)
        {
            var received = socket.Receive(buffer.AsSpan(kept));
            if (received == 0)
            {
                throw new InvalidOperationException(
                    $"The sender closed with {events} events left."
                );
            }
            ReadOnlySpan<byte> rest = buffer.AsSpan(0, kept + received);
            for (int end; (end = rest.IndexOf((byte)'\n')) >= 0; rest = rest[(end + 1)..])
            {
                var line = rest[..end];
                if (line.Length <= 1)
                {
                    events--;
                    continue;
                }
                if (line.IndexOf((byte)':') is var colon and >= 0) // The greeting has none.
                {
                    checksum += line[..colon].Length + (3 * line[(colon + 1)..].Length);
                }
            }
            rest.CopyTo(buffer);
            kept = rest.Length;
        }
        return checksum;
    }
}
