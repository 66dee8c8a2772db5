using TelephonyBilling.Domain.Numbering;

namespace TelephonyBilling.Domain.Rating;

/// <summary>What a plan or an account changes of its decks, without copying them.</summary>
/// <remarks>
/// It holds for the numbers of a prefix, or of a country, or, where it names neither, for all. Of several that match, the
/// most specific one counts: the longest prefix, then the country, then all; among equals the one that names the service.
/// </remarks>
public sealed record RateRule
{
    /// <summary>Its name in the database; 0 for one that is not there.</summary>
    public long Id { get; init; }

    /// <summary>The service it is for; null: every one that a deck can price.</summary>
    public Service? Service { get; init; }

    /// <summary>The numbers it is for; the default value where it names a country or all.</summary>
    public NumberPrefix Prefix { get; init; }

    /// <summary>The country it is for, two letters of ISO 3166 or <see cref="CountryCodes.World"/>; empty where it names a prefix or all.</summary>
    public string Country { get; init; } = "";

    /// <summary>What it does.</summary>
    public required RateEffect Effect { get; init; }

    /// <summary>The destination's name on statements, where no deck gives one; may be empty.</summary>
    public string Destination { get; init; } = "";

    /// <summary>Why it is there, for people; may be empty.</summary>
    public string Note { get; init; } = "";
}
