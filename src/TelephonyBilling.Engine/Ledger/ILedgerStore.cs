namespace TelephonyBilling.Engine.Ledger;

/// <summary>The append-only ledger.</summary>
public interface ILedgerStore
{
    /// <summary>Posts an entry and moves the balance, in one transaction.</summary>
    Task<PostResult> PostAsync(NewEntry entry, CancellationToken cancellationToken);

    /// <summary>An account's entries, oldest first; the newest <paramref name="limit"/> of them.</summary>
    Task<IReadOnlyList<LedgerEntry>> EntriesAsync(
        string account,
        int limit,
        CancellationToken cancellationToken
    );

    /// <summary>The entry that a fact caused; null: none did.</summary>
    Task<LedgerEntry?> FindAsync(string cause, CancellationToken cancellationToken);

    /// <summary>
    /// Checks the whole ledger: each balance is the sum of its entries, each entry's balance follows from the one before,
    /// each account's held money is what its open calls hold, every settled call has its one charge, and no call holds
    /// money after its end.
    /// </summary>
    Task<LedgerReport> VerifyAsync(CancellationToken cancellationToken);
}

/// <summary>What became of a posting.</summary>
/// <param name="Outcome">See there.</param>
/// <param name="Entry">The entry that is in the ledger now, or was before; null where nothing is.</param>
public sealed record PostResult(PostOutcome Outcome, LedgerEntry? Entry);

/// <summary>What became of a posting.</summary>
public enum PostOutcome
{
    /// <summary>Posted.</summary>
    Posted,

    /// <summary>The same fact was posted before; nothing changed.</summary>
    AlreadyPosted,

    /// <summary>Another entry bears this cause with other content: two facts under one name. Nothing changed.</summary>
    CauseReused,

    /// <summary>The debit is more than the available balance. Nothing changed.</summary>
    InsufficientFunds,

    /// <summary>There is no such account. Nothing changed.</summary>
    UnknownAccount,

    /// <summary>The amount's currency is not the account's. Nothing changed.</summary>
    WrongCurrency,
}

/// <summary>What <see cref="ILedgerStore.VerifyAsync"/> found.</summary>
/// <param name="Accounts">How many accounts were checked.</param>
/// <param name="Entries">How many entries were checked.</param>
/// <param name="OpenCalls">How many calls hold money now.</param>
/// <param name="Faults">One sentence for each fault; empty: the ledger is right.</param>
public sealed record LedgerReport(
    long Accounts,
    long Entries,
    long OpenCalls,
    IReadOnlyList<string> Faults
);
