using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TelephonyBilling.Testing.Pbx;

/// <summary>
/// A small SIP phone over UDP for what SIPp's one call per scenario can't do: two calls at once, transfers (RFC 3515,
/// RFC 3891), redirection. It trusts loopback: no retransmission, no authentication.
/// </summary>
public sealed class SipUserAgent : IAsyncDisposable
{
    private readonly Socket socket;
    private readonly IPEndPoint pbx;
    private readonly Lock gate = new();
    private readonly Dictionary<string, SipDialog> dialogs = new(StringComparer.Ordinal);
    private readonly Task receiving;

    /// <summary>Opens a phone of <paramref name="pbx"/>.</summary>
    /// <param name="pbx">Its PBX.</param>
    /// <param name="number">Its extension.</param>
    /// <param name="port">The port that the PBX knows it by; a free one if it only makes calls.</param>
    public SipUserAgent(AsteriskInstance pbx, string number, int port = 0)
    {
        Number = number;
        this.pbx = new IPEndPoint(Loopback.Phones, pbx.SipPort);
        socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(Loopback.Phones, port == 0 ? Loopback.FreePort() : port));
        Media = new RtpListener();
        receiving = ReceiveAsync();
    }

    /// <summary>Its extension.</summary>
    public string Number { get; }

    /// <summary>What it hears.</summary>
    public RtpListener Media { get; }

    /// <summary>How long it rings when it is called; null: it does not answer.</summary>
    public TimeSpan? AnswerAfter { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Answers each call with 302 to this number (RFC 3261, 21.3.3); null: it does not.</summary>
    public string? ForwardTo { get; set; }

    /// <summary>Its calls, made and taken, oldest first.</summary>
    public IReadOnlyList<SipDialog> Dialogs
    {
        get
        {
            lock (gate)
                return [.. dialogs.Values];
        }
    }

    internal string Local =>
        string.Create(CultureInfo.InvariantCulture, $"{Loopback.Phones}:{LocalPort}");

    private int LocalPort => ((IPEndPoint)socket.LocalEndPoint!).Port;

    /// <summary>Dials, and waits for the final answer.</summary>
    public async Task<SipDialog> DialAsync(string number)
    {
        string id = NewId();
        SipDialog dialog = new(this, id + "@" + Local, $"sip:{number}@{pbx}")
        {
            LocalParty = $"<sip:{Number}@{Local}>;tag={id}",
            RemoteParty = $"<sip:{number}@{pbx}>",
        };
        lock (gate)
            dialogs.Add(dialog.CallId, dialog);
        SipMessage answer = await dialog.RequestAsync("INVITE", Sdp());
        dialog.RemoteParty = answer["To"];
        if (answer["Contact"].Length > 0)
            dialog.Target = Uri(answer["Contact"]);
        await dialog.AcknowledgeAsync(answer);
        if (answer.HasMedia)
            Media.SpeakTo(answer.Body);
        return dialog;
    }

    /// <summary>Waits for a call to this phone.</summary>
    public Task<SipDialog> WaitForCallAsync(Func<SipDialog, bool>? fits = null) =>
        Eventually.FindAsync(
            () =>
                Dialogs.FirstOrDefault(dialog =>
                    dialog is { Incoming: true, Answered: true } && (fits?.Invoke(dialog) ?? true)
                ),
            $"a call to phone {Number}"
        );

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        socket.Dispose();
        await receiving;
        await Media.DisposeAsync();
    }

    // Unique beyond this phone: the PBX remembers a transaction for 32 s, and a later test's phone has the same port.
    internal static string NewId() => Guid.NewGuid().ToString("N");

    internal async Task SendAsync(SipDialog dialog, string text)
    {
        dialog.Add(SipMessage.Parse(text, TimeProvider.System.GetUtcNow(), sent: true));
        await socket.SendToAsync(Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n")), pbx);
    }

    internal string Sdp() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
            v=0
            o=- 1 1 IN IP4 {Loopback.Phones}
            s=-
            c=IN IP4 {Loopback.Phones}
            t=0 0
            m=audio {Media.Port} RTP/AVP 0 101
            a=rtpmap:0 PCMU/8000
            a=rtpmap:101 telephone-event/8000

            """
        );

    internal static string Uri(string header) =>
        header.Contains('<', StringComparison.Ordinal)
            ? header.Split('<', 2)[1].Split('>')[0]
            : header.Split(';')[0];

    private async Task ReceiveAsync()
    {
        byte[] buffer = new byte[65_536];
        while (await socket.NextAsync(buffer) is { } length)
        {
            SipMessage message = SipMessage.Parse(
                Encoding.UTF8.GetString(buffer, 0, length),
                TimeProvider.System.GetUtcNow(),
                sent: false
            );
            SipDialog? dialog;
            lock (gate)
            {
                if (
                    !dialogs.TryGetValue(message.CallId, out dialog)
                    && message is { Method: "INVITE", Status: 0 }
                )
                {
                    dialog = new SipDialog(this, message.CallId, Uri(message["Contact"]))
                    {
                        Incoming = true,
                        LocalParty = message["To"] + ";tag=" + NewId(),
                        RemoteParty = message["From"],
                    };
                    dialogs.Add(message.CallId, dialog);
                }
            }

            dialog?.Add(message);
            if (dialog is not null && message.Status == 0)
                await AnswerAsync(dialog, message);
        }
    }

    private async Task AnswerAsync(SipDialog dialog, SipMessage request)
    {
        switch (request.Method)
        {
            case "ACK":
                break;
            case "INVITE" when dialog.Answered:
                await dialog.RespondAsync(request, "200 OK", Sdp());
                break;
            case "INVITE" when ForwardTo is { } number:
                await dialog.RespondAsync(
                    request,
                    "302 Moved Temporarily",
                    contact: $"<sip:{number}@{pbx}>"
                );
                break;
            case "INVITE":
                await dialog.RespondAsync(request, "180 Ringing");
                if (AnswerAfter is { } ring)
                    _ = PickUpAsync(dialog, request, ring);
                break;
            case "CANCEL":
                await dialog.RespondAsync(request, "200 OK");
                dialog.Cancelled = true;
                SipMessage invite = dialog.Messages.First(message => message.Method == "INVITE");
                await dialog.RespondAsync(invite, "487 Request Terminated");
                break;
            default:
                await dialog.RespondAsync(request, "200 OK");
                break;
        }
    }

    private async Task PickUpAsync(SipDialog dialog, SipMessage invite, TimeSpan ring)
    {
        await Task.Delay(ring);
        if (!dialog.Cancelled)
            await dialog.RespondAsync(invite, "200 OK", Sdp());
    }
}
