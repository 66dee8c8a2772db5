using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.TopUps;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>A row of <c>refund</c> with its account and its payment, as Dapper reads it.</summary>
internal sealed class RefundRow
{
    /// <summary>All refunds, to be followed by a condition.</summary>
    internal const string Select = """
        SELECT r.id, r.top_up, a.id AS account, a.currency, r.kind, r.amount_micros, r.cause, r.state, r.requested_at,
               r.requested_by, r.decided_at, r.reference, r.error, r.attempts, r.note, r.uncovered_micros,
               t.reference AS payment
        FROM refund r JOIN top_up t ON t.id = r.top_up JOIN account a ON a.key = t.account

        """;

    public required string Id { get; init; }
    public required string TopUp { get; init; }
    public required string Account { get; init; }
    public required string Currency { get; init; }
    public required string Kind { get; init; }
    public long AmountMicros { get; init; }
    public required string Cause { get; init; }
    public required string State { get; init; }
    public long RequestedAt { get; init; }
    public required string RequestedBy { get; init; }
    public long? DecidedAt { get; init; }
    public required string Reference { get; init; }
    public required string Error { get; init; }
    public int Attempts { get; init; }
    public required string Note { get; init; }
    public long UncoveredMicros { get; init; }
    public required string Payment { get; init; }

    internal static string Of(RefundKind kind) =>
        kind switch
        {
            RefundKind.Refund => "refund",
            RefundKind.Dispute => "dispute",
            _ => throw new ArgumentOutOfRangeException(
                nameof(kind),
                kind,
                "There is no such kind."
            ),
        };

    internal static string Of(RefundState state) =>
        state switch
        {
            RefundState.Requested => "requested",
            RefundState.Pending => "pending",
            RefundState.Unknown => "unknown",
            RefundState.Succeeded => "succeeded",
            RefundState.Failed => "failed",
            _ => throw new ArgumentOutOfRangeException(
                nameof(state),
                state,
                "There is no such state."
            ),
        };

    internal Refund ToRefund()
    {
        var currency = Domain.Monetary.Currency.Parse(Currency);
        return new Refund(
            Id,
            TopUp,
            Account,
            Kind switch
            {
                "refund" => RefundKind.Refund,
                "dispute" => RefundKind.Dispute,
                _ => throw StoredText.Unreadable(Kind),
            },
            new Money(AmountMicros, currency),
            Cause,
            State switch
            {
                "requested" => RefundState.Requested,
                "pending" => RefundState.Pending,
                "unknown" => RefundState.Unknown,
                "succeeded" => RefundState.Succeeded,
                "failed" => RefundState.Failed,
                _ => throw StoredText.Unreadable(State),
            },
            Instant.FromStored(RequestedAt),
            RequestedBy
        )
        {
            Uncovered = new Money(UncoveredMicros, currency),
            Payment = Payment,
            Reference = Reference,
            Error = Error,
            Attempts = Attempts,
            Note = Note,
            DecidedAt = DecidedAt is { } at ? Instant.FromStored(at) : null,
        };
    }
}
