using TelephonyBilling.Domain.Numbering;

namespace TelephonyBilling.Domain.Tests.Numbering;

public sealed class ServiceNamesTests
{
    [Theory]
    [InlineData(Service.InternationalOutbound, "international-outbound")]
    [InlineData(Service.DomesticOutbound, "domestic-outbound")]
    [InlineData(Service.TollFreeOutbound, "tollfree-outbound")]
    [InlineData(Service.PremiumOutbound, "premium-outbound")]
    [InlineData(Service.TollFreeInbound, "tollfree-inbound")]
    [InlineData(Service.DomesticInbound, "domestic-inbound")]
    [InlineData(Service.InternationalInbound, "international-inbound")]
    [InlineData(Service.FaxOutbound, "fax-outbound")]
    [InlineData(Service.NumberRental, "number-rental")]
    [InlineData(Service.Surcharge, "surcharge")]
    [InlineData(Service.Emergency, "emergency")]
    [InlineData(Service.Internal, "internal")]
    [InlineData(Service.ServiceCode, "service-code")]
    public void Name_OfEachService_IsReadBack(Service service, string name)
    {
        service.ToName().Should().Be(name);
        ServiceNames.Parse(name).Should().Be(service);
    }

    [Fact]
    public void All_Services_HaveANameOfTheirOwn() =>
        ServiceNames
            .All.Select(ServiceNames.ToName)
            .Should()
            .OnlyHaveUniqueItems()
            .And.HaveCount(13);

    [Fact]
    public void CanBePriced_WhatADeckSays_IsOfCallsAlone() =>
        ServiceNames
            .All.Where(service => !service.CanBePriced())
            .Should()
            .Equal(
                Service.NumberRental,
                Service.Surcharge,
                Service.Emergency,
                Service.Internal,
                Service.ServiceCode
            );

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("International-Outbound")]
    [InlineData("0")]
    [InlineData(" surcharge")]
    public void Parse_AnythingElse_NamesTheServices(string? name)
    {
        ServiceNames.TryParse(name, out _).Should().BeFalse();
        var act = () => ServiceNames.Parse(name);
        act.Should().Throw<FormatException>().WithMessage("*tollfree-inbound*");
    }

    [Fact]
    public void ToName_NoService_Throws()
    {
        var act = () => ((Service)99).ToName();
        act.Should().Throw<ArgumentOutOfRangeException>();
    }
}
