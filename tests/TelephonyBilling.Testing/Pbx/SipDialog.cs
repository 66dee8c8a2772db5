using System.Globalization;

namespace TelephonyBilling.Testing.Pbx;

/// <summary>One call of a <see cref="SipUserAgent"/>.</summary>
public sealed class SipDialog
{
    private readonly SipUserAgent agent;
    private readonly Lock gate = new();
    private readonly List<SipMessage> messages = [];
    private int sequence;

    internal SipDialog(SipUserAgent agent, string callId, string target)
    {
        this.agent = agent;
        CallId = callId;
        Target = target;
    }

    /// <summary>The Call-ID.</summary>
    public string CallId { get; }

    /// <summary>Whether the PBX called this phone.</summary>
    public bool Incoming { get; init; }

    /// <summary>All messages of the call, oldest first.</summary>
    public IReadOnlyList<SipMessage> Messages
    {
        get
        {
            lock (gate)
                return [.. messages];
        }
    }

    /// <summary>The call as its messages tell it.</summary>
    public SipCall Call => new(Messages);

    /// <summary>Whether it was answered.</summary>
    public bool Answered => Call.AnsweredAt is not null;

    internal bool Cancelled { get; set; }

    internal string Target { get; set; }

    internal string LocalParty { get; init; } = "";

    internal string RemoteParty { get; set; } = "";

    /// <summary>Ends the call with BYE.</summary>
    public Task HangUpAsync() => RequestAsync("BYE");

    /// <summary>Puts the other side on hold: a re-INVITE with <c>sendonly</c> (RFC 3264, 8.4).</summary>
    public async Task HoldAsync() =>
        await AcknowledgeAsync(await RequestAsync("INVITE", agent.Sdp() + "a=sendonly\n"));

    /// <summary>Blind transfer of the other side to <paramref name="number"/> (RFC 3515).</summary>
    /// <returns>The answer to the REFER: 202 when the PBX takes it.</returns>
    public Task<SipMessage> ReferAsync(string number) =>
        RequestAsync("REFER", headers: $"Refer-To: <sip:{number}@{Host}>");

    /// <summary>Attended transfer: joins the other sides of this call and <paramref name="consultation"/> (RFC 3891).</summary>
    public Task<SipMessage> ReferAsync(SipDialog consultation)
    {
        ArgumentNullException.ThrowIfNull(consultation);
        string replaces = Uri.EscapeDataString(
            $"{consultation.CallId};to-tag={Tag(consultation.RemoteParty)};from-tag={Tag(consultation.LocalParty)}"
        );
        return RequestAsync(
            "REFER",
            headers: $"Refer-To: <{SipUserAgent.Uri(consultation.RemoteParty)}?Replaces={replaces}>"
        );
    }

    /// <summary>Waits until either side said BYE.</summary>
    public Task WaitForEndAsync(TimeSpan? within = null) =>
        Eventually.TrueAsync(
            () => Call.EndedAt is not null,
            $"the call of phone {agent.Number} to end",
            within,
            () => Call.Describe()
        );

    internal void Add(SipMessage message)
    {
        lock (gate)
            messages.Add(message);
    }

    internal async Task<SipMessage> RequestAsync(
        string method,
        string body = "",
        string? headers = null
    )
    {
        int number = Interlocked.Increment(ref sequence);
        string cseq = string.Create(CultureInfo.InvariantCulture, $"{number} {method}");
        await agent.SendAsync(this, Request(method, cseq, body, headers));
        return await Eventually.FindAsync(
            () =>
                Messages.FirstOrDefault(message =>
                    message.Status >= 200 && message["CSeq"] == cseq
                ),
            $"the PBX's final answer to {method} of phone {agent.Number}",
            TimeSpan.FromSeconds(60),
            () => Call.Describe()
        );
    }

    internal Task AcknowledgeAsync(SipMessage answer) =>
        agent.SendAsync(this, Request("ACK", answer["CSeq"].Split(' ')[0] + " ACK", "", null));

    internal Task RespondAsync(
        SipMessage request,
        string status,
        string body = "",
        string? contact = null
    ) =>
        agent.SendAsync(
            this,
            string.Join(
                '\n',
                [
                    "SIP/2.0 " + status,
                    .. request
                        .Headers.Where(header => header.Key is "Via")
                        .Select(header => "Via: " + header.Value),
                    "From: " + request["From"],
                    "To: "
                        + (
                            request["To"].Contains(";tag=", StringComparison.Ordinal)
                                ? request["To"]
                                : LocalParty
                        ),
                    "Call-ID: " + CallId,
                    "CSeq: " + request["CSeq"],
                    "Contact: " + (contact ?? $"<sip:{agent.Number}@{agent.Local}>"),
                    .. Content(body),
                ]
            )
        );

    private string Host => SipUserAgent.Uri(RemoteParty).Split('@').Last();

    private string Request(string method, string cseq, string body, string? headers) =>
        string.Join(
            '\n',
            [
                $"{method} {Target} SIP/2.0",
                $"Via: SIP/2.0/UDP {agent.Local};branch=z9hG4bK{SipUserAgent.NewId()}",
                "From: " + LocalParty,
                "To: " + RemoteParty,
                "Call-ID: " + CallId,
                "CSeq: " + cseq,
                $"Contact: <sip:{agent.Number}@{agent.Local}>",
                "Max-Forwards: 70",
                .. headers is null ? Array.Empty<string>() : [headers],
                .. Content(body),
            ]
        );

    private static string[] Content(string body) =>
        body.Length == 0
            ? ["Content-Length: 0", "", ""]
            :
            [
                "Content-Type: application/sdp",
                // The wire has CRLF where the text has LF.
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Content-Length: {body.Length + body.Count(c => c == '\n')}"
                ),
                "",
                body,
            ];

    private static string Tag(string party) => party.Split(";tag=", 2)[1].Split(';')[0];
}
