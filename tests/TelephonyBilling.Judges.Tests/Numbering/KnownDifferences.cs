namespace TelephonyBilling.Judges.Tests.Numbering;

/// <summary>Where we differ from the judge and mean to, each with its reason. docs/numbering.md has them for people.</summary>
/// <param name="reasons">What differs, and why.</param>
internal sealed class KnownDifferences(params (string What, string Why)[] reasons)
{
    internal static KnownDifferences None { get; } = new();

    internal bool Knows(string what) => reasons.Any(known => known.What == what);

    /// <summary>Fails on a difference that is not known, and on a known one that is none any more.</summary>
    internal void Explain(IEnumerable<(string What, string Details)> found)
    {
        var differences = found.ToList();
        var whats = differences
            .Select(difference => difference.What)
            .ToHashSet(StringComparer.Ordinal);
        differences
            .Where(difference => !Knows(difference.What))
            .Should()
            .BeEmpty("a difference is either mended or has a reason");
        reasons
            .Where(known => !whats.Contains(known.What))
            .Should()
            .BeEmpty("a difference that is gone is gone from the list too");
    }
}
