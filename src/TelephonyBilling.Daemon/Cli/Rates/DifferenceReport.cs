using TelephonyBilling.Daemon.Cli.Output;
using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Daemon.Cli.Rates;

/// <summary>What an import changes of the rates that are in force when it begins to hold.</summary>
/// <param name="difference">What differs.</param>
/// <param name="before">How many rates are in force then; null: none is.</param>
/// <param name="at">The instant.</param>
internal sealed class DifferenceReport(
    RateDeckDifference difference,
    int? before,
    DateTimeOffset at
)
{
    /// <summary>What becomes of calls, the worst first: a row is shown under the first that it fits.</summary>
    private static readonly (string Word, Func<RateChange, bool> Is)[] Effects =
    [
        ("blocked no more", change => change.BecomesUnblocked),
        ("free, now paid", change => change.BecomesPaid),
        ("dearer", change => change.IsDearer),
        ("dearer or cheaper by length", change => change.IsMixed),
        ("blocked", change => change.BecomesBlocked),
        ("cheaper", change => change.IsCheaper),
        ("paid, now free", change => change.BecomesFree),
    ];

    private static readonly (string Word, Func<RateChange, bool> Is)[] Rest =
    [
        ("new", change => change.Kind == RateChangeKind.New),
        ("gone", change => change.Kind == RateChangeKind.Gone),
        ("otherwise changed", _ => true),
    ];

    /// <summary>Counts, and the first rows of each kind.</summary>
    /// <param name="output">Gets them.</param>
    /// <param name="limit">How many rows of each kind.</param>
    internal void Write(TextWriter output, int limit)
    {
        output.WriteLine(
            before is { } count
                ? $"Compared with the {Words.Grouped(count)} rates in force at {Words.Time(at)}: {Count(RateChangeKind.New)} new, {Count(RateChangeKind.Changed)} changed, {Count(RateChangeKind.Gone)} gone, {Words.Grouped(difference.Unchanged)} the same."
                : $"No rates of this deck are in force at {Words.Time(at)}: {Count(RateChangeKind.New)} new."
        );
        var effects = Effects
            .Select(effect => (effect.Word, Count: difference.Changes.Count(effect.Is)))
            .Where(effect => effect.Count > 0)
            .Select(effect => $"{Words.Grouped(effect.Count)} {effect.Word}")
            .ToList();
        if (effects.Count > 0)
        {
            output.WriteLine($"Of their numbers: {string.Join("; ", effects)}.");
        }
        if (before is null || difference.IsEmpty || limit == 0)
        {
            return;
        }
        output.WriteLine();
        Table(limit).Write(output);
    }

    /// <summary>All of it.</summary>
    internal DifferenceShape ToShape() =>
        new()
        {
            At = at.UtcDateTime,
            Before = before,
            New = Of(RateChangeKind.New),
            Changed = Of(RateChangeKind.Changed),
            Gone = Of(RateChangeKind.Gone),
            Unchanged = difference.Unchanged,
            Dearer = difference.Changes.Count(change => change.IsDearer),
            Cheaper = difference.Changes.Count(change => change.IsCheaper),
            Mixed = difference.Changes.Count(change => change.IsMixed),
            FreeToPaid = difference.Changes.Count(change => change.BecomesPaid),
            PaidToFree = difference.Changes.Count(change => change.BecomesFree),
            Blocked = difference.Changes.Count(change => change.BecomesBlocked),
            Unblocked = difference.Changes.Count(change => change.BecomesUnblocked),
            Rows = [.. difference.Changes.Select(Of)],
        };

    private static RateChangeShape Of(RateChange change) =>
        new()
        {
            Change = change.Kind switch
            {
                RateChangeKind.New => "new",
                RateChangeKind.Changed => "changed",
                _ => "gone",
            },
            Dearer = change.IsDearer,
            Cheaper = change.IsCheaper,
            Mixed = change.IsMixed,
            FreeToPaid = change.BecomesPaid,
            PaidToFree = change.BecomesFree,
            Blocked = change.BecomesBlocked,
            Unblocked = change.BecomesUnblocked,
            Prefix = change.Row.Prefix.ToString(),
            Before = change.Before is { } was ? RateToShape.Of(was) : null,
            After = change.After is { } becomes ? RateToShape.Of(becomes) : null,
        };

    private int Of(RateChangeKind kind) => difference.Changes.Count(change => change.Kind == kind);

    private string Count(RateChangeKind kind) => Words.Grouped(Of(kind));

    private TextTable Table(int limit)
    {
        var table = new TextTable("CHANGE", "PREFIX", "DESTINATION", "FOR", "BEFORE", "AFTER");
        var words = Effects.Concat(Rest).ToList();
        var kinds = difference
            .Changes.GroupBy(change => words.FindIndex(kind => kind.Is(change)))
            .OrderBy(group => group.Key);
        foreach (var kind in kinds)
        {
            var shown = 0;
            var word = words[kind.Key].Word;
            foreach (var change in kind.Take(limit))
            {
                shown++;
                table.Add(
                    word,
                    change.Row.Prefix.ToString(),
                    change.Row.Destination,
                    RateWords.For(change.Row),
                    Price(change.Before, change),
                    Price(change.After, change)
                );
            }
            if (kind.Count() - shown is > 0 and var more)
            {
                table.Add(word, "…", $"and {Words.Grouped(more)} more", null, null, null);
            }
        }
        return table;
    }

    /// <summary>The price; where it is that of another prefix, with it.</summary>
    private static string Price(Rate? rate, RateChange change) =>
        rate is null ? "-"
        : rate.Prefix == change.Row.Prefix ? RateWords.Price(rate)
        : $"{RateWords.Price(rate)} (as {rate.Prefix})";
}
