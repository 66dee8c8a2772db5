using TelephonyBilling.Domain.Numbering;

namespace TelephonyBilling.Domain.Tests.Numbering;

public sealed class NumberingPlanTests
{
    private static readonly NumberingPlan Sound = NumberingPlan.NorthAmerica;

    [Fact]
    public void Validate_EachContradiction_IsNamed()
    {
        Expect(Sound with { HomeCountryCode = "" }, "HomeCountryCode");
        Expect(Sound with { HomeCountryCode = "01" }, "HomeCountryCode");
        Expect(Sound with { HomeCountryCode = "1234" }, "HomeCountryCode");
        Expect(Sound with { NationalPrefix = "x" }, "NationalPrefix");
        Expect(Sound with { LocalAreaCode = "" }, "LocalAreaCode");
        Expect(Sound with { OutsideLinePrefix = "9," }, "OutsideLinePrefix");
        Expect(Sound with { InternationalPrefixes = ["011", ""] }, "InternationalPrefixes");
        Expect(Sound with { EmergencyNumbers = ["nine-one-one"] }, "EmergencyNumbers");
        Expect(Sound with { ServiceCodes = ["*67"] }, "ServiceCodes");
        Expect(Sound with { MinNationalLength = 11 }, "National numbers");
        Expect(Sound with { MaxNationalLength = 15 }, "National numbers");
        Expect(Sound with { MinExtensionLength = 0 }, "Extensions");
        Expect(Sound with { MinExtensionLength = 5, MaxExtensionLength = 4 }, "Extensions");
        Expect(Sound with { MaxExtensionLength = 10 }, "Extensions");
        Expect(Sound with { MaxExtensionLength = 7, LocalAreaCode = "416" }, "local numbers of 7");
        Expect(
            Sound with
            {
                AreaCodeCountries = new Dictionary<int, string> { [911] = "US" },
            },
            "AreaCodeCountries"
        );
        Expect(
            Sound with
            {
                AreaCodeCountries = new Dictionary<int, string> { [926] = "jm" },
            },
            "AreaCodeCountries"
        );
        Expect(
            Sound with
            {
                DomesticCountries = new HashSet<string>(StringComparer.Ordinal) { "USA" },
            },
            "DomesticCountries"
        );
    }

    private static void Expect(NumberingPlan plan, string words) =>
        plan.Validate()
            .Should()
            .Contain(problem => problem.Contains(words, StringComparison.Ordinal));
}
