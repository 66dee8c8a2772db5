namespace TelephonyBilling.Domain.Numbering;

/// <summary>Finds what contradicts itself in a <see cref="NumberingPlan"/>.</summary>
internal static class NumberingPlanValidator
{
    private const int LongestExtension = 9;

    internal static IReadOnlyList<string> Validate(NumberingPlan plan)
    {
        var problems = new List<string>();
        var codeLength = plan.HomeCountryCode.Length;
        if (
            codeLength is < 1 or > 3
            || !IsDigits(plan.HomeCountryCode)
            || plan.HomeCountryCode[0] == '0'
        )
        {
            problems.Add(
                $"HomeCountryCode is '{plan.HomeCountryCode}': expected 1 to 3 digits, the first not 0, such as 1."
            );
        }
        CheckDigits(problems, "NationalPrefix", plan.NationalPrefix, mayBeEmpty: true);
        CheckDigits(problems, "LocalAreaCode", plan.LocalAreaCode);
        CheckDigits(problems, "OutsideLinePrefix", plan.OutsideLinePrefix);
        CheckAll(problems, "InternationalPrefixes", plan.InternationalPrefixes);
        CheckAll(problems, "EmergencyNumbers", plan.EmergencyNumbers);
        CheckAll(problems, "ServiceCodes", plan.ServiceCodes);
        CheckLengths(problems, plan, codeLength);
        foreach (var (areaCode, country) in plan.AreaCodeCountries)
        {
            if (NanpRegions.KindOf(areaCode) == NanpKind.Impossible || !IsCountry(country))
            {
                problems.Add(
                    $"AreaCodeCountries has {areaCode} = '{country}': expected an area code and two letters of ISO 3166, such as 658 = JM."
                );
            }
        }
        foreach (var country in plan.DomesticCountries.Where(country => !IsCountry(country)))
        {
            problems.Add(
                $"DomesticCountries has '{country}': expected two capital letters of ISO 3166, such as US."
            );
        }
        return problems;
    }

    private static void CheckLengths(List<string> problems, NumberingPlan plan, int codeLength)
    {
        if (
            plan.MinNationalLength < 1
            || plan.MaxNationalLength < plan.MinNationalLength
            || plan.MaxNationalLength + codeLength > E164Number.MaxLength
        )
        {
            problems.Add(
                $"National numbers have {plan.MinNationalLength} to {plan.MaxNationalLength} digits: expected at least 1, and at most"
                    + $" {E164Number.MaxLength} together with the country code."
            );
        }
        if (
            plan.MinExtensionLength < 1
            || plan.MaxExtensionLength < plan.MinExtensionLength
            || plan.MaxExtensionLength > LongestExtension
        )
        {
            problems.Add(
                $"Extensions have {plan.MinExtensionLength} to {plan.MaxExtensionLength} digits: expected 1 to {LongestExtension}, the smaller first."
            );
        }
        if (plan.MaxExtensionLength >= plan.MinNationalLength)
        {
            problems.Add(
                $"Extensions of {plan.MaxExtensionLength} digits can't be told from national numbers of {plan.MinNationalLength}."
            );
        }
        if (
            plan.LocalAreaCode is { } area
            && plan.MinNationalLength - area.Length <= plan.MaxExtensionLength
        )
        {
            problems.Add(
                $"Extensions of {plan.MaxExtensionLength} digits can't be told from local numbers of {plan.MinNationalLength - area.Length}"
                    + $" (LocalAreaCode {area})."
            );
        }
    }

    private static void CheckAll(List<string> problems, string key, IReadOnlyList<string> values)
    {
        foreach (var value in values)
        {
            CheckDigits(problems, key, value);
        }
    }

    private static void CheckDigits(
        List<string> problems,
        string key,
        string? value,
        bool mayBeEmpty = false
    )
    {
        if (value is not null && !(mayBeEmpty && value.Length == 0) && !IsDigits(value))
        {
            problems.Add($"{key} has '{value}': expected digits.");
        }
    }

    private static bool IsDigits(string value) => value.Length > 0 && value.All(char.IsAsciiDigit);

    private static bool IsCountry(string value) =>
        value.Length == 2 && value.All(char.IsAsciiLetterUpper);
}
