using TelephonyBilling.Engine.Notices;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>A row of <c>outbox</c> with its account's id, as Dapper reads it.</summary>
internal sealed class OutboxRow
{
    /// <summary>What <see cref="ToMail"/> needs, of <c>outbox</c>.</summary>
    internal const string Columns = """
        id, cause, (SELECT a.id FROM account a WHERE a.key = outbox.account) AS account, kind, data, created_at, state,
        attempts, due_at, sent_at, error, delivered, leased_until, node
        """;

    private const char Separator = '\n';

    public long Id { get; init; }
    public required string Cause { get; init; }
    public string? Account { get; init; }
    public required string Kind { get; init; }
    public required string Data { get; init; }
    public long CreatedAt { get; init; }
    public required string State { get; init; }
    public int Attempts { get; init; }
    public long DueAt { get; init; }
    public long? SentAt { get; init; }
    public required string Error { get; init; }
    public required string Delivered { get; init; }
    public long? LeasedUntil { get; init; }
    public required string Node { get; init; }

    internal OutboxMail ToMail() =>
        new(
            Id,
            Cause,
            Account,
            Kind,
            Data,
            Instant.FromStored(CreatedAt),
            ToState(State),
            Attempts,
            Instant.FromStored(DueAt)
        )
        {
            SentAt = Instant.FromStored(SentAt),
            Error = Error,
            Delivered = Delivered.Length == 0 ? [] : Delivered.Split(Separator),
            LeasedUntil = Instant.FromStored(LeasedUntil),
            Node = Node,
        };

    internal static string Of(IReadOnlyList<string> delivered) =>
        string.Join(
            Separator,
            delivered.Select(address => StoredArgument.Required(address, "address"))
        );

    internal static string Of(MailState state) =>
        state switch
        {
            MailState.Waiting => "waiting",
            MailState.Sent => "sent",
            MailState.Dead => "dead",
            _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Not a state."),
        };

    private static MailState ToState(string text) =>
        text switch
        {
            "waiting" => MailState.Waiting,
            "sent" => MailState.Sent,
            "dead" => MailState.Dead,
            _ => throw StoredText.Unreadable(text),
        };
}
