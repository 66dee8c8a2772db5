using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Domain.Tests.Rating;

public sealed class RateDeckDifferenceTests
{
    private static readonly Currency Usd = Currency.Parse("USD");

    // fee, per minute, steps: before | after | what calls become
    [Theory]
    [InlineData("0.04 0.02 60/60", "0.04 0.03 60/60", "dearer")]
    [InlineData("0.04 0.02 60/60", "0.05 0.02 60/60", "dearer")]
    [InlineData("0.04 0.02 6/6", "0.04 0.02 60/60", "dearer")]
    [InlineData("0.04 0.02 30/6", "0.04 0.02 60/6", "dearer")]
    [InlineData("0.04 0.02 60/60", "0.04 0.019999 60/60", "cheaper")]
    [InlineData("0.04 0.02 60/60", "0 0.02 60/60", "cheaper")]
    [InlineData("0.04 0.02 60/60", "0.04 0.02 60/6", "cheaper")]
    [InlineData("0.04 0.05 60/60", "0.04 0.01 3600/60", "mixed")] // short calls dearer, long ones cheaper
    [InlineData("0.04 0.02 60/60", "0.10 0.01 60/60", "mixed")]
    [InlineData("0 0.000001 1/1", "0 0.000002 1/1", "dearer")] // rounded, a short call costs the same
    [InlineData("0 0 60/60", "0 0.02 60/60", "paid")]
    [InlineData("free", "0 0.02 60/60", "paid")]
    [InlineData("free", "0.04 0 60/60", "paid")]
    [InlineData("0.04 0.02 60/60", "free", "free")]
    [InlineData("0.04 0.02 60/60", "0 0 60/60", "free")]
    [InlineData("free", "0 0 60/60", "")]
    [InlineData("free", "blocked", "blocked")]
    [InlineData("0.04 0.02 60/60", "blocked", "blocked")]
    [InlineData("blocked", "0.04 0.02 60/60", "unblocked")]
    [InlineData("blocked", "free", "unblocked")]
    [InlineData("blocked", "blocked: fraud", "")]
    public void Between_OneRow_SaysWhatCallsBecome(string before, string after, string expected)
    {
        var difference = RateDeckDifference.Between(
            Deck(("44", before)),
            Deck(("44", after), ("49", "free"))
        );

        var change = difference.Changes[0];
        change.Kind.Should().Be(RateChangeKind.Changed);
        Words(change).Should().Be(expected);
    }

    [Fact]
    public void Between_NoDeckBefore_EverythingIsNew()
    {
        var difference = RateDeckDifference.Between(
            null,
            Deck(("44", "0.04 0.02 60/60"), ("870", "blocked"))
        );

        difference.Changes.Should().OnlyContain(change => change.Kind == RateChangeKind.New);
        difference.Changes.Select(Words).Should().AllBe("");
        difference.Unchanged.Should().Be(0);
    }

    [Fact]
    public void Between_ARowGoes_ItsNumbersCostWhatTheShorterPrefixSays()
    {
        var difference = RateDeckDifference.Between(
            Deck(("44", "0.04 0.02 60/60"), ("44800", "free"), ("4470", "blocked"), ("52", "free")),
            Deck(("44", "0.04 0.02 60/60"))
        );

        difference
            .Changes.Select(change => $"{change.Kind} {change.Row.Prefix} {Words(change)}".Trim())
            .Should()
            .Equal("Gone 44800 paid", "Gone 4470 unblocked", "Gone 52");
        difference.Changes[0].After!.Prefix.ToString().Should().Be("44");
        difference.Changes[2].After.Should().BeNull();
        difference.Unchanged.Should().Be(1);
    }

    [Fact]
    public void Between_ANewRow_TakesItsNumbersFromTheShorterPrefix()
    {
        var difference = RateDeckDifference.Between(
            Deck(("44", "free"), ("49", "0.04 0.02 60/60")),
            Deck(
                ("44", "free"),
                ("49", "0.04 0.02 60/60"),
                ("447", "0 0.10 60/60"),
                ("4915", "blocked")
            )
        );

        difference
            .Changes.Select(change => $"{change.Kind} {change.Row.Prefix} {Words(change)}")
            .Should()
            .Equal("New 447 paid", "New 4915 blocked");
    }

    [Fact]
    public void Between_SamePrefixOfAnotherServiceOriginOrInstant_IsAnotherRow()
    {
        var row = Deck(("44", "0.04 0.02 60/60")).Rates[0];
        Rate[] others =
        [
            row with
            {
                Service = Service.TollFreeInbound,
            },
            row with
            {
                Origin = "CA",
            },
            row with
            {
                EffectiveFrom = DateTimeOffset.UnixEpoch,
            },
        ];

        var difference = RateDeckDifference.Between(Of([row]), Of([row, .. others]));

        difference.Changes.Select(change => change.Row).Should().Equal(others);
        difference.Unchanged.Should().Be(1);
    }

    [Fact]
    public void Between_TwoCurrencies_IsADefect() =>
        FluentActions
            .Invoking(() =>
                RateDeckDifference.Between(
                    RateDeck.Compile("a", Currency.Parse("EUR"), []),
                    RateDeck.Compile("b", Usd, [])
                )
            )
            .Should()
            .Throw<CurrencyMismatchException>();

    [Fact]
    public void IsDearer_AmountsAtTheEndOfTheRange_DoNotOverflow()
    {
        var difference = RateDeckDifference.Between(
            Deck(("44", "9000000000000 8000000000000 3600/3600")),
            Deck(("44", "9000000000000 9000000000000 3600/3600"))
        );
        difference.Changes[0].IsDearer.Should().BeTrue();
    }

    private static string Words(RateChange change)
    {
        (bool IsSo, string Word)[] words =
        [
            (change.IsDearer, "dearer"),
            (change.IsCheaper, "cheaper"),
            (change.IsMixed, "mixed"),
            (change.BecomesPaid, "paid"),
            (change.BecomesFree, "free"),
            (change.BecomesBlocked, "blocked"),
            (change.BecomesUnblocked, "unblocked"),
        ];
        return string.Join(' ', words.Where(word => word.IsSo).Select(word => word.Word));
    }

    private static RateDeck Deck(params (string Prefix, string Says)[] rows) =>
        Of([.. rows.Select(row => Make(row.Prefix, row.Says))]);

    private static RateDeck Of(Rate[] rates) =>
        RateDeck.Compile("deck", Usd, [.. rates.Select((rate, i) => new RateRow(i + 2, rate))]);

    private static Rate Make(string prefix, string says)
    {
        var texts = says.Split(' ');
        var hasPrice = char.IsAsciiDigit(says[0]);
        return new Rate
        {
            Service = Service.InternationalOutbound,
            Prefix = NumberPrefix.Parse(prefix),
            Destination = "Somewhere",
            Price = hasPrice
                ? new CallPrice(
                    Money.Parse(texts[0], Usd),
                    Money.Parse(texts[1], Usd),
                    BillingIncrements.Parse(texts[2])
                )
                : new CallPrice(Money.Zero(Usd), Money.Zero(Usd), default),
            IsFree = says == "free",
            IsBlocked = says.StartsWith("blocked", StringComparison.Ordinal),
            BlockReason = says is "blocked: fraud" ? "fraud" : "",
        };
    }
}
