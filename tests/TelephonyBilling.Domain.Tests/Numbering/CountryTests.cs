using TelephonyBilling.Domain.Numbering;

namespace TelephonyBilling.Domain.Tests.Numbering;

public sealed class CountryTests
{
    [Theory]
    [InlineData("US", true)]
    [InlineData("CA", true)]
    [InlineData("JM", true)]
    [InlineData("GB", true)]
    [InlineData(CountryCodes.World, true)]
    [InlineData("UK", false)]
    [InlineData("us", false)]
    [InlineData("", false)]
    public void HasCountry_OfSomeNumber(string country, bool has)
    {
        CountryCodes.HasCountry(country).Should().Be(has);
        NumberingPlan.NorthAmerica.HasCountry(country).Should().Be(has);
    }

    [Theory]
    [InlineData("442079460000", "GB")]
    [InlineData("49301234567", "DE")]
    [InlineData("33123456789", "FR")]
    [InlineData("525512345678", "MX")]
    [InlineData("74951234567", "RU")]
    [InlineData("77012345678", "KZ")]
    [InlineData("76012345678", "KZ")]
    [InlineData("35312345678", "IE")]
    [InlineData("6834000", "NU")]
    [InlineData("14165551234", "CA")]
    [InlineData("12125551234", "US")]
    [InlineData("18765551234", "JM")]
    [InlineData("17875551234", "PR")]
    [InlineData("18005550199", "")]
    [InlineData("19005550199", "")]
    [InlineData("19115550199", "")]
    [InlineData("80012345678", CountryCodes.World)]
    [InlineData("870773123456", CountryCodes.World)]
    [InlineData("881612345678", CountryCodes.World)]
    [InlineData("979123456789", CountryCodes.World)]
    [InlineData("2101234567", "")]
    [InlineData("9991234567", "")]
    [InlineData("7", "RU")]
    public void CountryOf_Number_FollowsItsCountryCode(string number, string country) =>
        CountryCodes.CountryOf(E164Number.Parse(number)).Should().Be(country);

    [Theory]
    [InlineData(212, NanpKind.Geographic, "US")]
    [InlineData(416, NanpKind.Geographic, "CA")]
    [InlineData(942, NanpKind.Geographic, "CA")]
    [InlineData(876, NanpKind.Geographic, "JM")]
    [InlineData(809, NanpKind.Geographic, "DO")]
    [InlineData(340, NanpKind.Geographic, "VI")]
    [InlineData(800, NanpKind.TollFree, "")]
    [InlineData(822, NanpKind.TollFree, "")]
    [InlineData(900, NanpKind.Special, "")]
    [InlineData(880, NanpKind.Special, "")]
    [InlineData(911, NanpKind.Impossible, "")]
    [InlineData(291, NanpKind.Impossible, "")]
    [InlineData(199, NanpKind.Impossible, "")]
    [InlineData(0, NanpKind.Impossible, "")]
    [InlineData(-1, NanpKind.Impossible, "")]
    [InlineData(1000, NanpKind.Impossible, "")]
    public void AreaCode_Kind_AndCountry(int areaCode, NanpKind kind, string country)
    {
        NanpRegions.KindOf(areaCode).Should().Be(kind);
        NanpRegions.CountryOf(areaCode).Should().Be(country);
    }

    [Fact]
    public void AreaCodes_ByCountry_CountAsInThePlan()
    {
        var byCountry = Enumerable
            .Range(200, 800)
            .GroupBy(NanpRegions.CountryOf, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);

        byCountry["CA"].Should().Be(56);
        byCountry["DO"].Should().Be(3);
        byCountry["JM"].Should().Be(2);
        byCountry["PR"].Should().Be(2);
        byCountry
            .Keys.Where(country => country.Length > 0)
            .Should()
            .HaveCount(25, "the plan serves 25 countries and territories");
    }
}
