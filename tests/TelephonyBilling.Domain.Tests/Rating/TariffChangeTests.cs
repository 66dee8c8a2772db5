using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Domain.Tests.Rating;

public sealed class TariffChangeTests
{
    private static readonly Currency Usd = Currency.Parse("USD");
    private static readonly DateTimeOffset December = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);

    // fee, per minute, steps: before | after | what is told of it
    [Theory]
    [InlineData("0.04 0.02 60/60", "0.04 0.03 60/60", "dearer")]
    [InlineData("0.04 0.02 60/60", "0.05 0.02 60/60", "dearer")]
    [InlineData("0.04 0.02 6/6", "0.04 0.02 60/60", "dearer")]
    [InlineData("0.04 0.02 60/60", "0.10 0.01 60/60", "dearer")] // short calls are
    [InlineData("0 0.000001 1/1", "0 0.000002 1/1", "dearer")]
    [InlineData("free", "0 0.02 60/60", "paid")]
    [InlineData("0 0 60/60", "0.04 0 60/60", "paid")]
    [InlineData("0.04 0.02 60/60", "0.04 0.02 60/60", "")]
    [InlineData("0.04 0.02 60/60", "0.04 0.01 60/60", "")]
    [InlineData("0.04 0.02 60/60", "free", "")]
    [InlineData("free", "0 0 60/60", "")]
    [InlineData("0.04 0.02 60/60", "blocked", "")]
    [InlineData("blocked", "0.04 0.02 60/60", "")]
    [InlineData("free", "blocked", "")]
    public void Rises_OfOneRow_AreWhatCostsMore(string before, string after, string expected)
    {
        var rises = Between(Plan(Deck(("44", before))), Plan(Deck(("44", after))))
            .Rises(RateRules.None);

        rises
            .Select(rise => rise.BecomesPaid ? "paid" : "dearer")
            .Should()
            .Equal(expected.Length == 0 ? [] : [expected]);
    }

    [Fact]
    public void Rises_OfANewRow_AreAgainstTheShorterPrefix()
    {
        var rises = Between(
                Plan(Deck(("44", "0.04 0.02 60/60"))),
                Plan(
                    Deck(
                        ("44", "0.04 0.02 60/60"),
                        ("447", "0.04 0.10 60/60"),
                        ("4420", "0.04 0.01 60/60"),
                        ("49", "0.04 0.10 60/60")
                    )
                )
            )
            .Rises(RateRules.None);

        var mobile = rises.Should().ContainSingle("49 could not be called before").Subject;
        mobile.Prefix.ToString().Should().Be("447");
        mobile.Before.PerMinute.Should().Be(Money.Parse("0.02", Usd));
        mobile.After.PerMinute.Should().Be(Money.Parse("0.10", Usd));
        mobile.Destination.Should().Be("Somewhere");
    }

    [Fact]
    public void Rises_OfARowThatGoes_AreWhatTheShorterPrefixCosts()
    {
        var rises = Between(
                Plan(Deck(("44", "0.04 0.10 60/60"), ("4420", "0.04 0.01 60/60"))),
                Plan(Deck(("44", "0.04 0.10 60/60")))
            )
            .Rises(RateRules.None);

        rises.Should().ContainSingle().Which.Prefix.ToString().Should().Be("4420");
    }

    [Fact]
    public void Rises_BehindAnotherDeck_AreNone()
    {
        var first = Deck(("44", "0.04 0.02 60/60"));
        Tariff Of(string price) =>
            new("pro", [(null, first), (null, Deck(("44", price)))], RateRules.None);

        Between(Of("0.04 0.03 60/60"), Of("0.04 0.09 60/60"))
            .Rises(RateRules.None)
            .Should()
            .BeEmpty();
    }

    [Fact]
    public void Rises_OfADeckThatTheServiceIsNotAskedFor_AreNone()
    {
        var own = Deck(("44", "0.04 0.02 60/60"));
        Tariff Of(string price) =>
            new(
                "pro",
                [(null, Deck(("44", price))), (Service.InternationalOutbound, own)],
                RateRules.None
            );

        Between(Of("0.04 0.03 60/60"), Of("0.04 0.09 60/60"))
            .Rises(RateRules.None)
            .Should()
            .BeEmpty();
    }

    [Fact]
    public void Rises_UnderARuleOfThePlan_AreNone()
    {
        var rule = Rules(new RateEffect.Priced(Price("0 0.05 60/60")));

        Between(
                Plan(Deck(("44", "0.04 0.02 60/60")), rule),
                Plan(Deck(("44", "0.04 0.09 60/60")), rule)
            )
            .Rises(RateRules.None)
            .Should()
            .BeEmpty();
    }

    [Fact]
    public void Rises_UnderARuleOfTheAccount_AreWhatItPays()
    {
        var change = Between(
            Plan(Deck(("44", "0.04 0.02 60/60"))),
            Plan(Deck(("44", "0.04 0.04 60/60")))
        );

        change.Rises(Rules(new RateEffect.Included())).Should().BeEmpty();
        var half = change.Rises(Rules(new RateEffect.Scaled(50))).Should().ContainSingle().Subject;
        half.Before.Should().Be(Price("0.02 0.01 60/60"));
        half.After.Should().Be(Price("0.02 0.02 60/60"));
    }

    [Fact]
    public void Rises_OfADatedRow_AreTold_ThoughTheDeckIsTheSame()
    {
        RateRow[] rows =
        [
            new(2, Make("44", "0.04 0.02 60/60")),
            new(3, Make("44", "0.04 0.03 60/60") with { EffectiveFrom = December }),
        ];
        Tariff At(DateTimeOffset at) => Plan(RateDeck.Compile("deck", Usd, rows, at));

        var rises = Between(At(December.AddDays(-1)), At(December)).Rises(RateRules.None);

        rises.Should().ContainSingle("the prefix is in the deck twice, and told once");
        Between(At(December), At(December.AddDays(1))).Rises(RateRules.None).Should().BeEmpty();
    }

    private static TariffChange Between(Tariff before, Tariff after) =>
        TariffChange.Between(before, after);

    private static Tariff Plan(RateDeck deck, RateRules? rules = null) =>
        new("standard", [(null, deck)], rules ?? RateRules.None);

    private static RateRules Rules(RateEffect effect) => new([new RateRule { Effect = effect }]);

    private static RateDeck Deck(params (string Prefix, string Says)[] rows) =>
        RateDeck.Compile(
            "deck",
            Usd,
            [.. rows.Select((row, i) => new RateRow(i + 2, Make(row.Prefix, row.Says)))]
        );

    private static Rate Make(string prefix, string says) =>
        new()
        {
            Service = Service.InternationalOutbound,
            Prefix = NumberPrefix.Parse(prefix),
            Destination = "Somewhere",
            Price = char.IsAsciiDigit(says[0]) ? Price(says) : Price("0 0 60/60"),
            IsFree = says == "free",
            IsBlocked = says == "blocked",
        };

    private static CallPrice Price(string says)
    {
        var texts = says.Split(' ');
        return new CallPrice(
            Money.Parse(texts[0], Usd),
            Money.Parse(texts[1], Usd),
            BillingIncrements.Parse(texts[2])
        );
    }
}
