using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Ledger;

namespace TelephonyBilling.Storage.Tests.Model;

/// <summary>The ledger in memory; see <see cref="ModelBooks"/>.</summary>
public sealed class ModelLedgerStore : ILedgerStore
{
    private readonly ModelBooks books;

    internal ModelLedgerStore(ModelBooks books) => this.books = books;

    /// <inheritdoc/>
    public Task<PostResult> PostAsync(NewEntry entry, CancellationToken cancellationToken) =>
        books.Run(() => Post(entry));

    /// <inheritdoc/>
    public Task<IReadOnlyList<LedgerEntry>> EntriesAsync(
        string account,
        int limit,
        CancellationToken cancellationToken
    ) =>
        books.Run<IReadOnlyList<LedgerEntry>>(() =>
            [
                .. books
                    .Entries.Where(entry =>
                        string.Equals(entry.Account, account, StringComparison.OrdinalIgnoreCase)
                    )
                    .TakeLast(limit),
            ]
        );

    /// <inheritdoc/>
    /// <remarks>Balances are sums of entries and of calls here, so they can't differ; what remains is checked.</remarks>
    public Task<LedgerReport> VerifyAsync(CancellationToken cancellationToken) =>
        books.Run(() =>
        {
            var faults = new List<string>();
            foreach (var account in books.AccountsById.Values)
            {
                var money = books.BalanceOf(account);
                if (money.Available.IsNegative)
                {
                    faults.Add(
                        $"Account {account.Id} has {money.Balance}, and {money.Held} are set aside."
                    );
                }
            }
            foreach (
                var call in books.Booked.Where(call => !call.IsOpen && !call.Record.Held.IsZero)
            )
            {
                faults.Add($"Call {call.Record.Id} is over and still holds {call.Record.Held}.");
            }
            return new LedgerReport(
                books.AccountsById.Count,
                books.Entries.Count,
                books.Booked.Count(call => call.IsOpen),
                faults
            );
        });

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
        if (books.Entries.Find(before => before.Cause == entry.Cause) is { } existing)
        {
            var isSame =
                string.Equals(existing.Account, entry.Account, StringComparison.OrdinalIgnoreCase)
                && (existing.Kind, existing.Amount) == (entry.Kind, entry.Amount);
            return new PostResult(
                isSame ? PostOutcome.AlreadyPosted : PostOutcome.CauseReused,
                existing
            );
        }
        if (!books.AccountsById.TryGetValue(entry.Account, out var account))
        {
            return new PostResult(PostOutcome.UnknownAccount, null);
        }
        if (account.Currency != entry.Amount.Currency)
        {
            return new PostResult(PostOutcome.WrongCurrency, null);
        }
        if (
            entry.Amount.IsNegative
            && (books.BalanceOf(account).Available + entry.Amount).IsNegative
        )
        {
            return new PostResult(PostOutcome.InsufficientFunds, null);
        }
        return new PostResult(PostOutcome.Posted, books.Add(entry, account));
    }
}
