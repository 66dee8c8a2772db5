using System.Globalization;

namespace TelephonyBilling.Testing.Pbx;

/// <summary>One SIP message (RFC 3261) as it went over the wire.</summary>
/// <param name="At">When, by the machine's clock.</param>
/// <param name="Sent">True if the one whose log this is sent it.</param>
/// <param name="StartLine">Request line or status line.</param>
/// <param name="Headers">Names and values in order.</param>
/// <param name="Body">What follows the empty line.</param>
public sealed record SipMessage(
    DateTimeOffset At,
    bool Sent,
    string StartLine,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    string Body
)
{
    /// <summary>The status code of a response, 0 for a request.</summary>
    public int Status =>
        StartLine.StartsWith("SIP/2.0 ", StringComparison.Ordinal)
            ? int.Parse(StartLine.AsSpan(8, 3), CultureInfo.InvariantCulture)
            : 0;

    /// <summary>The method of a request, or of the request that a response answers.</summary>
    public string Method =>
        Status == 0 ? StartLine.Split(' ')[0] : this["CSeq"].Split(' ').Last().Trim();

    /// <summary>The Call-ID.</summary>
    public string CallId => this["Call-ID"];

    /// <summary>The user part of the request's URI: the number that is called.</summary>
    public string Number =>
        StartLine.Contains('@', StringComparison.Ordinal)
            ? StartLine.Split("sip:", 2)[1].Split('@')[0]
            : "";

    /// <summary>The first header of that name, or the empty text.</summary>
    public string this[string header] =>
        Headers
            .FirstOrDefault(pair =>
                string.Equals(pair.Key, header, StringComparison.OrdinalIgnoreCase)
            )
            .Value
        ?? "";

    /// <summary>Whether it carries SDP: media flows from here on.</summary>
    public bool HasMedia => Body.Contains("m=audio", StringComparison.Ordinal);

    /// <summary>Reads a message from its text.</summary>
    public static SipMessage Parse(string text, DateTimeOffset at, bool sent)
    {
        string[] halves = text.ReplaceLineEndings("\n").TrimStart('\n').Split("\n\n", 2);
        string[] lines = halves[0].Split('\n');
        return new SipMessage(
            at,
            sent,
            lines[0].Trim(),
            [
                .. lines
                    .Skip(1)
                    .Select(line => line.Split(':', 2))
                    .Where(parts => parts.Length == 2)
                    .Select(parts => new KeyValuePair<string, string>(
                        parts[0].Trim(),
                        parts[1].Trim()
                    )),
            ],
            halves.Length > 1 ? halves[1] : ""
        );
    }

    /// <inheritdoc />
    public override string ToString() =>
        $"{At:HH:mm:ss.fff} {(Sent ? ">" : "<")} {StartLine} ({Method})";
}

/// <summary>Reads what SIPp writes with <c>-trace_msg</c>.</summary>
public static class SipMessageLog
{
    private const string Separator = "-----------------------------------------------";

    /// <summary>All whole messages in the file so far; none if it does not exist yet.</summary>
    public static IReadOnlyList<SipMessage> Read(string file)
    {
        List<SipMessage> messages = [];
        foreach (string part in LiveFile.Read(file).Split(Separator).Skip(1))
        {
            // "2026-11-22T11:05:29.994235Z", then "UDP message sent [498] bytes:", an empty line, the message.
            string[] lines = part.Split('\n', 4);
            if (
                lines.Length == 4
                && lines[1].Contains(" message ", StringComparison.Ordinal)
                && DateTimeOffset.TryParse(
                    lines[0].Trim(),
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                    out DateTimeOffset at
                )
            )
            {
                messages.Add(
                    SipMessage.Parse(
                        lines[3],
                        at,
                        lines[1].Contains(" sent ", StringComparison.Ordinal)
                    )
                );
            }
        }

        return messages;
    }
}
