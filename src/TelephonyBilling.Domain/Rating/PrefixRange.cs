using System.Globalization;
using TelephonyBilling.Domain.Numbering;

namespace TelephonyBilling.Domain.Rating;

/// <summary>Prefixes of equal length that follow one another, such as <c>4470-4479</c>; often just one.</summary>
/// <param name="First">The smallest.</param>
/// <param name="Last">The largest; as long as the first.</param>
internal readonly record struct PrefixRange(NumberPrefix First, NumberPrefix Last)
{
    /// <summary>The most prefixes that one row of a rate file stands for.</summary>
    internal const int MaxPrefixes = 10_000;

    private static readonly string[] Separators = [";", ","];

    private ulong Count => Last.Value - First.Value + 1;

    /// <summary>Every prefix, the smallest first.</summary>
    internal IEnumerable<NumberPrefix> All()
    {
        for (var prefix = First.Value; prefix <= Last.Value; prefix++)
        {
            yield return new NumberPrefix(prefix);
        }
    }

    /// <summary>Reads prefixes and ranges with semicolons or commas between.</summary>
    /// <param name="text">What stands in the column.</param>
    /// <param name="ranges">Gets them, in their order.</param>
    /// <returns>Null where all is right; otherwise the part that is wrong, and what is wrong with it.</returns>
    internal static (string Part, string Reason)? Read(string text, List<PrefixRange> ranges)
    {
        ranges.Clear();
        if (NumberPrefix.TryParse(text, out var only))
        {
            ranges.Add(new PrefixRange(only, only));
            return null;
        }
        var total = 0UL;
        foreach (var part in text.Split(Separators, StringSplitOptions.TrimEntries))
        {
            if (WhatIsWrong(part, out var range) is { } reason)
            {
                return (part.Length == 0 ? text : part, reason);
            }
            ranges.Add(range);
            total += range.Count;
            if (total > MaxPrefixes)
            {
                return (
                    text,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"A row has at most {MaxPrefixes} prefixes: use shorter ones."
                    )
                );
            }
        }
        return null;
    }

    private static string? WhatIsWrong(string part, out PrefixRange range)
    {
        var dash = part.IndexOf('-', StringComparison.Ordinal);
        var from = dash < 0 ? part : part.AsSpan(0, dash).TrimEnd();
        var to = dash < 0 ? part : part.AsSpan(dash + 1).TrimStart();
        range = default;
        if (!NumberPrefix.TryParse(from, out var first) || !NumberPrefix.TryParse(to, out var last))
        {
            return $"Expected 1 to {E164Number.MaxLength} digits that begin with a country code, such as 4477, a range such as 4470-4479, or several of them with semicolons between.";
        }
        range = new PrefixRange(first, last);
        return first.Length != last.Length || first > last
            ? "Both ends of a range have equally many digits, the smaller first."
            : null;
    }
}
