using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Ledger;

namespace TelephonyBilling.Engine.Statements;

/// <summary>Adds up a statement, entry by entry, and notices where it does not add up. Not thread-safe.</summary>
public sealed class StatementSums
{
    private readonly SortedDictionary<EntryKind, KindSum> byKind = [];

    /// <summary>Begins with a balance.</summary>
    public StatementSums(Money opening)
    {
        Opening = opening;
        Balance = opening;
    }

    /// <summary>The balance before the first entry.</summary>
    public Money Opening { get; }

    /// <summary>The balance after all entries that were added.</summary>
    public Money Balance { get; private set; }

    /// <summary>The first entry whose written balance does not follow from those before it; null: all do.</summary>
    public LedgerEntry? Fault { get; private set; }

    /// <summary>Sums by kind, each kind that there was.</summary>
    public IReadOnlyCollection<KindSum> ByKind => byKind.Values;

    /// <summary>What the entries of a kind come to, in millionths: above zero credit, below debit.</summary>
    public long MicrosOf(EntryKind kind) =>
        byKind.TryGetValue(kind, out var sum) ? sum.Amount.Micros : 0;

    /// <summary>Adds an entry.</summary>
    /// <exception cref="CurrencyMismatchException">It is in another currency.</exception>
    public void Add(LedgerEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        Balance += entry.Amount;
        if (entry.BalanceAfter != Balance)
        {
            Fault ??= entry;
        }
        var before = byKind.GetValueOrDefault(entry.Kind);
        byKind[entry.Kind] = new KindSum(
            entry.Kind,
            (before?.Entries ?? 0) + 1,
            before is null ? entry.Amount : before.Amount + entry.Amount
        );
    }
}

/// <summary>What the entries of one kind come to.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Entries">How many.</param>
/// <param name="Amount">Above zero: credit; below: debit.</param>
public sealed record KindSum(EntryKind Kind, long Entries, Money Amount);
