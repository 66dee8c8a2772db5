using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.TopUps;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>A row of <c>top_up</c> with its account's id and currency, as Dapper reads it.</summary>
internal sealed class TopUpRow
{
    /// <summary>All top-ups, to be followed by a condition.</summary>
    internal const string Select = """
        SELECT t.id, a.id AS account, a.key AS account_key, a.currency, t.source, t.amount_micros, t.cause, t.automatic, t.state,
               t.requested_at, t.requested_by, t.decided_at, t.reference, t.action_link, t.error_code, t.error, t.attempts,
               t.retry_at, t.note
        FROM top_up t JOIN account a ON a.key = t.account

        """;

    public required string Id { get; init; }
    public required string Account { get; init; }
    public long AccountKey { get; init; }
    public required string Currency { get; init; }
    public required string Source { get; init; }
    public long AmountMicros { get; init; }
    public required string Cause { get; init; }
    public bool Automatic { get; init; }
    public required string State { get; init; }
    public long RequestedAt { get; init; }
    public required string RequestedBy { get; init; }
    public long? DecidedAt { get; init; }
    public required string Reference { get; init; }
    public required string ActionLink { get; init; }
    public required string ErrorCode { get; init; }
    public required string Error { get; init; }
    public int Attempts { get; init; }
    public long? RetryAt { get; init; }
    public required string Note { get; init; }

    internal TopUp ToTopUp() =>
        new(
            Id,
            Account,
            ToSource(Source),
            new Money(AmountMicros, Domain.Monetary.Currency.Parse(Currency)),
            Cause,
            Automatic,
            ToState(State),
            Instant.FromStored(RequestedAt),
            RequestedBy
        )
        {
            DecidedAt = Instant.FromStored(DecidedAt),
            Reference = Reference,
            ActionLink = ActionLink,
            ErrorCode = ErrorCode,
            Error = Error,
            Attempts = Attempts,
            RetryAt = Instant.FromStored(RetryAt),
            Note = Note,
        };

    internal static string Of(TopUpSource source) =>
        source switch
        {
            TopUpSource.Card => "card",
            TopUpSource.Invoice => "invoice",
            TopUpSource.Manual => "manual",
            TopUpSource.Promotional => "promotional",
            _ => throw new ArgumentOutOfRangeException(
                nameof(source),
                source,
                "There is no such source."
            ),
        };

    internal static TopUpSource ToSource(string text) =>
        text switch
        {
            "card" => TopUpSource.Card,
            "invoice" => TopUpSource.Invoice,
            "manual" => TopUpSource.Manual,
            "promotional" => TopUpSource.Promotional,
            _ => throw StoredText.Unreadable(text),
        };

    internal static string Of(TopUpState state) =>
        state switch
        {
            TopUpState.Requested => "requested",
            TopUpState.Pending => "pending",
            TopUpState.Unknown => "unknown",
            TopUpState.Succeeded => "succeeded",
            TopUpState.Failed => "failed",
            _ => throw new ArgumentOutOfRangeException(
                nameof(state),
                state,
                "There is no such state."
            ),
        };

    private static TopUpState ToState(string text) =>
        text switch
        {
            "requested" => TopUpState.Requested,
            "pending" => TopUpState.Pending,
            "unknown" => TopUpState.Unknown,
            "succeeded" => TopUpState.Succeeded,
            "failed" => TopUpState.Failed,
            _ => throw StoredText.Unreadable(text),
        };
}
