using Dapper;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Ledger;
using TelephonyBilling.Engine.TopUps;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Takes credit of a top-up back, and gives it again, within a transaction that is open.</summary>
internal static class CreditTaking
{
    /// <summary>Writes a refund down and posts what the balance covers of it, unless its cause is known.</summary>
    internal static TakeBack Take(WriterSession session, NewRefund refund)
    {
        const string find = """
            SELECT a.id AS account, a.currency, a.balance_micros - a.held_micros AS available_micros,
                   t.amount_micros, (
                       SELECT coalesce(sum(amount_micros), 0) FROM refund
                       WHERE top_up = t.id AND kind = 'refund' AND state <> 'failed') AS refunded_micros
            FROM top_up t JOIN account a ON a.key = t.account
            WHERE t.id = @TopUp AND t.state = 'succeeded'
            """;
        const string suspend = "UPDATE account SET status = 'suspended' WHERE id = @Account";
        if (Find(session, "r.cause = @Cause", new { refund.Cause }) is { } before)
        {
            return new TakeBack(TakeBackOutcome.AlreadyTaken, before);
        }
        if (
            session.Connection.QuerySingleOrDefault<PaidRow>(find, new { refund.TopUp })
            is not { } paid
        )
        {
            return new TakeBack(TakeBackOutcome.NothingPaid, null);
        }
        var currency = Currency.Parse(paid.Currency);
        var left = new Money(paid.AmountMicros - paid.RefundedMicros, currency);
        // Compares currencies too. A dispute may come after a refund, and take what was given back already.
        if (refund.Kind == RefundKind.Refund && refund.Amount > left)
        {
            return new TakeBack(TakeBackOutcome.TooMuch, null, left);
        }
        var available = new Money(Math.Max(paid.AvailableMicros, 0), currency);
        var covered = Money.Min(refund.Amount, available);
        if (refund.MustBeCovered && covered < refund.Amount)
        {
            return new TakeBack(TakeBackOutcome.NotCovered, null, available);
        }
        Insert(
            session,
            refund,
            refund.Amount - covered,
            Post(session, paid.Account, refund, covered)
        );
        if (refund.Suspends)
        {
            session.Connection.Execute(suspend, new { paid.Account });
        }
        return new TakeBack(TakeBackOutcome.Taken, ById(session, refund.Id));
    }

    /// <summary>Marks what a refund came to; where the money stays ours, its credit is given again.</summary>
    internal static (Refund Refund, bool Changed) Decide(
        WriterSession session,
        string id,
        bool isGone,
        string reference,
        string error,
        DateTimeOffset at
    )
    {
        const string update = """
            UPDATE refund
            SET state = @state, decided_at = @at, error = @error, retry_at = NULL,
                reference = CASE WHEN @reference = '' THEN reference ELSE @reference END
            WHERE id = @id
            """;
        var before = ById(session, id);
        if (before.State == RefundState.Failed || (isGone && before.State == RefundState.Succeeded))
        {
            return (before, false);
        }
        if (!isGone && !before.Covered.IsZero)
        {
            Posted(
                new LedgerPosting(
                    new NewEntry(
                        before.Account,
                        EntryKind.Adjustment,
                        before.Covered,
                        $"refund/{id}/returned",
                        before.Kind == RefundKind.Dispute
                            ? $"dispute {before.Reference} won"
                            : $"refund of {before.TopUp} did not happen",
                        before.RequestedBy,
                        at
                    )
                ).Run(session)
            );
            BalanceWatching.CreditCameIn(session, before.Account);
        }
        session.Connection.Execute(
            update,
            new
            {
                id,
                at = Instant.ToStored(at),
                state = RefundRow.Of(isGone ? RefundState.Succeeded : RefundState.Failed),
                error,
                reference,
            }
        );
        return (ById(session, id), true);
    }

    internal static Refund ById(WriterSession session, string id) =>
        Find(session, "r.id = @id", new { id })
        ?? throw new InvalidOperationException($"There is no refund {id}.");

    private static long? Post(
        WriterSession session,
        string account,
        NewRefund refund,
        Money covered
    ) =>
        covered.IsZero
            ? null
            : Posted(
                new LedgerPosting(
                    new NewEntry(
                        account,
                        EntryKind.Refund,
                        -covered,
                        $"refund/{refund.Id}",
                        NoteOf(refund),
                        refund.By,
                        refund.At
                    )
                ).Run(session)
            );

    private static void Insert(
        WriterSession session,
        NewRefund refund,
        Money uncovered,
        long? entry
    )
    {
        const string insert = """
            INSERT INTO refund
                (id, top_up, kind, amount_micros, cause, state, requested_at, requested_by, decided_at, reference, retry_at,
                 note, entry, uncovered_micros)
            VALUES
                (@Id, @TopUp, @Kind, @Micros, @Cause, @State, @At, @By, @DecidedAt, @Reference, @RetryAt,
                 @Note, @entry, @Uncovered)
            """;
        var at = Instant.ToStored(refund.At);
        session.Connection.Execute(
            insert,
            new
            {
                refund.Id,
                refund.TopUp,
                Kind = RefundRow.Of(refund.Kind),
                refund.Amount.Micros,
                refund.Cause,
                State = RefundRow.Of(refund.State),
                At = at,
                refund.By,
                DecidedAt = refund.State == RefundState.Succeeded ? at : (long?)null,
                refund.Reference,
                RetryAt = refund.RetryAt is { } retry ? Instant.ToStored(retry) : (long?)null,
                refund.Note,
                entry,
                Uncovered = uncovered.Micros,
            }
        );
    }

    private static long Posted(PostResult result) =>
        result is { Outcome: PostOutcome.Posted, Entry.Id: var id }
            ? id
            : throw new InvalidOperationException(
                $"The credit of a refund could not be moved: {result.Outcome}."
            );

    private static Refund? Find(WriterSession session, string condition, object arguments) =>
        session
            .Connection.QuerySingleOrDefault<RefundRow>(
                RefundRow.Select + "WHERE " + condition,
                arguments
            )
            ?.ToRefund();

    private static string NoteOf(NewRefund refund) =>
        refund.Kind == RefundKind.Dispute ? $"dispute {refund.Reference} of {refund.TopUp}"
        : refund.Note.Length > 0 ? refund.Note
        : $"refund of {refund.TopUp}";

    /// <summary>A payment and the money of its account.</summary>
    private sealed class PaidRow
    {
        public required string Account { get; init; }
        public required string Currency { get; init; }
        public long AvailableMicros { get; init; }
        public long AmountMicros { get; init; }
        public long RefundedMicros { get; init; }
    }
}
