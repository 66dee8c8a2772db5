namespace TelephonyBilling.Domain.Numbering;

/// <summary>How people dial on one PBX, and which countries are home. The default is North America.</summary>
/// <remarks>Immutable. <see cref="Validate"/> says what contradicts itself; a plan with problems must not be used.</remarks>
public sealed record NumberingPlan
{
    /// <summary>011, 1+10 and 10 digits, extensions of 3 to 6 digits, the United States, Canada and US territories as home.</summary>
    public static NumberingPlan NorthAmerica { get; } = new();

    /// <summary>The country code of numbers dialled without one, 1 to 3 digits.</summary>
    public string HomeCountryCode { get; init; } = "1";

    /// <summary>What precedes an international number. Add <c>00</c> where phones from elsewhere are in use.</summary>
    public IReadOnlyList<string> InternationalPrefixes { get; init; } = ["011"];

    /// <summary>Whether <c>+44…</c> is accepted, as softphones and directories dial.</summary>
    public bool AcceptPlus { get; init; } = true;

    /// <summary>What precedes a national number: <c>1</c> in North America, <c>0</c> in most of Europe, empty where nothing does.</summary>
    public string NationalPrefix { get; init; } = "1";

    /// <summary>Whether a national number may be dialled without <see cref="NationalPrefix"/>.</summary>
    public bool NationalPrefixOptional { get; init; } = true;

    /// <summary>The fewest digits of a national number, prefix not counted. Country code 1 has always 10.</summary>
    public int MinNationalLength { get; init; } = 10;

    /// <summary>The most digits of a national number, prefix not counted.</summary>
    public int MaxNationalLength { get; init; } = 10;

    /// <summary>The fewest digits of an extension.</summary>
    public int MinExtensionLength { get; init; } = 3;

    /// <summary>The most digits of an extension.</summary>
    public int MaxExtensionLength { get; init; } = 6;

    /// <summary>The area code of numbers dialled without one (7 digits in North America); null refuses them.</summary>
    public string? LocalAreaCode { get; init; }

    /// <summary>The digits for an outside line, such as <c>9</c>; null if there are none. Numbers without it are accepted too.</summary>
    public string? OutsideLinePrefix { get; init; }

    /// <summary>
    /// Emergency numbers, dialled alone or after <see cref="OutsideLinePrefix"/>. They win over everything else. 933 is
    /// the test line of North American emergency services, 112 the number of all mobile networks (3GPP TS 22.101).
    /// </summary>
    public IReadOnlyList<string> EmergencyNumbers { get; init; } = ["911", "933", "112"];

    /// <summary>Short codes of the carrier: North America's N11 codes, 988 (crisis lifeline), operator.</summary>
    public IReadOnlyList<string> ServiceCodes { get; init; } =
    ["0", "211", "311", "411", "511", "611", "711", "811", "988"];

    /// <summary>
    /// ISO 3166 codes of the countries and territories of country code 1 that are domestic. US territories are listed
    /// because United States law prices them as domestic (47 U.S.C. 254(g)); a deck can still price <c>1684</c> apart.
    /// Used only where <see cref="HomeCountryCode"/> is 1; elsewhere exactly the home country code is domestic.
    /// </summary>
    public IReadOnlySet<string> DomesticCountries { get; init; } =
        new HashSet<string>(StringComparer.Ordinal) { "US", "CA", "PR", "VI", "GU", "AS", "MP" };

    /// <summary>Area codes (200 to 999) that <see cref="NanpRegions"/> does not know yet or knows otherwise, with their country.</summary>
    public IReadOnlyDictionary<int, string> AreaCodeCountries { get; init; } =
        new Dictionary<int, string>();

    /// <summary>
    /// E.164 prefixes of toll-free numbers beside those of country code 1 and those that <see cref="TollFreeCodes"/> knows,
    /// for numbers that an account owns.
    /// </summary>
    public IReadOnlyList<NumberPrefix> TollFreePrefixes { get; init; } = [];

    /// <summary>E.164 prefixes of domestic premium numbers beside those of country code 1.</summary>
    public IReadOnlyList<NumberPrefix> PremiumPrefixes { get; init; } = [];

    /// <summary>The country of a number, as <see cref="CountryCodes.CountryOf"/> but with this plan's corrections.</summary>
    public string CountryOf(E164Number number) =>
        NanpRegions.TrySplit(number, out var areaCode, out _)
        && AreaCodeCountries.TryGetValue(areaCode, out var country)
            ? country
            : CountryCodes.CountryOf(number);

    /// <summary>Whether any number is of this country, as <see cref="CountryOf"/> says it.</summary>
    public bool HasCountry(string country) =>
        CountryCodes.HasCountry(country)
        || AreaCodeCountries.Values.Contains(country, StringComparer.Ordinal);

    /// <summary>Whether the number is toll-free for those who call it.</summary>
    public bool IsTollFree(E164Number number) =>
        NanpRegions.TrySplit(number, out var areaCode, out _)
            ? NanpRegions.KindOf(areaCode) == NanpKind.TollFree
            : TollFreeCodes.Matches(number)
                || TollFreePrefixes.Any(prefix => prefix.Matches(number));

    /// <summary>Whether the number's price does not follow from its place: area codes such as 900, exchange 976, premium prefixes.</summary>
    public bool IsPremium(E164Number number)
    {
        if (!NanpRegions.TrySplit(number, out var areaCode, out var exchange))
        {
            return PremiumPrefixes.Any(prefix => prefix.Matches(number));
        }
        const int premiumExchange = 976;
        var kind = AreaCodeCountries.ContainsKey(areaCode)
            ? NanpKind.Geographic
            : NanpRegions.KindOf(areaCode);
        return kind == NanpKind.Special
            || (kind == NanpKind.Geographic && exchange == premiumExchange);
    }

    /// <summary>Whether the number lies in the home country or countries. Toll-free numbers of country code 1 are at home in all of them.</summary>
    public bool IsDomestic(E164Number number)
    {
        if (!number.Digits.StartsWith(HomeCountryCode, StringComparison.Ordinal))
        {
            return false;
        }
        return HomeCountryCode != "1"
            || IsTollFree(number)
            || IsUnplacedPremium(number)
            || DomesticCountries.Contains(CountryOf(number));
    }

    /// <summary>What contradicts itself in this plan, one sentence each; empty if nothing does.</summary>
    public IReadOnlyList<string> Validate() => NumberingPlanValidator.Validate(this);

    // A premium number abroad (1-876-976-…) is abroad first; only those without a country are everybody's.
    private bool IsUnplacedPremium(E164Number number) =>
        IsPremium(number) && CountryOf(number).Length == 0;
}
