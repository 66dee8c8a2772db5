using TelephonyBilling.Domain.Numbering;

namespace TelephonyBilling.Domain.Tests.Numbering;

public sealed class CallClassifierTests
{
    private static readonly CallClassifier Usual = new(NumberingPlan.NorthAmerica);

    [Theory]
    [InlineData("011 44 20 7946 0000", Service.InternationalOutbound)]
    [InlineData("011 44 800 111 111", Service.InternationalOutbound)]
    [InlineData("011 52 55 1234 5678", Service.InternationalOutbound)]
    [InlineData("011 870 773 123456", Service.InternationalOutbound)]
    // Country code 1, but abroad.
    [InlineData("1 876 555 1234", Service.InternationalOutbound)]
    [InlineData("658 555 1234", Service.InternationalOutbound)]
    [InlineData("1 264 497 1234", Service.InternationalOutbound)]
    [InlineData("1 242 555 1234", Service.InternationalOutbound)]
    [InlineData("1 246 555 1234", Service.InternationalOutbound)]
    [InlineData("1 268 555 1234", Service.InternationalOutbound)]
    [InlineData("1 284 555 1234", Service.InternationalOutbound)]
    [InlineData("1 345 555 1234", Service.InternationalOutbound)]
    [InlineData("1 441 555 1234", Service.InternationalOutbound)]
    [InlineData("1 473 555 1234", Service.InternationalOutbound)]
    [InlineData("1 649 555 1234", Service.InternationalOutbound)]
    [InlineData("1 664 555 1234", Service.InternationalOutbound)]
    [InlineData("1 721 555 1234", Service.InternationalOutbound)]
    [InlineData("1 758 555 1234", Service.InternationalOutbound)]
    [InlineData("1 767 555 1234", Service.InternationalOutbound)]
    [InlineData("1 784 555 1234", Service.InternationalOutbound)]
    [InlineData("1 809 555 1234", Service.InternationalOutbound)]
    [InlineData("1 829 555 1234", Service.InternationalOutbound)]
    [InlineData("1 849 555 1234", Service.InternationalOutbound)]
    [InlineData("1 868 555 1234", Service.InternationalOutbound)]
    [InlineData("1 869 555 1234", Service.InternationalOutbound)]
    [InlineData("011 1 876 555 1234", Service.InternationalOutbound)]
    [InlineData("1 876 976 1234", Service.InternationalOutbound)]
    // At home.
    [InlineData("1 212 555 1234", Service.DomesticOutbound)]
    [InlineData("416 555 1234", Service.DomesticOutbound)]
    [InlineData("+1 604 555 1234", Service.DomesticOutbound)]
    [InlineData("011 1 416 555 1234", Service.DomesticOutbound)]
    [InlineData("1 787 555 1234", Service.DomesticOutbound)]
    [InlineData("1 939 555 1234", Service.DomesticOutbound)]
    [InlineData("1 340 555 1234", Service.DomesticOutbound)]
    [InlineData("1 671 555 1234", Service.DomesticOutbound)]
    [InlineData("1 684 555 1234", Service.DomesticOutbound)]
    [InlineData("1 670 555 1234", Service.DomesticOutbound)]
    [InlineData("1 800 555 0199", Service.DomesticOutbound)]
    [InlineData("1 833 555 0199", Service.DomesticOutbound)]
    [InlineData("1 888 976 0199", Service.DomesticOutbound)]
    // Priced apart.
    [InlineData("1 900 555 1234", Service.PremiumOutbound)]
    [InlineData("1 212 976 1234", Service.PremiumOutbound)]
    [InlineData("1 500 555 1234", Service.PremiumOutbound)]
    [InlineData("1 533 555 1234", Service.PremiumOutbound)]
    [InlineData("1 600 555 1234", Service.PremiumOutbound)]
    [InlineData("1 700 555 1234", Service.PremiumOutbound)]
    [InlineData("1 710 555 1234", Service.PremiumOutbound)]
    [InlineData("1 456 555 1234", Service.PremiumOutbound)]
    [InlineData("1 881 555 1234", Service.PremiumOutbound)]
    // Not on the public network.
    [InlineData("911", Service.Emergency)]
    [InlineData("112", Service.Emergency)]
    [InlineData("1001", Service.Internal)]
    [InlineData("*225", Service.Internal)]
    [InlineData("411", Service.ServiceCode)]
    public void Outbound_AsDialled_IsTheService(string text, Service service) =>
        Usual.Outbound(DialedNumber.Parse(text, Usual.Plan)).Should().Be(service);

    [Fact]
    public void Outbound_NotANumber_IsNoService() =>
        Usual.Outbound(DialedNumber.Parse("hello", Usual.Plan)).Should().BeNull();

    [Theory]
    [InlineData("1 212 555 1234", Service.TollFreeOutbound)]
    [InlineData("1 800 555 0199", Service.DomesticOutbound)]
    [InlineData("1 876 555 1234", Service.InternationalOutbound)]
    [InlineData("011 44 20 7946 0000", Service.InternationalOutbound)]
    [InlineData("1 900 555 1234", Service.PremiumOutbound)]
    [InlineData("911", Service.Emergency)]
    public void Outbound_ShowingATollFreeNumber_MattersForDomesticCallsAlone(
        string text,
        Service service
    ) =>
        Usual
            .Outbound(DialedNumber.Parse(text, Usual.Plan), showsTollFree: true)
            .Should()
            .Be(service);

    [Theory]
    [InlineData("18005550199", "14165551234", Service.TollFreeInbound)]
    [InlineData("18335550199", "442079460000", Service.TollFreeInbound)]
    [InlineData("18885550199", null, Service.TollFreeInbound)]
    [InlineData("44800111111", "442079460000", Service.TollFreeInbound)]
    [InlineData("80012345678", "442079460000", Service.TollFreeInbound)]
    [InlineData("498001234567", "4930123456", Service.TollFreeInbound)]
    [InlineData("33801234567", null, Service.TollFreeInbound)]
    [InlineData("33123456789", null, Service.DomesticInbound)]
    [InlineData("14165550100", "14165551234", Service.DomesticInbound)]
    [InlineData("14165550100", "18005551234", Service.DomesticInbound)]
    [InlineData("14165550100", null, Service.DomesticInbound)]
    [InlineData("14165550100", "18765551234", Service.InternationalInbound)]
    [InlineData("14165550100", "442079460000", Service.InternationalInbound)]
    public void Inbound_CalledAndCaller_IsTheService(
        string called,
        string? caller,
        Service service
    ) =>
        Usual
            .Inbound(E164Number.Parse(called), caller is null ? default : E164Number.Parse(caller))
            .Should()
            .Be(service);

    [Fact]
    public void Inbound_TollFreePrefixThatTheTableDoesNotHave_FollowsThePlan()
    {
        var number = E164Number.Parse("3531800123456");
        var plan = NumberingPlan.NorthAmerica with
        {
            TollFreePrefixes = [NumberPrefix.Parse("3531800")],
        };

        Usual.Inbound(number).Should().Be(Service.DomesticInbound, "Dublin's numbers begin alike");
        new CallClassifier(plan).Inbound(number).Should().Be(Service.TollFreeInbound);
    }

    [Theory]
    [InlineData("1 416 555 1234", Service.InternationalOutbound)]
    [InlineData("1 787 555 1234", Service.InternationalOutbound)]
    [InlineData("1 212 555 1234", Service.DomesticOutbound)]
    public void Outbound_HomeIsTheFiftyStatesAlone_CanadaIsAbroad(string text, Service service)
    {
        var plan = NumberingPlan.NorthAmerica with
        {
            DomesticCountries = new HashSet<string>(StringComparer.Ordinal) { "US" },
        };
        new CallClassifier(plan).Outbound(DialedNumber.Parse(text, plan)).Should().Be(service);
    }

    [Fact]
    public void Outbound_AreaCodeYoungerThanTheTable_FollowsThePlan()
    {
        var number = E164Number.Parse("19265551234");
        var plan = NumberingPlan.NorthAmerica with
        {
            AreaCodeCountries = new Dictionary<int, string> { [926] = "JM" },
        };

        Usual
            .Outbound(number)
            .Should()
            .Be(Service.DomesticOutbound, "unknown codes count as United States");
        new CallClassifier(plan).Outbound(number).Should().Be(Service.InternationalOutbound);
        plan.CountryOf(number).Should().Be("JM");
    }

    [Theory]
    [InlineData("020 7946 0000", Service.DomesticOutbound)]
    [InlineData("0800 111 1111", Service.DomesticOutbound)]
    [InlineData("0909 879 0000", Service.PremiumOutbound)]
    [InlineData("00 1 212 555 1234", Service.InternationalOutbound)]
    [InlineData("00 1 800 555 0199", Service.InternationalOutbound)]
    [InlineData("999", Service.Emergency)]
    public void Outbound_BritishPlan_IsTheService(string text, Service service) =>
        new CallClassifier(DialedNumberTests.British)
            .Outbound(DialedNumber.Parse(text, DialedNumberTests.British))
            .Should()
            .Be(service);
}
