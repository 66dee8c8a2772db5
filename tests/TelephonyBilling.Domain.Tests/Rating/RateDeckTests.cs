using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Domain.Tests.Rating;

public sealed class RateDeckTests
{
    private static readonly Currency Usd = Currency.Parse("USD");

    private static readonly string[] Sheet =
    [
        "1876 Jamaica",
        "44 United Kingdom",
        "447 United Kingdom mobile",
        "44787 United Kingdom mobile other",
        "44800 United Kingdom toll-free",
        "49 Germany",
        "52 Mexico",
        "525 Mexico City",
        "8816 Iridium",
        "881612345678901 One handset",
    ];

    [Theory]
    [InlineData("442079460000", "United Kingdom")]
    [InlineData("447700900123", "United Kingdom mobile")]
    [InlineData("447870900123", "United Kingdom mobile other")]
    [InlineData("44800111111", "United Kingdom toll-free")]
    [InlineData("44787", "United Kingdom mobile other")]
    [InlineData("4478", "United Kingdom mobile")]
    [InlineData("448", "United Kingdom")]
    [InlineData("44", "United Kingdom")]
    [InlineData("4", null)]
    [InlineData("45123456", null)]
    [InlineData("18765551234", "Jamaica")]
    [InlineData("1876", "Jamaica")]
    [InlineData("187", null)]
    [InlineData("18775551234", null)]
    [InlineData("525512345678", "Mexico City")]
    [InlineData("523312345678", "Mexico")]
    [InlineData("881612345678", "Iridium")]
    [InlineData("881612345678901", "One handset")]
    [InlineData("881612345678902", "Iridium")]
    [InlineData("999999999999999", null)]
    public void Lookup_Number_FindsTheLongestPrefix(string number, string? destination)
    {
        var rate = Deck(Sheet).Lookup(Service.InternationalOutbound, E164Number.Parse(number));
        (rate?.Destination).Should().Be(destination);
    }

    [Fact]
    public void Lookup_NoNumber_FindsNothing() =>
        Deck(Sheet).Lookup(Service.InternationalOutbound, default).Should().BeNull();

    [Fact]
    public void Lookup_EmptyDeck_FindsNothing() =>
        Deck([]).Lookup(Service.InternationalOutbound, E164Number.Parse("44")).Should().BeNull();

    [Fact]
    public void Lookup_OtherService_IsAnotherSheet()
    {
        var deck = RateDeck.Compile(
            "two",
            Usd,
            [
                Row(2, "1", "Toll-free", Service.TollFreeInbound),
                Row(3, "1", "Domestic", Service.DomesticOutbound),
            ]
        );
        var number = E164Number.Parse("18005550199");

        deck.Lookup(Service.TollFreeInbound, number)!.Destination.Should().Be("Toll-free");
        deck.Lookup(Service.DomesticOutbound, number)!.Destination.Should().Be("Domestic");
        deck.Lookup(Service.InternationalOutbound, number).Should().BeNull();
    }

    [Theory]
    [InlineData("CA", "442079460000", "from Canada")]
    [InlineData("US", "442079460000", "from anywhere")]
    [InlineData("*", "442079460000", "from anywhere")]
    [InlineData("CA", "447700900123", "mobile from anywhere")]
    [InlineData("CA", "49301234567", "Germany")]
    [InlineData("CA", "52551234567", "Mexico from Canada")]
    [InlineData("US", "52551234567", null)]
    public void Lookup_Origin_WinsOnlyAmongEquallyLongPrefixes(
        string origin,
        string number,
        string? destination
    )
    {
        var deck = RateDeck.Compile(
            "origins",
            Usd,
            [
                Row(2, "44", "from anywhere"),
                Row(3, "44", "from Canada", origin: "CA"),
                Row(4, "447", "mobile from anywhere"),
                Row(5, "49", "Germany"),
                Row(6, "52", "Mexico from Canada", origin: "CA"),
            ]
        );

        var rate = deck.Lookup(Service.InternationalOutbound, E164Number.Parse(number), origin);
        (rate?.Destination).Should().Be(destination);
    }

    [Fact]
    public void Compile_SamePrefixTwice_NamesBothLines()
    {
        RateDeck
            .TryCompile(
                "twice",
                Usd,
                [Row(2, "44", "a"), Row(3, "49", "b"), Row(7, "44", "c"), Row(9, "44", "d")],
                at: null,
                out var deck,
                out var errors
            )
            .Should()
            .BeFalse();

        deck.Should().BeNull();
        errors
            .Reported.Select(error => (error.Line, error.Column, error.Value))
            .Should()
            .Equal((7, "prefix", "44"), (9, "prefix", "44"));
        errors.ToString().Should().Contain("line 2").And.Contain("line 7").And.Contain("line 9");
    }

    [Fact]
    public void Compile_OtherCurrencyOrUnpricedService_IsRefused()
    {
        RateDeck
            .TryCompile(
                "mixed",
                Currency.Parse("EUR"),
                [Row(2, "44", "a")],
                at: null,
                out _,
                out var currencies
            )
            .Should()
            .BeFalse();
        RateDeck
            .TryCompile(
                "911",
                Usd,
                [Row(4, "1", "a", Service.Emergency)],
                null,
                out _,
                out var services
            )
            .Should()
            .BeFalse();

        currencies.ToString().Should().Contain("line 2").And.Contain("USD").And.Contain("EUR");
        services.ToString().Should().Contain("line 4").And.Contain("emergency");
    }

    [Fact]
    public void Compile_RatesOfSeveralDates_AnswersForItsInstant()
    {
        var (january, july) = (Instant(1), Instant(7));
        RateRow[] rows =
        [
            Row(2, "44", "always"),
            Row(3, "44", "since January", from: january),
            Row(4, "44", "since July", from: july),
            Row(5, "447", "mobile since July", from: july),
        ];
        var number = E164Number.Parse("447700900123");

        Find(january.AddTicks(-1)).Should().Be(("always", january));
        Find(january).Should().Be(("since January", july));
        Find(july.AddTicks(-1)).Should().Be(("since January", july));
        Find(july).Should().Be(("mobile since July", null));
        Find(null).Should().Be(("mobile since July", null));

        (string?, DateTimeOffset?) Find(DateTimeOffset? at)
        {
            var deck = RateDeck.Compile("dated", Usd, rows, at);
            return (
                deck.Lookup(Service.InternationalOutbound, number)?.Destination,
                deck.NextChange
            );
        }
    }

    [Fact]
    public void Compile_SameDateTwice_IsADuplicate()
    {
        RateRow[] rows =
        [
            Row(2, "44", "a", from: Instant(1)),
            Row(3, "44", "b"),
            Row(4, "44", "c", from: Instant(1)),
        ];

        RateDeck.TryCompile("dated", Usd, rows, null, out _, out var errors).Should().BeFalse();
        errors
            .Reported.Should()
            .ContainSingle()
            .Which.ToString()
            .Should()
            .Contain("line 4")
            .And.Contain("in line 2")
            .And.Contain("2027-01-01");
    }

    [Fact]
    public void Checksum_FollowsTheRates_NotTheirOrderOrTheName()
    {
        RateRow[] rows = [Row(2, "44", "a"), Row(3, "49", "b")];
        var checksum = RateDeck.Compile("one", Usd, rows).Checksum;

        RateDeck
            .Compile("two", Usd, [.. rows.Reverse()])
            .Checksum.Should()
            .Be(checksum)
            .And.HaveLength(64);
        RateDeck.Compile("one", Usd, [rows[0]]).Checksum.Should().NotBe(checksum);
        RateDeck
            .Compile("one", Usd, [rows[0], Row(3, "49", "c")])
            .Checksum.Should()
            .NotBe(checksum);
    }

    [Fact]
    public void Lookup_WhateverIsFound_AllocatesNothing()
    {
        var deck = Deck(Sheet);
        var (found, missing) = (E164Number.Parse("447870900123"), E164Number.Parse("45123456"));
        var matches = Count();
        var before = GC.GetAllocatedBytesForCurrentThread();

        matches = Count();

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
        matches.Should().Be(1_000);

        int Count()
        {
            var hits = 0;
            for (var i = 0; i < 1_000; i++)
            {
                hits += deck.Lookup(Service.InternationalOutbound, found) is null ? 0 : 1;
                hits += deck.Lookup(Service.InternationalOutbound, missing, "CA") is null ? 0 : 1;
            }
            return hits;
        }
    }

    private static DateTimeOffset Instant(int month) => new(2027, month, 1, 0, 0, 0, TimeSpan.Zero);

    private static RateDeck Deck(string[] sheet) =>
        RateDeck.Compile(
            "sheet",
            Usd,
            [.. sheet.Select((line, i) => Row(i + 2, line.Split(' ', 2)[0], line.Split(' ', 2)[1]))]
        );

    internal static RateRow Row(
        int line,
        string prefix,
        string destination,
        Service service = Service.InternationalOutbound,
        string origin = Rate.AnyOrigin,
        DateTimeOffset? from = null
    ) =>
        new(
            line,
            new Rate
            {
                Service = service,
                Origin = origin,
                Prefix = NumberPrefix.Parse(prefix),
                Destination = destination,
                Price = new CallPrice(Money.Zero(Usd), new Money(20_000, Usd), default),
                EffectiveFrom = from,
            }
        );
}
