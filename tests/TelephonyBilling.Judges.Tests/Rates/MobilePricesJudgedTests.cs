using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Judges.Tests.Numbering;

namespace TelephonyBilling.Judges.Tests.Rates;

/// <summary>Where the sample deck has a price for a country's mobile phones, it is for mobile phones.</summary>
[Collection(JudgeCollection.Name)]
public sealed class MobilePricesJudgedTests(Libphonenumber judge)
{
    private static readonly RateDeck Sample = ExampleFiles.SampleRates;

    private static readonly KnownDifferences ByLengthAlone = new(
        (
            "Chile",
            "landlines and mobile phones may have each other's numbers: one example for both"
        ),
        ("Mauritius mobile", "as Chile")
    );

    [Fact]
    public void Lookup_ExamplesOfMobileAndFixedNumbers_HaveTheirPrice() =>
        ByLengthAlone.Explain(
            from example in judge.Verdicts.Examples
            let rate = Find(example.Number)
            where rate is not null
            where
                example.Type == NumberTypes.FixedLine && IsForMobile(rate)
                || example.Type == NumberTypes.Mobile
                    && !IsForMobile(rate)
                    && HasMobile(rate.Destination)
            select (rate.Destination, $"{example.Type} {example.Number}")
        );

    /// <summary>The other way round, a country's younger mobile ranges may be missing: then they cost as landlines.</summary>
    [Fact]
    public void Lookup_AnyFixedNumber_CostsNoMobilePrice() =>
        Questions
            .AroundTheWorld.Where(digits =>
                judge.Verdicts.Numbers[digits] is { Valid: true, Type: NumberTypes.FixedLine }
                && Find(digits) is { } rate
                && IsForMobile(rate)
            )
            .Should()
            .BeEmpty();

    private static Rate? Find(string digits)
    {
        var number = E164Number.Parse(digits);
        return Sample.Lookup(Service.InternationalOutbound, number);
    }

    private static bool IsForMobile(Rate rate) =>
        rate.Destination.EndsWith(" mobile", StringComparison.Ordinal);

    private static bool HasMobile(string country) =>
        Sample.Rates.Any(rate => rate.Destination == country + " mobile");
}
