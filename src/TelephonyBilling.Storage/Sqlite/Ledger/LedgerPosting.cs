using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Ledger;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Posts an entry that is no call's charge: those come from settlements alone.</summary>
internal sealed class LedgerPosting
{
    private readonly NewEntry entry;
    private readonly string account;

    internal LedgerPosting(NewEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        StoredArgument.Required(entry.Cause, "cause");
        StoredArgument.Text(entry.Note, "note");
        StoredArgument.Required(entry.Actor, "actor");
        var isRight = entry.Kind switch
        {
            EntryKind.TopUp => entry.Amount.Micros > 0,
            EntryKind.Rental or EntryKind.Refund => entry.Amount.Micros < 0,
            EntryKind.Adjustment => entry.Amount.Micros != 0,
            EntryKind.Charge => throw new ArgumentException(
                "A charge is posted by settling its call.",
                nameof(entry)
            ),
            _ => throw new ArgumentOutOfRangeException(
                nameof(entry),
                entry.Kind,
                "There is no such kind of entry."
            ),
        };
        if (!isRight)
        {
            throw new ArgumentException(
                $"{entry.Amount} can't be the amount of a {StoredText.Of(entry.Kind)}: a top-up adds, rental and refund take, an adjustment does either.",
                nameof(entry)
            );
        }
        this.entry = entry;
        account = StoredArgument.Required(entry.Account, "account").ToLowerInvariant();
    }

    internal PostResult Run(WriterSession session)
    {
        const string find =
            "SELECT key, currency, balance_micros, held_micros, last_entry FROM account WHERE id = ?1";
        if (Existing(session) is { } before)
        {
            var isSame =
                before.Account == account
                && before.Kind == entry.Kind
                && before.Amount == entry.Amount;
            return new PostResult(
                isSame ? PostOutcome.AlreadyPosted : PostOutcome.CauseReused,
                before
            );
        }
        var row = session.Prepare(find).Bind(1, account);
        if (!row.Step())
        {
            return new PostResult(PostOutcome.UnknownAccount, null);
        }
        try
        {
            if (row.Text(1) != entry.Amount.Currency.Code)
            {
                return new PostResult(PostOutcome.WrongCurrency, null);
            }
            var balance = row.Int64(2);
            if (entry.Amount.IsNegative && balance - row.Int64(3) < -entry.Amount.Micros)
            {
                return new PostResult(PostOutcome.InsufficientFunds, null);
            }
            return Insert(
                session,
                row.Int64(0),
                checked(balance + entry.Amount.Micros),
                row.Int64(4)
            );
        }
        finally
        {
            row.Reset();
        }
    }

    private PostResult Insert(WriterSession session, long key, long balanceAfter, long previous)
    {
        // A trigger moves the balance along.
        const string sql = """
            INSERT OR ROLLBACK INTO ledger_entry
                (account, kind, amount_micros, balance_after_micros, cause, previous, note, actor, at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            """;
        session
            .Prepare(sql)
            .Bind(1, key)
            .Bind(2, StoredText.Of(entry.Kind))
            .Bind(3, entry.Amount.Micros)
            .Bind(4, balanceAfter)
            .Bind(5, entry.Cause)
            .Bind(6, previous)
            .Bind(7, entry.Note)
            .Bind(8, entry.Actor)
            .Bind(9, Instant.ToStored(entry.At))
            .Run();
        var posted = new LedgerEntry(
            session.LastKey,
            account,
            entry.Kind,
            entry.Amount,
            new Money(balanceAfter, entry.Amount.Currency),
            entry.Cause,
            entry.Note,
            entry.Actor,
            entry.At.ToUniversalTime()
        );
        return new PostResult(PostOutcome.Posted, posted);
    }

    private LedgerEntry? Existing(WriterSession session)
    {
        const string sql = """
            SELECT e.id, a.id, a.currency, e.kind, e.amount_micros, e.balance_after_micros, e.note, e.actor, e.at
            FROM ledger_entry e JOIN account a ON a.key = e.account
            WHERE e.cause = ?1
            """;
        var row = session.Prepare(sql).Bind(1, entry.Cause);
        if (!row.Step())
        {
            return null;
        }
        var currency = Currency.Parse(row.Text(2));
        var found = new LedgerEntry(
            row.Int64(0),
            row.Text(1),
            StoredText.ToEntryKind(row.Text(3)),
            new Money(row.Int64(4), currency),
            new Money(row.Int64(5), currency),
            entry.Cause,
            row.Text(6),
            row.Text(7),
            Instant.FromStored(row.Int64(8))
        );
        row.Reset();
        return found;
    }
}
