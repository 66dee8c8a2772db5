using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Domain.Tests.Rating;

public sealed class TariffTests
{
    private static readonly Currency Usd = Currency.Parse("USD");
    private static readonly RateDeck Standard = Deck(
        "standard",
        RateOf("44", "United Kingdom", "0.02"),
        RateOf("447", "United Kingdom mobile", "0.10"),
        RateOf("52", "Mexico", "0.03"),
        RateOf("870", "Inmarsat", "") with
        {
            IsBlocked = true,
            BlockReason = "satellite",
        },
        RateOf("979", "Premium", "5") with
        {
            IsBlocked = true,
            BlockReason = "premium",
        }
    );

    [Fact]
    public void Find_TwoDecks_TheFirstThatKnowsTheNumberDecides()
    {
        var pro = Deck("pro", RateOf("44", "UK on Pro", "0.01"));
        var tariff = new Tariff("pro", [(null, pro), (null, Standard)], RateRules.None);

        Find(tariff, "447700900123")!.Destination.Should().Be("UK on Pro");
        Find(tariff, "525512345678")!.Destination.Should().Be("Mexico");
    }

    [Fact]
    public void Find_ADeckForTheService_IsAskedInsteadOfTheUsualOnes()
    {
        var inbound = Deck(
            "toll-free",
            RateOf("1800", "Toll-free", "0.04") with
            {
                Service = Service.TollFreeInbound,
            }
        );
        var tariff = new Tariff(
            "standard",
            [(null, Standard), (Service.TollFreeInbound, inbound)],
            RateRules.None
        );

        tariff
            .Find(
                Service.TollFreeInbound,
                E164Number.Parse("18005550199"),
                Rate.AnyOrigin,
                "",
                RateRules.None
            )!
            .Deck.Should()
            .BeSameAs(inbound);
        tariff.DecksFor(Service.InternationalOutbound).Should().Equal(Standard);
    }

    [Fact]
    public void Find_NothingKnowsTheNumber_IsNull() => Find(Of(), "33123456789").Should().BeNull();

    [Fact]
    public void Find_ACountryThatThePlanIncludes_CostsNothingButNeedsCredit()
    {
        var quote = Find(
            Of(new RateRule { Country = "GB", Effect = new RateEffect.Included() }),
            "447700900123"
        )!;
        quote.Price!.IsZero.Should().BeTrue();
        quote.IsFree.Should().BeFalse();
        quote.Destination.Should().Be("United Kingdom mobile");
    }

    [Fact]
    public void Find_ALongerPrefix_WinsOverACountry()
    {
        var tariff = Of(
            new RateRule { Country = "GB", Effect = new RateEffect.Free() },
            new RateRule
            {
                Prefix = NumberPrefix.Parse("447"),
                Effect = new RateEffect.Blocked("personal"),
            }
        );
        Find(tariff, "442079460000")!.IsFree.Should().BeTrue();
        Find(tariff, "447700900123")!.BlockReason.Should().Be("personal");
    }

    [Fact]
    public void Find_TheAccountsRule_WinsOverThePlans()
    {
        var own = new CallPrice(
            Money.Parse("0.01", Usd),
            Money.Parse("0.005", Usd),
            BillingIncrements.Parse("6/6")
        );
        var quote = Of(new RateRule { Country = "GB", Effect = new RateEffect.Blocked("fraud") })
            .Find(
                Service.InternationalOutbound,
                E164Number.Parse("442079460000"),
                Rate.AnyOrigin,
                "GB",
                new RateRules([
                    new RateRule
                    {
                        Prefix = NumberPrefix.Parse("4420"),
                        Effect = new RateEffect.Priced(own),
                    },
                ])
            )!;
        quote.IsBlocked.Should().BeFalse();
        quote.Price.Should().Be(own);
    }

    [Theory]
    [InlineData("870772001234", true)] // its row has no price, and empty is not free
    [InlineData("979123456789", false)] // its row has one
    public void Find_ABlockThatIsLifted_NeedsAPrice(string number, bool stillBlocked)
    {
        var quote = Find(Of(new RateRule { Effect = new RateEffect.Allowed() }), number)!;
        quote.IsBlocked.Should().Be(stillBlocked);
        (quote.Price is null).Should().Be(stillBlocked);
    }

    [Fact]
    public void Find_APercentage_ScalesFeeAndPriceOfTheDeck()
    {
        var price = Find(
            Of(
                new RateRule
                {
                    Service = Service.InternationalOutbound,
                    Effect = new RateEffect.Scaled(75),
                }
            ),
            "442079460000"
        )!.Price!;
        price.ConnectionFee.Should().Be(Money.Parse("0.03", Usd));
        price.PerMinute.Should().Be(Money.Parse("0.015", Usd));
    }

    [Fact]
    public void Rules_OfOneServiceAndNumbersTwice_AreRefused() =>
        FluentActions
            .Invoking(() =>
                new RateRules([
                    new RateRule
                    {
                        Id = 1,
                        Country = "GB",
                        Effect = new RateEffect.Free(),
                    },
                    new RateRule
                    {
                        Id = 2,
                        Country = "GB",
                        Effect = new RateEffect.Allowed(),
                    },
                ])
            )
            .Should()
            .Throw<ArgumentException>()
            .WithMessage("Two rules are for every service, country GB: 1 and 2.*");

    [Fact]
    public void Find_ARuleForTheService_WinsOverOneForAll()
    {
        var tariff = Of(
            new RateRule { Country = "GB", Effect = new RateEffect.Blocked("all") },
            new RateRule
            {
                Country = "GB",
                Service = Service.InternationalOutbound,
                Effect = new RateEffect.Free(),
            }
        );
        Find(tariff, "442079460000")!.IsFree.Should().BeTrue();
    }

    private static Tariff Of(params RateRule[] rules) =>
        new("standard", [(null, Standard)], new RateRules(rules));

    private static Quote? Find(Tariff tariff, string number) =>
        tariff.Find(
            Service.InternationalOutbound,
            E164Number.Parse(number),
            Rate.AnyOrigin,
            CountryCodes.CountryOf(E164Number.Parse(number)),
            RateRules.None
        );

    private static RateDeck Deck(string name, params Rate[] rates) =>
        RateDeck.Compile(name, Usd, [.. rates.Select((rate, i) => new RateRow(i + 2, rate))]);

    private static Rate RateOf(string prefix, string destination, string perMinute) =>
        new()
        {
            Service = Service.InternationalOutbound,
            Prefix = NumberPrefix.Parse(prefix),
            Destination = destination,
            Price =
                perMinute.Length == 0
                    ? new CallPrice(Money.Zero(Usd), Money.Zero(Usd), default)
                    : new CallPrice(Money.Parse("0.04", Usd), Money.Parse(perMinute, Usd), default),
        };
}
