namespace TelephonyBilling.Judges.Tests.Numbering;

/// <summary>What <c>eng/judges/numbers.js</c> writes: everything that libphonenumber knows and was asked.</summary>
/// <param name="Library">Its name and version.</param>
/// <param name="Examples">A number of each kind of each region.</param>
/// <param name="CallingCodes">The country codes.</param>
/// <param name="Lengths">How long the numbers of each region may be.</param>
/// <param name="Homes">How national numbers are dialled in each region.</param>
/// <param name="AreaCodes">The area codes of country code 1 that are in use.</param>
/// <param name="Numbers">The verdict on each number that was asked for.</param>
/// <param name="Prefixes">For each prefix that was asked for, the kinds of number that begin with it, with an example.</param>
internal sealed record Verdicts(
    string Library,
    IReadOnlyList<Example> Examples,
    IReadOnlyList<CallingCode> CallingCodes,
    IReadOnlyList<RegionLengths> Lengths,
    IReadOnlyList<Home> Homes,
    IReadOnlyList<AreaCode> AreaCodes,
    IReadOnlyDictionary<string, Verdict> Numbers,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Prefixes
);

/// <summary>An example number.</summary>
/// <param name="Region">Whose it is: ISO 3166, or <c>001</c> for the world.</param>
/// <param name="Type">What it is, by one of <see cref="NumberTypes"/>.</param>
/// <param name="Number">The number in E.164, without its plus.</param>
/// <param name="Owner">Whose it is where several regions have it, as those of country code 1 share their toll-free numbers.</param>
/// <param name="National">As it is written at home.</param>
/// <param name="FromUnitedStates">As it is dialled in the United States.</param>
/// <param name="FromUnitedKingdom">As it is dialled in the United Kingdom.</param>
internal sealed record Example(
    string Region,
    string Type,
    string Number,
    string Owner,
    string National,
    string FromUnitedStates,
    string FromUnitedKingdom
);

/// <summary>A country code and its regions, the main one first.</summary>
internal sealed record CallingCode(string Code, IReadOnlyList<string> Regions);

/// <summary>The fewest and the most digits of a region's numbers, country code included.</summary>
internal sealed record RegionLengths(string Region, int Shortest, int Longest);

/// <summary>A region with its country code and the digits that precede a national number; an empty text where none do.</summary>
internal sealed record Home(string Region, string Code, string NationalPrefix);

/// <summary>An area code of country code 1, whose it is and what its numbers are.</summary>
internal sealed record AreaCode(int Code, string Region, string Type);

/// <summary>The verdict on one number. A number may be possible (by its length) without being valid.</summary>
internal sealed record Verdict(bool Valid, bool Possible, string? Region, string Type);

/// <summary>The library's names of the kinds of number.</summary>
internal static class NumberTypes
{
    internal const string FixedLine = "FIXED_LINE";
    internal const string Mobile = "MOBILE";
    internal const string FixedLineOrMobile = "FIXED_LINE_OR_MOBILE";
    internal const string TollFree = "TOLL_FREE";
    internal const string PremiumRate = "PREMIUM_RATE";
    internal const string SharedCost = "SHARED_COST";
    internal const string Pager = "PAGER";
    internal const string UniversalAccess = "UAN";
    internal const string PersonalNumber = "PERSONAL_NUMBER";
    internal const string Voip = "VOIP";
}
