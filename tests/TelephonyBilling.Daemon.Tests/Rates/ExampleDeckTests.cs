using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Daemon.Tests.Rates;

/// <summary>What calls cost on the decks that are shipped as examples.</summary>
public sealed class ExampleDeckTests
{
    private static readonly Currency Usd = Currency.Parse("USD");

    // dialled | destination, charge for 3.2 seconds
    [Theory]
    [InlineData("sample-rates.csv", "011 44 20 7946 0000", "United Kingdom", "0.06")]
    [InlineData("sample-rates.csv", "011 44 7700 900123", "United Kingdom mobile", "0.088")]
    [InlineData("sample-rates.csv", "011 44 800 111 111", "United Kingdom toll-free", "0.00")]
    [InlineData("sample-rates.csv", "011 44 909 879 0000", "United Kingdom premium", null)]
    [InlineData("sample-rates.csv", "011 49 30 1234567", "Germany", "0.058")]
    [InlineData("sample-rates.csv", "011 33 1 23 45 67 89", "France", "0.06")]
    [InlineData("sample-rates.csv", "011 52 55 1234 5678", "Mexico City", "0.055")]
    [InlineData("sample-rates.csv", "1 876 555 1234", "Jamaica", "0.238")]
    [InlineData("sample-rates.csv", "011 870 773 123456", "Inmarsat", null)]
    [InlineData(
        "sample-rates.csv",
        "011 881 612 345678",
        "Satellite and international networks",
        null
    )]
    [InlineData(
        "sample-rates.csv",
        "011 882 16 12345678",
        "Satellite and international networks",
        null
    )]
    [InlineData("sample-rates.csv", "011 979 123456789", "International premium", null)]
    [InlineData("sample-rates.csv", "1 416 555 1234", "United States and Canada", "0.00")]
    [InlineData("sample-rates.csv", "1 684 555 1234", "American Samoa", "0.09")]
    [InlineData("sample-rates.csv", "1 900 555 1234", "Premium and personal numbers", null)]
    [InlineData("demo-rates.csv", "011 44 20 7946 0000", "United Kingdom", "0.08")]
    [InlineData("demo-rates.csv", "011 49 30 1234567", "Germany", "0.041333")]
    [InlineData("demo-rates.csv", "011 33 1 23 45 67 89", "France", "0.042")]
    [InlineData("demo-rates.csv", "011 52 55 1234 5678", "Mexico", "0.06")]
    [InlineData("demo-rates.csv", "1 416 555 1234", "United States and Canada", "0.00")]
    public void Deck_NumberDialled_CostsWhatItSays(
        string file,
        string dialled,
        string destination,
        string? charge
    )
    {
        var classifier = new CallClassifier(NumberingPlan.NorthAmerica);
        var number = (DialedNumber.Global)DialedNumber.Parse(dialled, classifier.Plan);

        var rate = Examples.Read(file).Lookup(classifier.Outbound(number.Number), number.Number)!;

        rate.Destination.Should().Be(destination);
        rate.IsBlocked.Should().Be(charge is null);
        if (charge is not null)
        {
            rate.Price.ChargeFor(TimeSpan.FromSeconds(3.2)).Should().Be(Money.Parse(charge, Usd));
        }
    }

    [Theory]
    [InlineData("sample-rates.csv", "0.0039")]
    [InlineData("demo-rates.csv", "0.01")]
    public void Deck_TollFreeNumberCalled_CostsTheAccount(string file, string perSecondsOfSixOrOne)
    {
        var number = E164Number.Parse("18005550199");
        var rate = Examples.Read(file).Lookup(Service.TollFreeInbound, number)!;
        var step = rate.Increments.SubsequentSeconds;

        (rate.Price.Charge(60 + step) - rate.Price.Charge(60))
            .Should()
            .Be(Money.Parse(perSecondsOfSixOrOne, Usd));
    }
}
