using System.Globalization;
using System.Text;

namespace TelephonyBilling.Benchmarks.Ami;

/// <summary>
/// The events of a busy PBX, made up but in the shape and mix of real ones: mostly variables and dialplan steps that
/// nobody asked for. A cycle of a thousand, the same in every run.
/// </summary>
public sealed class AmiTraffic
{
    /// <summary>Events in a cycle.</summary>
    public const int CycleLength = 1_000;

    /// <summary>What comes after the last event, so that a reader knows the end.</summary>
    public const string EndEvent = "Shutdown";

    /// <summary>The digits of a timestamp: seconds, a dot, microseconds.</summary>
    public const int StampLength = 17;

    private const string Stamp = "1767614403.204817";

    // Of a hundred events: variables, dialplan steps, RTP reports, dials, and few of those that tell of a call's life.
    private static readonly (Func<int, string> Make, int Count)[] Mix =
    [
        (VarSet, 41),
        (Newexten, 24),
        (Rtcp, 14),
        (DialBegin, 6),
        (Newchannel, 8),
        (channel => Newstate(channel), 3),
        (Hangup, 3),
        (UserEvent, 1),
    ];

    private readonly int[] starts = new int[CycleLength + 1];
    private readonly int[] stamps = new int[CycleLength];

    /// <summary>Makes the cycle.</summary>
    public AmiTraffic()
    {
        var hundred = Mix.SelectMany(kind => Enumerable.Repeat(kind.Make, kind.Count)).ToArray();
        var text = new StringBuilder();
        for (var i = 0; i < CycleLength; i++)
        {
            starts[i] = text.Length;
            // 37 and 100 have no common divisor: the kinds are spread, and each comes as often as the mix says.
            var message = hundred[i * 37 % hundred.Length](i);
            stamps[i] = text.Length + message.IndexOf(Stamp, StringComparison.Ordinal);
            text.Append(message).Append("\r\n");
            Headers += message.Count(c => c == '\n');
        }
        starts[CycleLength] = text.Length;
        Bytes = Encoding.ASCII.GetBytes(text.ToString());
    }

    /// <summary>The cycle on the wire.</summary>
    public byte[] Bytes { get; }

    /// <summary>Headers in the whole cycle.</summary>
    public int Headers { get; }

    /// <summary>The event's bytes, its time set.</summary>
    /// <param name="index">0 to <see cref="CycleLength"/> − 1.</param>
    /// <param name="microseconds">Of any clock that the reader shares.</param>
    public ReadOnlyMemory<byte> Stamped(int index, long microseconds)
    {
        var (seconds, rest) = Math.DivRem(microseconds, 1_000_000);
        var target = Bytes.AsSpan(stamps[index], StampLength);
        seconds.TryFormat(target, out _, "D10", CultureInfo.InvariantCulture);
        target[10] = (byte)'.';
        rest.TryFormat(target[11..], out _, "D6", CultureInfo.InvariantCulture);
        return Bytes.AsMemory(starts[index]..starts[index + 1]);
    }

    private static string VarSet(int channel) =>
        Snapshot("VarSet", "dialplan", channel)
        + $"Variable: PJSIP_HEADERS_{channel % 7}\r\nValue: sip:44207946{channel:D4}@192.0.2.10;transport=udp\r\n";

    private static string Newexten(int channel) =>
        Snapshot("Newexten", "dialplan", channel)
        + "Extension: 011442079460000\r\nApplication: ExecIf\r\nAppData: 0?Set(TIMEOUT(absolute)=15)\r\n";

    private static string Newchannel(int channel) => Snapshot("Newchannel", "call", channel);

    private static string Newstate(int channel) => Snapshot("Newstate", "call", channel);

    private static string Hangup(int channel) =>
        Snapshot("Hangup", "call", channel)
        + "Cause: 16\r\nCause-txt: Normal Clearing\r\nTechCause: 200\r\n";

    private static string UserEvent(int channel) =>
        Snapshot("UserEvent", "user", channel)
        + "UserEvent: TelephonyBillingLeg\r\nCall: 261122T104502-7f3k9qx2ab\r\n";

    private static string DialBegin(int channel) =>
        Snapshot("DialBegin", "call", channel)
        + Leg("Dest", channel + 1)
        + "DialString: carrier/sip:442079460000@192.0.2.1\r\n";

    private static string Rtcp(int channel) =>
        Snapshot("RTCPReceived", "reporting", channel)
        + string.Create(
            CultureInfo.InvariantCulture,
            $"To: 192.0.2.10:{10_000 + channel}\r\nFrom: 192.0.2.1:{20_000 + channel}\r\nRTT: 0.0184\r\nSSRC: 0x5ab3{channel:x4}\r\n"
        )
        + "PT: 200(SR)\r\nReportCount: 1\r\nSentNTP: 1767614403.204817\r\nSentRTP: 160480\r\nSentPackets: 1003\r\n"
        + "SentOctets: 160480\r\nReport0SourceSSRC: 0x2b8f1c03\r\nReport0FractionLost: 0\r\nReport0CumulativeLost: 0\r\n"
        + "Report0HighestSequence: 24031\r\nReport0SequenceNumberCycles: 0\r\nReport0IAJitter: 12\r\n"
        + "Report0LSR: 3117286391\r\nReport0DLSR: 2.0910\r\n";

    private static string Snapshot(string name, string privilege, int channel) =>
        $"Event: {name}\r\nPrivilege: {privilege},all\r\nTimestamp: {Stamp}\r\n" + Leg("", channel);

    private static string Leg(string prefix, int channel) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{prefix}Channel: PJSIP/carrier-{channel:x8}\r\n{prefix}ChannelState: 6\r\n{prefix}ChannelStateDesc: Up\r\n"
                + $"{prefix}CallerIDNum: 011442079460000\r\n{prefix}CallerIDName: <unknown>\r\n{prefix}ConnectedLineNum: 1001\r\n"
                + $"{prefix}ConnectedLineName: Alice\r\n{prefix}Language: en\r\n{prefix}AccountCode: acme\r\n"
                + $"{prefix}Context: from-carrier\r\n{prefix}Exten: 011442079460000\r\n{prefix}Priority: 1\r\n"
                + $"{prefix}Uniqueid: 1767614400.{channel}\r\n{prefix}Linkedid: 1767614400.{channel / 2}\r\n"
        );
}
