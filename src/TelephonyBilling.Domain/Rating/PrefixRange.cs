using TelephonyBilling.Domain.Numbering;

namespace TelephonyBilling.Domain.Rating;

/// <summary>One prefix, or a run of prefixes with equally many digits, as a rate file writes it: <c>44</c>, <c>4470-4479</c>.</summary>
/// <param name="First">The smallest.</param>
/// <param name="Last">The greatest; the same where it is one prefix.</param>
internal readonly record struct PrefixRange(NumberPrefix First, NumberPrefix Last)
{
    private const int MaxCount = 10_000;

    /// <summary>Every prefix, the smallest first.</summary>
    internal IEnumerable<NumberPrefix> All()
    {
        for (var prefix = First.Value; prefix <= Last.Value; prefix++)
        {
            yield return new NumberPrefix(prefix);
        }
    }

    /// <summary>Reads a prefix or a range of at most 10,000. Never throws.</summary>
    /// <param name="text">The text.</param>
    /// <param name="range">What it says.</param>
    /// <param name="why">What was expected instead; empty where it was read.</param>
    internal static bool TryParse(string text, out PrefixRange range, out string why)
    {
        range = default;
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        var from = dash < 0 ? text : text[..dash].TrimEnd();
        var to = dash < 0 ? text : text[(dash + 1)..].TrimStart();
        if (!NumberPrefix.TryParse(from, out var first) || !NumberPrefix.TryParse(to, out var last))
        {
            why =
                $"Expected 1 to {E164Number.MaxLength} digits that begin with a country code, such as 4477, or a range such as 4470-4479.";
            return false;
        }
        if (first.Length != last.Length || first > last)
        {
            why = "Both ends of a range have equally many digits, the smaller first.";
            return false;
        }
        if (last.Value - first.Value >= MaxCount)
        {
            why = $"A range has at most {MaxCount} prefixes: use shorter ones.";
            return false;
        }
        range = new PrefixRange(first, last);
        why = "";
        return true;
    }
}
