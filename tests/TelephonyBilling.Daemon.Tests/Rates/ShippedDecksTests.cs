using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Daemon.Tests.Rates;

/// <summary>The decks in <c>docs/examples</c> make sense: nothing forgotten, nothing absurd, nothing priced by accident.</summary>
public sealed class ShippedDecksTests
{
    private const string MobileSuffix = " mobile";
    private static readonly Currency Usd = Currency.Parse("USD");
    private static readonly CallClassifier Classifier = new(NumberingPlan.NorthAmerica);
    private static readonly RateDeck Blocked = Examples.Read("blocked-prefixes.csv");

    private static readonly string[] OfPrices =
    [
        "sample-rates.csv",
        "pro-rates.csv",
        "contact-centre-rates.csv",
    ];

    public static TheoryData<string> Files { get; } =
    [.. new DirectoryInfo(Examples.Path("")).EnumerateFiles("*.csv").Select(file => file.Name)];

    public static TheoryData<string> PriceFiles { get; } = [.. OfPrices];

    [Theory]
    [MemberData(nameof(Files))]
    public void Import_EveryFile_IsRight(string file) =>
        Examples.Read(file).Rates.Should().NotBeEmpty();

    [Theory]
    [MemberData(nameof(PriceFiles))]
    public void Mobile_OfEveryCountry_CostsNoLessThanTheLandline(string file)
    {
        var deck = Examples.Read(file);
        var mobile = deck
            .Rates.Where(rate => rate.Destination.EndsWith(MobileSuffix, StringComparison.Ordinal))
            .ToList();
        mobile.Should().HaveCountGreaterThan(500);
        mobile
            .Select(rate => (Mobile: rate, Landline: LandlineOf(rate, deck)))
            .Where(pair =>
                pair.Landline is not { IsBlocked: false } landline
                || pair.Mobile.PerMinute < landline.PerMinute
                || pair.Mobile.ConnectionFee < landline.ConnectionFee
            )
            .Should()
            .BeEmpty();
    }

    [Theory]
    [MemberData(nameof(PriceFiles))]
    public void CountryCodes_AllOfThem_HaveAPriceOrAreBlocked(string file)
    {
        var tariff = Behind(Blocked, file);
        var numbers =
            from code in CountryCodes.Table.Keys
            from next in Enumerable.Range(0, 10)
            select E164Number.Parse($"{code}{next}111111");
        numbers.Where(number => Find(tariff, number) is null).Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(PriceFiles))]
    public void AreaCodes_AllOfThem_HaveAPriceOrAreFreeOrBlocked(string file)
    {
        var tariff = Behind(Blocked, file);
        Enumerable
            .Range(200, 800)
            .Where(code => NanpRegions.KindOf(code) != NanpKind.Impossible)
            .Where(code => Find(tariff, E164Number.Parse($"1{code}5551234")) is null)
            .Should()
            .BeEmpty();
    }

    /// <summary>A price below a blocked prefix is either a mistake or never asked.</summary>
    [Theory]
    [MemberData(nameof(PriceFiles))]
    public void BlockedPrefixes_InADeckOfPrices_HaveNoPrice(string file) =>
        (
            from rate in Examples.Read(file).Rates
            where !rate.IsBlocked
            from blocked in Blocked.Rates
            where blocked.Service == rate.Service
            where blocked.Prefix.Matches(E164Number.Parse(rate.Prefix.ToString()))
            select $"{rate.Prefix} {rate.Destination}, though {blocked.Prefix} is blocked"
        )
            .Should()
            .BeEmpty();

    [Theory]
    [MemberData(nameof(PriceFiles))]
    public void BlockedPrefixes_BeforeADeckOfPrices_AreBlocked(string file)
    {
        var tariff = Behind(Blocked, file);
        Blocked
            .Rates.Where(rate => rate.Service == Service.InternationalOutbound)
            .Select(rate => E164Number.Parse($"{rate.Prefix}0000"))
            .Where(number =>
                tariff.Find(Service.InternationalOutbound, number, "US", "", RateRules.None)
                    is not { IsBlocked: true }
            )
            .Should()
            .BeEmpty();
    }

    [Theory]
    [MemberData(nameof(PriceFiles))]
    public void BlockedPrefixes_OfADeckOfPrices_HaveTheReasonThatTheListHas(string file) =>
        Examples
            .Read(file)
            .Rates.Where(rate =>
                rate is { IsBlocked: true, Service: Service.InternationalOutbound }
            )
            .Where(rate =>
                Blocked.Lookup(rate.Service, E164Number.Parse($"{rate.Prefix}00"))?.BlockReason
                != rate.BlockReason
            )
            .Should()
            .BeEmpty();

    [Theory]
    [InlineData("pro-rates.csv")]
    [InlineData("contact-centre-rates.csv")]
    public void Prices_OfTheOtherPlansAbroad_AreBelowTheSample(string file)
    {
        var sample = Examples.Read("sample-rates.csv").Rates.ToDictionary(Key);
        var abroad = Examples
            .Read(file)
            .Rates.Where(rate =>
                rate is { Service: Service.InternationalOutbound, IsBlocked: false, IsFree: false }
            )
            .ToList();
        abroad.Should().HaveCountGreaterThan(700);
        abroad
            .Where(rate =>
                sample[Key(rate)].PerMinute <= rate.PerMinute
                || sample[Key(rate)].ConnectionFee < rate.ConnectionFee
            )
            .Should()
            .BeEmpty();

        static (Service, string, NumberPrefix) Key(Rate rate) =>
            (rate.Service, rate.Origin, rate.Prefix);
    }

    [Theory]
    [MemberData(nameof(PriceFiles))]
    public void TollFreeInbound_OfEveryPricedCountry_IsWhatTheClassifierCallsTollFree(string file)
    {
        // Beside Dublin's numbers no prefix can tell Ireland's toll-free ones: their kind says it.
        var ireland = NumberPrefix.Parse("3531800");
        Examples
            .Read(file)
            .Rates.Where(rate => rate.Service == Service.TollFreeInbound && rate.Prefix != ireland)
            .Select(rate => rate.Prefix.ToString())
            .Select(prefix => prefix == "1" ? "18005550199" : prefix + "123456")
            .Where(number =>
                Classifier.Inbound(E164Number.Parse(number)) != Service.TollFreeInbound
            )
            .Should()
            .BeEmpty();
    }

    [Theory]
    [InlineData("sample-rates.csv", "12125551234", "US", true)]
    [InlineData("pro-rates.csv", "14165551234", "US", true)]
    [InlineData("contact-centre-rates.csv", "12125551234", "US", false)]
    [InlineData("contact-centre-rates.csv", "14165551234", "US", false)]
    [InlineData("contact-centre-rates.csv", "18005550199", "US", true)]
    [InlineData("sample-rates.csv", "12125551234", "GB", false)]
    public void AtHome_ByPlanAndOrigin_IsFreeOrCosts(
        string file,
        string number,
        string origin,
        bool isFree
    ) =>
        Examples
            .Read(file)
            .Lookup(Service.DomesticOutbound, E164Number.Parse(number), origin)!
            .IsFree.Should()
            .Be(isFree);

    [Theory]
    [InlineData("33123456789", "US", "0.02")]
    [InlineData("33123456789", "CA", "0.018")]
    [InlineData("33123456789", "GB", "0.015")]
    [InlineData("33612345678", "GB", "0.045")]
    [InlineData("33612345678", "CA", "0.055")]
    [InlineData("525512345678", "US", "0.013")]
    public void Sample_OfOneOrigin_HasItsOwnPrice(string number, string origin, string perMinute) =>
        Examples
            .Read("sample-rates.csv")
            .Lookup(Service.InternationalOutbound, E164Number.Parse(number), origin)!
            .PerMinute.Should()
            .Be(Money.Parse(perMinute, Usd));

    /// <summary>The rate for landlines of the same country and origin: the one under which the mobile prefixes lie.</summary>
    private static Rate? LandlineOf(Rate mobile, RateDeck deck)
    {
        var country = mobile.Destination[..^MobileSuffix.Length];
        return deck.Rates.SingleOrDefault(rate =>
                rate.Destination == country && rate.Origin == mobile.Origin
            )
            ?? deck.Rates.FirstOrDefault(rate =>
                rate.Destination == country && rate.Origin == Rate.AnyOrigin
            );
    }

    private static Quote? Find(Tariff tariff, E164Number number) =>
        tariff.Find(
            Classifier.Outbound(number),
            number,
            "US",
            CountryCodes.CountryOf(number),
            RateRules.None
        );

    private static Tariff Behind(RateDeck first, string file) =>
        new("plan", [(null, first), (null, Examples.Read(file))], RateRules.None);
}
