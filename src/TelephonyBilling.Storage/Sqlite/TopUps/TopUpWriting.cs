using Dapper;
using TelephonyBilling.Engine.Ledger;
using TelephonyBilling.Engine.Notices;
using TelephonyBilling.Engine.TopUps;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Moves top-ups from state to state, within a transaction that is open.</summary>
internal static class TopUpWriting
{
    /// <summary>Writes a top-up down, unless its cause is known.</summary>
    internal static TopUpRequest Request(WriterSession session, NewTopUp topUp, bool automatic)
    {
        const string account = "SELECT currency FROM account WHERE id = @Account";
        const string insert = """
            INSERT INTO top_up
                (id, account, source, amount_micros, cause, automatic, state, requested_at, requested_by, reference, note)
            SELECT @Id, key, @Source, @Micros, @Cause, @automatic, 'requested', @At, @By, @Reference, @Note
            FROM account
            WHERE id = @Account
            """;
        if (Find(session, "t.cause = @Cause", new { topUp.Cause }) is { } before)
        {
            var isSame =
                before.Account == topUp.Account
                && before.Source == topUp.Source
                && before.Amount == topUp.Amount;
            return new TopUpRequest(
                isSame ? TopUpOutcome.AlreadyRequested : TopUpOutcome.CauseReused,
                before
            );
        }
        switch (session.Connection.ExecuteScalar<string>(account, new { topUp.Account }))
        {
            case null:
                return new TopUpRequest(TopUpOutcome.UnknownAccount, null);
            case var currency when currency != topUp.Amount.Currency.Code:
                return new TopUpRequest(TopUpOutcome.WrongCurrency, null);
            default:
                break;
        }
        session.Connection.Execute(
            insert,
            new
            {
                topUp.Id,
                topUp.Account,
                Source = TopUpRow.Of(topUp.Source),
                topUp.Amount.Micros,
                topUp.Cause,
                automatic,
                At = Instant.ToStored(topUp.At),
                topUp.By,
                topUp.Reference,
                topUp.Note,
            }
        );
        return new TopUpRequest(TopUpOutcome.Requested, ById(session, topUp.Id));
    }

    /// <summary>Posts the credit and marks the success; what was decided before stays as it is.</summary>
    internal static (TopUp TopUp, bool Posted) Succeed(
        WriterSession session,
        string id,
        string reference,
        DateTimeOffset at
    )
    {
        const string update = """
            UPDATE top_up
            SET state = 'succeeded', decided_at = @at, entry = @entry, error = '', error_code = '', action_link = '',
                retry_at = NULL, reference = CASE WHEN @reference = '' THEN reference ELSE @reference END
            WHERE id = @id
            """;
        var before = ById(session, id);
        if (!before.IsOpen)
        {
            return (before, false);
        }
        var posted = new LedgerPosting(
            new NewEntry(
                before.Account,
                EntryKind.TopUp,
                before.Amount,
                $"topup/{id}",
                NoteOf(before, reference),
                before.RequestedBy,
                at
            )
        ).Run(session);
        if (posted is not { Outcome: PostOutcome.Posted, Entry.Id: var entry })
        {
            throw new InvalidOperationException(
                $"The credit of top-up {id} could not be posted: {posted.Outcome}."
            );
        }
        session.Connection.Execute(
            update,
            new
            {
                id,
                at = Instant.ToStored(at),
                entry,
                reference,
            }
        );
        BalanceWatching.CreditCameIn(session, before.Account);
        if (before.IsAutomatic)
        {
            RechargeHolding.Clear(session, before);
        }
        Notices.Queue(
            session,
            before.Account,
            $"top-up-done/{id}",
            new TopUpDoneNotice(
                id,
                before.Amount.Micros,
                before.Amount.Currency.Code,
                TopUpRow.Of(before.Source),
                before.IsAutomatic,
                posted.Entry.BalanceAfter.Micros
            ),
            at
        );
        return (ById(session, id), true);
    }

    /// <summary>Marks the failure; what was decided before stays as it is.</summary>
    internal static TopUp Fail(
        WriterSession session,
        string id,
        TopUpFailure failure,
        RechargePolicy policy,
        DateTimeOffset at
    )
    {
        const string update = """
            UPDATE top_up
            SET state = 'failed', decided_at = @at, error_code = @Code, error = @Error, action_link = '', retry_at = NULL,
                reference = CASE WHEN @Reference = '' THEN reference ELSE @Reference END
            WHERE id = @id
            """;
        var before = ById(session, id);
        if (!before.IsOpen)
        {
            return before;
        }
        session.Connection.Execute(
            update,
            new
            {
                id,
                at = Instant.ToStored(at),
                failure.Code,
                failure.Error,
                failure.Reference,
            }
        );
        if (before.IsAutomatic)
        {
            RechargeHolding.HoldBack(session, before, policy, at);
        }
        Notices.Queue(
            session,
            before.Account,
            $"top-up-declined/{id}",
            new TopUpDeclinedNotice(
                id,
                before.Amount.Micros,
                before.Amount.Currency.Code,
                TopUpRow.Of(before.Source),
                before.IsAutomatic,
                failure.Error
            ),
            at
        );
        return ById(session, id);
    }

    /// <summary>A top-up; null where there is none of this name.</summary>
    internal static TopUp? TryFind(WriterSession session, string id) =>
        Find(session, "t.id = @id", new { id });

    internal static TopUp ById(WriterSession session, string id) =>
        Find(session, "t.id = @id", new { id })
        ?? throw new InvalidOperationException($"There is no top-up {id}.");

    private static TopUp? Find(WriterSession session, string condition, object arguments) =>
        session
            .Connection.QuerySingleOrDefault<TopUpRow>(
                TopUpRow.Select + "WHERE " + condition,
                arguments
            )
            ?.ToTopUp();

    private static string NoteOf(TopUp topUp, string reference)
    {
        if (topUp.Note.Length > 0)
        {
            return topUp.Note;
        }
        var number = reference.Length > 0 ? reference : topUp.Reference;
        return number.Length > 0
            ? $"{TopUpRow.Of(topUp.Source)} {number}"
            : TopUpRow.Of(topUp.Source);
    }
}
