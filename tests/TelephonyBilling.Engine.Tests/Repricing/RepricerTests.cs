using FsCheck;
using FsCheck.Fluent;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Rates;
using TelephonyBilling.Engine.Repricing;
using TelephonyBilling.Testing.Engine;
using TelephonyBilling.Testing.Store;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Engine.Tests.Repricing;

public sealed class RepricerTests
{
    private readonly DirectoryBuilder directory = new DirectoryBuilder()
        .Account()
        .Number("13125550100", international: false)
        .Number("18005550199", kind: NumberKind.TollFree)
        .Rate(Service.InternationalOutbound, "44", "0.04", "0.02", "60/60")
        .Rate(Service.InternationalOutbound, "4477", "0.04", "0.12", "30/6")
        .Rate(Service.InternationalOutbound, "44", "0.04", "0.01", "60/60", origin: "CA")
        .Rate(Service.InternationalOutbound, "881", blocked: "satellite")
        .Rate(Service.FaxOutbound, "44", "0", "0.30", "60/60")
        .Rate(Service.TollFreeInbound, "1800", "0", "0.03", "6/6");

    [Theory]
    // A sheet: shown, called, service then, seconds → destination, billed, cost.
    [InlineData("", "011442079460000", null, 61, "44 land", 120, "0.08")]
    [InlineData("+13125550100", "+442079460000", null, 61, "44 land", 120, "0.08")]
    [InlineData("+13125550100", "011 44 7700 900000", null, 31, "4477 land", 36, "0.112")]
    [InlineData("+14165550123", "+442079460000", null, 61, "44 land", 120, "0.06")]
    [InlineData("", "+442079460000", "international-outbound", 0, "44 land", 60, "0.06")]
    [InlineData("", "+442079460000", "fax-outbound", 61, "44 land", 120, "0.60")]
    [InlineData("", "+18005550199", null, 7, "1800 land", 12, "0.006")]
    [InlineData("", "+18005550100", "tollfree-inbound", 7, "1800 land", 12, "0.006")]
    [InlineData("", "+14155550123", null, 600, "", 0, "0")]
    [InlineData("", "+13125550100", "domestic-inbound", 600, "", 0, "0")]
    public void Price_IsWhatTheGateWouldCharge(
        string shown,
        string to,
        string? service,
        int seconds,
        string destination,
        long billed,
        string cost
    ) =>
        Price(shown, to, service, seconds)
            .Should()
            .Be(new RepricedCall.Priced(destination, billed, Dollars(cost)));

    [Theory]
    [InlineData("1002")]
    [InlineData("911")]
    [InlineData("*98")]
    [InlineData("411")]
    public void Price_OfACallThatNobodyCharges_IsNoMatter(string to) =>
        Price("", to, null, 60).Should().Be(new RepricedCall.NoMatter());

    [Theory]
    [InlineData("+33140000000", "no international-outbound rate")]
    [InlineData("+8812345678", "blocked (satellite)")]
    [InlineData("0114420", "digits")]
    [InlineData("s", "'s'")]
    public void Price_WhatCantBe_SaysWhy(string to, string why)
    {
        var unpriced = Price("", to, null, 60).Should().BeOfType<RepricedCall.Unpriced>().Subject;

        unpriced.Why.Should().NotBeEmpty().And.Contain(why);
    }

    [Fact]
    public void Price_RulesOfTheAccount_Count()
    {
        directory.Rule(
            RuleOwner.Account(DirectoryBuilder.Usual),
            new RateRule { Country = "GB", Effect = new RateEffect.Scaled(50) }
        );

        Price("", "+442079460000", null, 60)
            .Should()
            .Be(new RepricedCall.Priced("44 land", 60, Dollars("0.03")));
    }

    [Fact]
    public void Price_InAnotherCurrency_IsConvertedWhereARateIsKnown()
    {
        directory.Change(account => account with { Currency = Currency.Parse("EUR") });
        Price("", "+442079460000", null, 60)
            .Should()
            .BeOfType<RepricedCall.Unpriced>()
            .Which.Why.Should()
            .Contain("rate of exchange");

        directory.Exchange("USD", "EUR", "0.925");

        Price("", "+442079460000", null, 60)
            .Should()
            .Be(
                new RepricedCall.Priced("44 land", 60, Money.Parse("0.0555", Currency.Parse("EUR")))
            );
    }

    [Fact]
    public void Price_ChargedInAnotherCurrencyThen_CantBeCompared() =>
        Repricer()
            .Price(Call("", "+442079460000", null, 60) with { Charged = Euros("0.06") })
            .Should()
            .BeOfType<RepricedCall.Unpriced>()
            .Which.Why.Should()
            .Contain("charged in EUR");

    [Fact]
    public void Price_NumberOfAnotherAccount_IsACallOut()
    {
        directory.Account("beta").Number("442079460000", "beta");

        Price("", "+442079460000", null, 60)
            .Should()
            .BeOfType<RepricedCall.Priced>()
            .Which.Destination.Should()
            .Be("44 land");
    }

    [Fact]
    public void AnyCalls_SumsAreExact_AndTheDifferenceIsOfThoseThatWereCharged()
    {
        var calls =
            from to in Gen.Elements("+442079460000", "+447700900000", "+33140000000", "1002")
            from milliseconds in Gen.Choose(0, 7_200_000)
            from charged in Gen.OneOf(
                Gen.Constant((long?)null),
                Gen.Choose(0, 5_000_000).Select(micros => (long?)micros)
            )
            select new PastCall(
                1,
                "",
                "",
                to,
                null,
                TimeSpan.FromMilliseconds(milliseconds),
                charged is { } micros ? new Money(micros, Usd) : null
            );
        var repricer = Repricer();
        Prop.ForAll(
                Arb.From(calls.ListOf()),
                all =>
                {
                    var sums = new RepricingSums(Usd);
                    long cost = 0;
                    long difference = 0;
                    foreach (var call in all)
                    {
                        var repriced = repricer.Price(call);
                        sums.Add(call, repriced);
                        if (repriced is RepricedCall.Priced priced)
                        {
                            cost += priced.Cost.Micros;
                            difference += call.Charged is { } then
                                ? priced.Cost.Micros - then.Micros
                                : 0;
                        }
                    }
                    sums.Total.Cost.Micros.Should().Be(cost);
                    sums.Total.Difference.Micros.Should().Be(difference);
                    (sums.Total.Calls + sums.UnpricedCount + sums.NoMatter).Should().Be(all.Count);
                    sums.ByDestination.Sum(entry => entry.Sum.Cost.Micros).Should().Be(cost);
                    sums.ByDestination.Sum(entry => entry.Sum.Difference.Micros)
                        .Should()
                        .Be(difference);
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(200));
    }

    [Fact]
    public void Sums_MoreThanAreKept_AreCounted()
    {
        var sums = new RepricingSums(Usd);
        for (var line = 1; line <= RepricingSums.MaxKept + 7; line++)
        {
            sums.AddUnpriced(new UnpricedCall(line, "", "why"));
        }

        sums.Unpriced.Should().HaveCount(RepricingSums.MaxKept);
        sums.UnpricedCount.Should().Be(RepricingSums.MaxKept + 7);
    }

    private static Money Euros(string amount) => Money.Parse(amount, Currency.Parse("EUR"));

    private static PastCall Call(string shown, string to, string? service, int seconds) =>
        new(
            7,
            shown,
            shown,
            to,
            service is null ? null : ServiceNames.Parse(service),
            TimeSpan.FromSeconds(seconds),
            Charged: null
        );

    private RepricedCall Price(string shown, string to, string? service, int seconds) =>
        Repricer().Price(Call(shown, to, service, seconds));

    private Repricer Repricer()
    {
        var real = directory.Current();
        var account = real.FindAccount(DirectoryBuilder.Usual)!;
        return new Repricer(
            NumberingPlan.NorthAmerica,
            new RepricingDirectory(
                real,
                account,
                real.FindTariff(account.Plan)!,
                real.RulesOf(account.Id),
                NumberingPlan.NorthAmerica
            )
        );
    }
}
