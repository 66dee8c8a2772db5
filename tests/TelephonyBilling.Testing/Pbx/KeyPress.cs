using System.Buffers.Binary;

namespace TelephonyBilling.Testing.Pbx;

/// <summary>A key that is pressed on a phone, as named telephone events in RTP (RFC 4733, 2.5).</summary>
internal sealed class KeyPress(char key, uint timestamp)
{
    private const int Ticks = 8;
    private const int EndTicks = 3; // The end is sent three times, since packets get lost.
    private const int SamplesPerTick = 160;
    private const byte Volume = 10;

    private readonly byte code = key switch
    {
        '*' => 10,
        '#' => 11,
        >= '0' and <= '9' => (byte)(key - '0'),
        _ => throw new ArgumentOutOfRangeException(nameof(key), key, "a phone has no such key"),
    };

    private int tick;

    /// <summary>Whether it has been sent whole.</summary>
    public bool IsOver => tick >= Ticks;

    /// <summary>The next packet of 20 ms.</summary>
    public byte[] Next(ushort sequence)
    {
        bool isEnd = tick >= Ticks - EndTicks;
        byte[] packet = new byte[16];
        packet[0] = 0x80;
        packet[1] = (byte)(101 | (tick == 0 ? 0x80 : 0));
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), sequence);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), timestamp);
        packet[11] = 1; // the source
        packet[12] = code;
        packet[13] = (byte)((isEnd ? 0x80 : 0) | Volume);
        int ticks = Math.Min(tick, Ticks - EndTicks) + 1;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(14), (ushort)(ticks * SamplesPerTick));
        tick++;
        return packet;
    }
}
