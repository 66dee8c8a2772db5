using System.Text.Json.Nodes;

namespace TelephonyBilling.Testing.Mail;

/// <summary>A mail as the server took it and mailparser read it.</summary>
/// <param name="From">Of the envelope.</param>
/// <param name="To">Of the envelope.</param>
/// <param name="IsEncrypted">Whether it came over TLS.</param>
/// <param name="User">Who had logged in; null: nobody.</param>
/// <param name="FromHeader">Name and address.</param>
/// <param name="ToHeader">Likewise.</param>
/// <param name="ReplyTo">Likewise; empty: none.</param>
/// <param name="MessageId">With its brackets.</param>
/// <param name="Subject">Decoded.</param>
/// <param name="Text">Decoded.</param>
/// <param name="Html">Decoded.</param>
/// <param name="Headers">Names in lower case, lines as they came.</param>
/// <param name="Attachments">What hangs on it.</param>
public sealed record ReceivedMail(
    string From,
    IReadOnlyList<string> To,
    bool IsEncrypted,
    string? User,
    string FromHeader,
    string ToHeader,
    string ReplyTo,
    string MessageId,
    string Subject,
    string Text,
    string Html,
    IReadOnlyDictionary<string, string> Headers,
    IReadOnlyList<ReceivedAttachment> Attachments
)
{
    internal static ReceivedMail Of(JsonNode mail) =>
        new(
            (string)mail["from"]!,
            [.. mail["to"]!.AsArray().Select(address => (string)address!)],
            (bool)mail["encrypted"]!,
            (string?)mail["user"],
            (string)mail["fromText"]!,
            (string)mail["toText"]!,
            (string)mail["replyTo"]!,
            (string)mail["messageId"]!,
            (string)mail["subject"]!,
            (string)mail["text"]!,
            (string)mail["html"]!,
            mail["headers"]!
                .AsObject()
                .ToDictionary(
                    pair => pair.Key,
                    pair => (string)pair.Value!,
                    StringComparer.Ordinal
                ),
            [
                .. mail["attachments"]!
                    .AsArray()
                    .Select(file => new ReceivedAttachment(
                        (string)file!["name"]!,
                        (string)file["type"]!,
                        Convert.FromBase64String((string)file["base64"]!)
                    )),
            ]
        );
}

/// <summary>A file that hung on a mail.</summary>
public sealed record ReceivedAttachment(string Name, string Type, byte[] Content);
