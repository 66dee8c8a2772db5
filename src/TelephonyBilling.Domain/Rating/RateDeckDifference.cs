using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;

namespace TelephonyBilling.Domain.Rating;

/// <summary>What differs between two decks of one currency, row by row. Immutable.</summary>
/// <remarks>
/// A row is known by service, origin, prefix and effective instant. The earlier deck less the rows that go, with the later
/// rows in the place of those that change, and with those that are new, is the later deck.
/// </remarks>
public sealed class RateDeckDifference
{
    private RateDeckDifference(IReadOnlyList<RateChange> changes, int unchanged)
    {
        Changes = changes;
        Unchanged = unchanged;
    }

    /// <summary>Every row that differs: new and changed ones in the later deck's order, then those that go in the earlier one's.</summary>
    public IReadOnlyList<RateChange> Changes { get; }

    /// <summary>How many rows are the same in both.</summary>
    public int Unchanged { get; }

    /// <summary>Whether both decks say the same.</summary>
    public bool IsEmpty => Changes.Count == 0;

    /// <summary>Compares two decks as they are at the instant for which they were compiled.</summary>
    /// <param name="before">The earlier deck; null: there was none.</param>
    /// <param name="after">The later deck.</param>
    /// <exception cref="CurrencyMismatchException">The decks have different currencies.</exception>
    public static RateDeckDifference Between(RateDeck? before, RateDeck after)
    {
        ArgumentNullException.ThrowIfNull(after);
        if (before is not null && before.Currency != after.Currency)
        {
            throw new CurrencyMismatchException(before.Currency, after.Currency);
        }
        var earlier = before?.Rates ?? [];
        var left = new Dictionary<Key, Rate>(earlier.Count);
        foreach (var rate in earlier)
        {
            left.Add(Key.Of(rate), rate);
        }
        var changes = new List<RateChange>();
        foreach (var rate in after.Rates)
        {
            if (!left.Remove(Key.Of(rate), out var was))
            {
                changes.Add(
                    new RateChange(RateChangeKind.New, rate, InForceFor(rate, before), rate)
                );
            }
            else if (was != rate)
            {
                changes.Add(new RateChange(RateChangeKind.Changed, rate, was, rate));
            }
        }
        var unchanged = after.Rates.Count - changes.Count;
        foreach (var rate in earlier.Where(rate => left.ContainsKey(Key.Of(rate))))
        {
            changes.Add(new RateChange(RateChangeKind.Gone, rate, rate, InForceFor(rate, after)));
        }
        return new RateDeckDifference(changes, unchanged);
    }

    private static Rate? InForceFor(Rate rate, RateDeck? deck) =>
        deck?.Lookup(rate.Service, new E164Number(rate.Prefix.Value), rate.Origin);

    private readonly record struct Key(
        NumberPrefix Prefix,
        Service Service,
        string Origin,
        DateTimeOffset? From
    )
    {
        internal static Key Of(Rate rate) =>
            new(rate.Prefix, rate.Service, rate.Origin, rate.EffectiveFrom);
    }
}
