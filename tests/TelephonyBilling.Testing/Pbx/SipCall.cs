namespace TelephonyBilling.Testing.Pbx;

/// <summary>One call as a phone or a carrier saw it: the messages of one Call-ID.</summary>
public sealed class SipCall
{
    /// <param name="messages">In the order in which they went over the wire; the first one is the INVITE.</param>
    public SipCall(IReadOnlyList<SipMessage> messages)
    {
        Messages = messages;
    }

    /// <summary>All of them, oldest first.</summary>
    public IReadOnlyList<SipMessage> Messages { get; }

    /// <summary>The number in the INVITE's URI.</summary>
    public string Number => Messages[0].Number;

    /// <summary>When the INVITE went.</summary>
    public DateTimeOffset InvitedAt => Messages[0].At;

    /// <summary>The final status of the INVITE; 0 while there is none.</summary>
    public int FinalStatus =>
        Messages.FirstOrDefault(message => message is { Method: "INVITE", Status: >= 200 })?.Status
        ?? 0;

    /// <summary>Whether the caller could hear something before the answer: a provisional response with media.</summary>
    public bool EarlyMedia =>
        Messages.Any(message =>
            message is { Method: "INVITE", Status: > 100 and < 200, HasMedia: true }
        );

    /// <summary>When the 200 went; null if the call was not answered.</summary>
    public DateTimeOffset? AnsweredAt =>
        Messages.FirstOrDefault(message => message is { Method: "INVITE", Status: 200 })?.At;

    /// <summary>When the BYE went; null if there is none.</summary>
    public DateTimeOffset? EndedAt => Bye?.At;

    /// <summary>Whether the BYE came from the other side.</summary>
    public bool EndedByOther => Bye is { Sent: false };

    /// <summary>From the 200 to the BYE.</summary>
    /// <exception cref="InvalidOperationException">The call was not answered or has not ended.</exception>
    public TimeSpan Connected =>
        EndedAt - AnsweredAt
        ?? throw new InvalidOperationException(
            $"this call was not answered and ended:\n{Describe()}"
        );

    private SipMessage? Bye =>
        Messages.FirstOrDefault(message => message is { Method: "BYE", Status: 0 });

    /// <summary>Its messages, one a line.</summary>
    public string Describe() => string.Join('\n', Messages);

    /// <summary>Groups messages into calls.</summary>
    public static IReadOnlyList<SipCall> Group(IEnumerable<SipMessage> messages) =>
        [
            .. messages
                .GroupBy(message => message.CallId, StringComparer.Ordinal)
                .Select(group => new SipCall([.. group]))
                .Where(call => call.Messages[0] is { Method: "INVITE", Status: 0 }),
        ];
}
