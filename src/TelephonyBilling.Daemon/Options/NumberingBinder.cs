using System.Globalization;
using TelephonyBilling.Domain.Numbering;

namespace TelephonyBilling.Daemon.Options;

/// <summary>Reads the numbering plan: section <c>Numbering</c>, whose keys are the properties of <see cref="NumberingPlan"/>.</summary>
internal static class NumberingBinder
{
    private const int MaxDigits = 15;

    internal static NumberingPlan Bind(OptionsReader section)
    {
        var home = NumberingPlan.NorthAmerica;
        var plan = new NumberingPlan
        {
            HomeCountryCode = section.Text("HomeCountryCode", home.HomeCountryCode),
            InternationalPrefixes = section.Texts(
                "InternationalPrefixes",
                home.InternationalPrefixes
            ),
            AcceptPlus = section.Switch("AcceptPlus", home.AcceptPlus),
            // An empty text is a choice here: nothing precedes a national number.
            NationalPrefix = section.TextOrEmpty("NationalPrefix", home.NationalPrefix),
            NationalPrefixOptional = section.Switch(
                "NationalPrefixOptional",
                home.NationalPrefixOptional
            ),
            MinNationalLength = Length(section, "MinNationalLength", home.MinNationalLength),
            MaxNationalLength = Length(section, "MaxNationalLength", home.MaxNationalLength),
            MinExtensionLength = Length(section, "MinExtensionLength", home.MinExtensionLength),
            MaxExtensionLength = Length(section, "MaxExtensionLength", home.MaxExtensionLength),
            LocalAreaCode = section.OptionalText("LocalAreaCode"),
            OutsideLinePrefix = section.OptionalText("OutsideLinePrefix"),
            EmergencyNumbers = section.Texts("EmergencyNumbers", home.EmergencyNumbers),
            ServiceCodes = section.Texts("ServiceCodes", home.ServiceCodes),
            DomesticCountries = new HashSet<string>(
                section.Texts("DomesticCountries", [.. home.DomesticCountries]),
                StringComparer.Ordinal
            ),
            AreaCodeCountries = AreaCodes(section),
            TollFreePrefixes = Prefixes(section, "TollFreePrefixes", home.TollFreePrefixes),
            PremiumPrefixes = Prefixes(section, "PremiumPrefixes", home.PremiumPrefixes),
        };
        foreach (var problem in plan.Validate())
        {
            section.FailAsWhole(problem);
        }
        return plan;
    }

    private static int Length(OptionsReader section, string key, int fallback) =>
        section.Integer(key, fallback, 1, MaxDigits);

    private static Dictionary<int, string> AreaCodes(OptionsReader section)
    {
        const string key = "AreaCodeCountries";
        var found = new Dictionary<int, string>();
        foreach (var (text, country) in section.Map(key))
        {
            if (
                int.TryParse(
                    text,
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out var areaCode
                )
            )
            {
                found[areaCode] = country;
            }
            else
            {
                section.Fail(key, $"found '{text}', expected an area code such as 658.");
            }
        }
        return found;
    }

    private static List<NumberPrefix> Prefixes(
        OptionsReader section,
        string key,
        IReadOnlyList<NumberPrefix> fallback
    )
    {
        var found = new List<NumberPrefix>();
        foreach (var text in section.Texts(key, [.. fallback.Select(prefix => prefix.ToString())]))
        {
            if (NumberPrefix.TryParse(text, out var prefix))
            {
                found.Add(prefix);
            }
            else
            {
                section.Fail(
                    key,
                    $"found '{text}', expected 1 to {MaxDigits} digits that begin with a country code, such as 44800."
                );
            }
        }
        return found;
    }
}
