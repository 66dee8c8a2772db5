using System.Globalization;
using System.Text;

namespace TelephonyBilling.Testing.Pbx;

/// <summary>Builds SIPp scenarios out of the few steps that a phone and a carrier need.</summary>
internal sealed class SippScenario
{
    /// <summary>Final answers to an INVITE that mean that there will be no call.</summary>
    private static readonly int[] Failures =
    [
        400,
        401,
        403,
        404,
        408,
        410,
        480,
        484,
        486,
        487,
        488,
        500,
        501,
        502,
        503,
        504,
        600,
        603,
    ];

    private const string Sdp = """
        Content-Type: application/sdp
        Content-Length: [len]

        v=0
        o=- 1 1 IN IP4 [local_ip]
        s=-
        c=IN IP4 [media_ip]
        t=0 0
        m=audio [media_port] RTP/AVP 0 101
        a=rtpmap:0 PCMU/8000
        a=rtpmap:101 telephone-event/8000
        """;

    /// <summary>For a request that begins a transaction of its own.</summary>
    private const string NewVia = "Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]";

    private readonly StringBuilder xml = new();

    private SippScenario(string name)
    {
        xml.AppendLine("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
        xml.AppendLine(CultureInfo.InvariantCulture, $"<scenario name=\"{name}\">");
    }

    /// <summary>A carrier that does with each call what <paramref name="behaviour"/> says.</summary>
    public static string Carrier(CarrierBehaviour behaviour)
    {
        SippScenario scenario = new("carrier");
        scenario.Line(
            """
            <recv request="INVITE" rrs="true"><action>
              <ereg regexp=".*" search_in="hdr" header="From:" assign_to="1"/>
              <ereg regexp=".*" search_in="hdr" header="To:" assign_to="2"/>
            </action></recv>
            """
        );
        if (behaviour.RefuseWith is { } status)
        {
            scenario.Respond($"{status} Refused", tag: true);
            scenario.Line("<recv request=\"ACK\" next=\"9\"/>");
        }
        else
        {
            scenario.Respond(
                behaviour.EarlyMedia ? "183 Session Progress" : "180 Ringing",
                tag: true,
                sdp: behaviour.EarlyMedia
            );
            if (behaviour.AnswerAfter is { } ring)
                scenario.Line(
                    $"<recv request=\"CANCEL\" timeout=\"{Milliseconds(ring)}\" ontimeout=\"2\"/>"
                );
            else
                scenario.Line("<recv request=\"CANCEL\"/>");
            scenario.Respond("200 OK", tag: false);
            scenario.Send(
                """
                SIP/2.0 487 Request Terminated
                [last_Via:]
                [last_From:]
                [last_To:];tag=[pid]C[call_number]
                [last_Call-ID:]
                CSeq: [last_cseq_number] INVITE
                Content-Length: 0
                """
            );
            scenario.Line("<recv request=\"ACK\" next=\"9\"/>");
            scenario.Line("<label id=\"2\"/>");
            scenario.Respond("200 OK", tag: true, sdp: true, retransmit: true);
            scenario.Line("<recv request=\"CANCEL\" optional=\"true\" next=\"7\"/>");
            scenario.Line("<recv request=\"ACK\"/>");
        }

        scenario.Talk(behaviour.HangUpAfter, "From:[$2];tag=[pid]C[call_number]", "To:[$1]");
        // A CANCEL that crossed our 200: answered, the call stands, and its caller ends it with BYE (RFC 3261, 9.2).
        scenario.Line("<label id=\"7\"/>");
        scenario.Respond("200 OK", tag: false);
        scenario.Line("<recv request=\"ACK\" next=\"3\"/>");
        return scenario.End("1,2");
    }

    /// <summary>A phone that dials.</summary>
    public static string Phone(string number, PhoneBehaviour behaviour)
    {
        const string callee = "sip:[service]@[remote_ip]:[remote_port]";
        string from = $"From: <sip:{number}@[local_ip]:[local_port]>;tag=[pid]P[call_number]";
        string contact = $"Contact: <sip:{number}@[local_ip]:[local_port]>";
        // CANCEL names the INVITE by its branch (RFC 3261, 9.1).
        string inviteVia =
            "Via: SIP/2.0/UDP [local_ip]:[local_port];branch=z9hG4bK-[pid]-[call_number]-invite";
        SippScenario scenario = new("phone");
        scenario.Send(
            $"""
            INVITE {callee} SIP/2.0
            {inviteVia}
            {from}
            To: <{callee}>
            Call-ID: [call_id]
            CSeq: 1 INVITE
            {contact}
            {behaviour.Header ?? "Max-Forwards: 70"}
            {Sdp}
            """,
            retransmit: true
        );
        string limit = behaviour.CancelAfter is { } patience
            ? $"timeout=\"{Milliseconds(patience)}\" ontimeout=\"8\""
            : "";
        foreach (int status in (int[])[100, 180, 181, 183])
            scenario.Line($"<recv response=\"{status}\" optional=\"true\" {limit}/>");
        foreach (int status in Failures)
            scenario.Line($"<recv response=\"{status}\" optional=\"true\" next=\"6\" {limit}/>");
        scenario.Line($"<recv response=\"200\" rrs=\"true\" {limit}>");
        scenario.Line(
            "<action><ereg regexp=\".*\" search_in=\"hdr\" header=\"To:\" assign_to=\"1\"/></action></recv>"
        );
        scenario.Request("ACK", "[next_url]", NewVia, from, "[last_To:]", sequence: 1);
        scenario.Talk(behaviour.HangUpAfter, from, "To:[$1]");
        scenario.Line("<label id=\"8\"/>");
        scenario.Request("CANCEL", callee, inviteVia, from, $"To: <{callee}>", sequence: 1);
        scenario.Line("<recv response=\"200\"/>");
        scenario.Line("<recv response=\"487\"/>");
        scenario.Line("<label id=\"6\"/>");
        scenario.Request("ACK", callee, "[last_Via:]", from, "[last_To:]", sequence: 1);
        return scenario.End("1");
    }

    private static string Milliseconds(TimeSpan time) =>
        ((long)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);

    /// <summary>From the answer to the end: label 3 talks, 4 hangs up, 5 answers a re-INVITE.</summary>
    private void Talk(TimeSpan? hangUpAfter, string from, string to)
    {
        Line("<label id=\"3\"/>");
        // SIPp takes the timeout from the first of a group of messages that may come.
        string limit = hangUpAfter is { } talk
            ? $"timeout=\"{Milliseconds(talk)}\" ontimeout=\"4\""
            : "";
        Line($"<recv request=\"INVITE\" optional=\"true\" next=\"5\" {limit}/>");
        Line($"<recv request=\"BYE\" {limit}/>");
        Respond("200 OK", tag: false, next: "9");
        Line("<label id=\"4\"/>");
        Request("BYE", "[next_url]", NewVia, from, to, sequence: 20, retransmit: true);
        Line("<recv request=\"BYE\" optional=\"true\"/>");
        Line("<recv response=\"481\" optional=\"true\" next=\"9\"/>");
        Line("<recv response=\"200\" next=\"9\"/>");
        Line("<label id=\"5\"/>");
        Respond("200 OK", tag: false, sdp: true);
        Line("<recv request=\"ACK\" next=\"3\"/>");
    }

    private void Respond(
        string status,
        bool tag,
        bool sdp = false,
        bool retransmit = false,
        string? next = null
    ) =>
        Send(
            $"""
            SIP/2.0 {status}
            [last_Via:]
            [last_Record-Route:]
            [last_From:]
            [last_To:]{(tag ? ";tag=[pid]C[call_number]" : "")}
            [last_Call-ID:]
            [last_CSeq:]
            Contact: <sip:[local_ip]:[local_port]>
            {(sdp ? Sdp : "Content-Length: 0")}
            """,
            retransmit,
            next
        );

    private void Request(
        string method,
        string uri,
        string via,
        string from,
        string to,
        int sequence,
        bool retransmit = false
    ) =>
        Send(
            $"""
            {method} {uri} SIP/2.0
            {via}
            {from}
            {to}
            Call-ID: [call_id]
            CSeq: {sequence} {method}
            Max-Forwards: 70
            Content-Length: 0
            """,
            retransmit
        );

    private void Send(string message, bool retransmit = false, string? next = null)
    {
        xml.Append("<send");
        if (retransmit)
            xml.Append(" retrans=\"500\"");
        if (next is not null)
            xml.Append(CultureInfo.InvariantCulture, $" next=\"{next}\"");
        xml.AppendLine("><![CDATA[");
        xml.AppendLine(message);
        xml.AppendLine();
        xml.AppendLine("]]></send>");
    }

    private void Line(string text) => xml.AppendLine(text);

    private string End(string references)
    {
        Line("<label id=\"9\"/>");
        Line($"<Reference variables=\"{references}\"/>");
        Line("</scenario>");
        return xml.ToString();
    }
}
