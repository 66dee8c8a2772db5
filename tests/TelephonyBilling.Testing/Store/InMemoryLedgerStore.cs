using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Ledger;

namespace TelephonyBilling.Testing.Store;

/// <summary>The ledger in memory; see <see cref="InMemoryBooks"/>.</summary>
internal sealed class InMemoryLedgerStore(InMemoryBooks books) : ILedgerStore
{
    public Task<PostResult> PostAsync(NewEntry entry, CancellationToken cancellationToken) =>
        books.RunAsync(() => Post(entry));

    public Task<IReadOnlyList<LedgerEntry>> EntriesAsync(
        string account,
        int limit,
        CancellationToken cancellationToken
    ) =>
        books.RunAsync<IReadOnlyList<LedgerEntry>>(() =>
            books.ById.TryGetValue(account, out var book) ? [.. book.Entries.TakeLast(limit)] : []
        );

    public Task<LedgerEntry?> FindAsync(string cause, CancellationToken cancellationToken) =>
        books.RunAsync(() => books.EntryOf.GetValueOrDefault(cause));

    /// <inheritdoc/>
    /// <remarks>What is held is always the sum of what open calls hold here, so that can't differ; the rest is checked.</remarks>
    public Task<LedgerReport> VerifyAsync(CancellationToken cancellationToken) =>
        books.RunAsync(() =>
            new LedgerReport(
                books.ById.Count,
                books.EntryOf.Count,
                books.CallBook.Open.Count(),
                [.. books.ById.Values.SelectMany(FaultsOf), .. CallsThatHoldAfterTheirEnd()]
            )
        );

    private static IEnumerable<string> FaultsOf(AccountBook book)
    {
        var (id, money) = (book.Account.Id, book.Money);
        var sum = Money.Zero(book.Account.Currency);
        foreach (var entry in book.Entries)
        {
            sum += entry.Amount;
            if (entry.BalanceAfter != sum)
            {
                yield return $"Entry {entry.Id} of account {id} says {entry.BalanceAfter}, and the sum is {sum}.";
            }
        }
        if (money.Available.IsNegative)
        {
            yield return $"Account {id} has {money.Balance}, and {money.Held} are set aside.";
        }
    }

    private IEnumerable<string> CallsThatHoldAfterTheirEnd() =>
        from call in books.CallBook.All
        where !call.IsOpen && !call.Record.Held.IsZero
        select $"Call {call.Record.Id} is over and still holds {call.Record.Held}.";

    private PostResult Post(NewEntry entry)
    {
        var isRight = entry.Kind switch
        {
            EntryKind.TopUp => entry.Amount.Micros > 0,
            EntryKind.Rental or EntryKind.Refund => entry.Amount.Micros < 0,
            EntryKind.Adjustment => entry.Amount.Micros != 0,
            _ => false,
        };
        if (!isRight)
        {
            throw new ArgumentException(
                $"{entry.Amount} can't be the amount of a {entry.Kind}.",
                nameof(entry)
            );
        }
        if (books.EntryOf.TryGetValue(entry.Cause, out var existing))
        {
            var isSame =
                string.Equals(existing.Account, entry.Account, StringComparison.OrdinalIgnoreCase)
                && (existing.Kind, existing.Amount) == (entry.Kind, entry.Amount);
            return new PostResult(
                isSame ? PostOutcome.AlreadyPosted : PostOutcome.CauseReused,
                existing
            );
        }
        if (!books.ById.TryGetValue(entry.Account, out var book))
        {
            return new PostResult(PostOutcome.UnknownAccount, null);
        }
        if (book.Account.Currency != entry.Amount.Currency)
        {
            return new PostResult(PostOutcome.WrongCurrency, null);
        }
        if (entry.Amount.IsNegative && (book.Money.Available + entry.Amount).IsNegative)
        {
            return new PostResult(PostOutcome.InsufficientFunds, null);
        }
        return new PostResult(PostOutcome.Posted, books.Add(entry, book));
    }
}
