using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace TelephonyBilling.Testing.Pbx;

/// <summary>
/// A phone's media (RFC 3550): sends silence, as an open microphone does, and tells silence from sound in what comes
/// back, so that a test knows what the phone heard.
/// </summary>
public sealed class RtpListener : IAsyncDisposable
{
    /// <summary>A key begins at every so many packets of 20 ms.</summary>
    private const uint KeySpacing = 15;

    private readonly Socket socket;
    private readonly Task receiving;
    private int packets;
    private int loud;
    private int digits;
    private readonly ConcurrentQueue<char> keys = new();
    private readonly CancellationTokenSource ending = new();
    private Task speaking = Task.CompletedTask;

    /// <summary>Listens on a free port of <see cref="Loopback.Phones"/>.</summary>
    public RtpListener()
    {
        Port = Loopback.FreePorts(2);
        socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(Loopback.Phones, Port));
        receiving = ReceiveAsync();
    }

    /// <summary>The port in the SDP.</summary>
    public int Port { get; }

    /// <summary>Packets of audio so far.</summary>
    public int Packets => Volatile.Read(ref packets);

    /// <summary>Packets of audio, usually 20 ms each, that were clearly not silence.</summary>
    public int Loud => Volatile.Read(ref loud);

    /// <summary>Packets of telephone events (RFC 4733): a digit takes several.</summary>
    public int Digits => Volatile.Read(ref digits);

    /// <summary>Presses keys of the phone, one after the other, while it speaks.</summary>
    public void Press(string pressed)
    {
        ArgumentNullException.ThrowIfNull(pressed);
        foreach (char key in pressed)
            keys.Enqueue(key);
    }

    /// <summary>Starts to send silence to the address in an SDP, every 20 ms until the phone is disposed.</summary>
    public void SpeakTo(string sdp)
    {
        ArgumentNullException.ThrowIfNull(sdp);
        int port = int.Parse(
            sdp.Split("m=audio ", 2)[1].Split(' ')[0],
            CultureInfo.InvariantCulture
        );
        if (speaking.IsCompleted)
            speaking = SpeakAsync(new IPEndPoint(Loopback.Phones, port), ending.Token);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await speaking;
        socket.Dispose();
        await receiving;
        ending.Dispose();
    }

    private async Task SpeakAsync(IPEndPoint to, CancellationToken stop)
    {
        byte[] packet = new byte[172];
        packet[0] = 0x80; // version 2, payload type 0
        packet[11] = 1; // the source
        packet.AsSpan(12).Fill(0xFF); // silence in µ-law
        using PeriodicTimer pace = new(TimeSpan.FromMilliseconds(20));
        try
        {
            KeyPress? pressed = null;
            for (uint count = 0; await pace.WaitForNextTickAsync(stop); count++)
            {
                if (pressed is null && count % KeySpacing == 0 && keys.TryDequeue(out char key))
                    pressed = new KeyPress(key, count * 160);
                if (pressed is { IsOver: false })
                {
                    await socket.SendToAsync(pressed.Next((ushort)(count & 0xFFFF)), to, stop);
                    continue;
                }

                pressed = null;
                BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)(count & 0xFFFF));
                BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), count * 160);
                await socket.SendToAsync(packet, to, stop);
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    private async Task ReceiveAsync()
    {
        byte[] buffer = new byte[2048];
        while (await socket.NextAsync(buffer) is { } length)
        {
            if (length <= 12)
                continue;
            if ((buffer[1] & 0x7F) == 101)
            {
                Interlocked.Increment(ref digits);
                continue;
            }

            Interlocked.Increment(ref packets);
            // G.711 µ-law: the complement's three segment bits grow with the level; 5 and up is a quarter of full scale.
            if (buffer[12..length].Count(sample => ((~sample >> 4) & 7) >= 5) > length / 8)
                Interlocked.Increment(ref loud);
        }
    }
}
