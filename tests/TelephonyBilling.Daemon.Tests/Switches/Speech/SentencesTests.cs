using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using TelephonyBilling.Daemon.Switches.Speech;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Gating;
using TelephonyBilling.Testing.Pbx;

namespace TelephonyBilling.Daemon.Tests.Switches.Speech;

/// <summary>What phones say about money, as the dialplan gets it.</summary>
public sealed partial class SentencesTests
{
    [Theory]
    [InlineData(
        "0.02",
        "0",
        47 * 60,
        "p:this-call-costs&n:2&p:cents&p:a-minute&p:you-have&n:47&p:minutes"
    )]
    [InlineData(
        "0.01",
        "0",
        119,
        "p:this-call-costs&n:1&p:cent&p:a-minute&p:you-have&n:1&p:minute"
    )]
    [InlineData(
        "0.02",
        "0.04",
        59,
        "p:this-call-costs&n:2&p:cents&p:a-minute&p:plus&n:4&p:cents&p:for-the-connection&p:you-have&p:less-than-a-minute"
    )]
    [InlineData(
        "0.005",
        "0",
        99_999_999,
        "p:this-call-costs&n:0&p:point&d:5&p:cents&p:a-minute&p:you-have&p:more-than&n:1000&p:minutes"
    )]
    [InlineData(
        "1.20",
        "0",
        120,
        "p:this-call-costs&n:1&p:dollar&p:and&n:20&p:cents&p:a-minute&p:you-have&n:2&p:minutes"
    )]
    [InlineData(
        "2",
        "0",
        120,
        "p:this-call-costs&n:2&p:dollars&p:a-minute&p:you-have&n:2&p:minutes"
    )]
    [InlineData(
        "2.000125",
        "0",
        120,
        "p:this-call-costs&n:2&p:dollars&p:and&n:0&p:point&d:0125&p:cents&p:a-minute&p:you-have&n:2&p:minutes"
    )]
    [InlineData("0", "0.05", 60, "p:this-call-costs&n:5&p:cents")]
    [InlineData("0", "0", 60, "")]
    public void Price_InDollars(string perMinute, string fee, long seconds, string said) =>
        Sentences
            .Price(
                new CallPrice(
                    Amount(fee, "USD"),
                    Amount(perMinute, "USD"),
                    BillingIncrements.Parse("60/60")
                ),
                seconds
            )
            .ToString()
            .Should()
            .Be(said);

    [Fact]
    public void Price_OfAnotherCurrency_IsSaidInTheAccounts()
    {
        ExchangeRate
            .TryParse("1.5", Currency.Parse("EUR"), Currency.Parse("USD"), out var rate)
            .Should()
            .BeTrue();
        var price = new CallPrice(
            Amount("0", "EUR"),
            Amount("0.02", "EUR"),
            BillingIncrements.Parse("60/60")
        ).ConvertedBy(rate);

        Sentences.Price(price, 600).ToString().Should().StartWith("p:this-call-costs&n:3&p:cents");
    }

    [Theory]
    [InlineData("12.34", "USD", null, "p:your-balance-is&n:12&p:dollars&p:and&n:34&p:cents")]
    [InlineData("12.349999", "USD", null, "p:your-balance-is&n:12&p:dollars&p:and&n:34&p:cents")]
    [InlineData("0.009999", "USD", null, "p:your-balance-is&n:0&p:dollars")]
    [InlineData("1.01", "CAD", null, "p:your-balance-is&n:1&p:dollar&p:and&n:1&p:cent")]
    [InlineData("1", "AUD", null, "p:your-balance-is&n:1&p:dollar")]
    [InlineData("5", "EUR", null, "p:your-balance-is&n:5&p:euros")]
    [InlineData("0.01", "GBP", null, "p:your-balance-is&n:1&p:penny")]
    [InlineData("1.02", "GBP", null, "p:your-balance-is&n:1&p:pound&p:and&n:2&p:pence")]
    [InlineData("12.50", "CHF", null, "p:your-balance-is&n:12&p:point&d:5&a:chf")]
    [InlineData("3", "JPY", null, "p:your-balance-is&n:3&a:jpy")]
    [InlineData("2000000000", "USD", null, "p:your-balance-is&d:2000000000&p:dollars")]
    [InlineData(
        "1",
        "USD",
        120L,
        "p:your-balance-is&n:1&p:dollar&p:you-have&n:2&p:minutes&p:to-the-last-number"
    )]
    [InlineData(
        "0",
        "USD",
        0L,
        "p:your-balance-is&n:0&p:dollars&p:you-have&p:less-than-a-minute&p:to-the-last-number"
    )]
    public void Balance_InEachCurrency(
        string amount,
        string currency,
        long? seconds,
        string said
    ) => Sentences.Balance(false, Amount(amount, currency), seconds).ToString().Should().Be(said);

    [Fact]
    public void Balance_OfASuspendedAccount_SaysThatFirstAndNoMinutes() =>
        Sentences
            .Balance(true, Amount("3", "USD"), 600)
            .ToString()
            .Should()
            .Be("p:account-suspended&p:your-balance-is&n:3&p:dollars");

    [Fact]
    public void Refusal_OfAnUnknownPhone_SaysWhatIsWrong() =>
        Sentences.Refusal(RefusalReason.UnknownAccount).ToString().Should().Be("p:unknown-account");

    [Fact]
    public void AnySentence_IsShortAndMadeOfPromptsThatAreShipped()
    {
        var shipped = Directory
            .GetFiles(Repository.Path("asterisk-config", "sounds", "en", "telephony-billing"))
            .Select(file => Path.GetFileNameWithoutExtension(file)!)
            .ToHashSet(StringComparer.Ordinal);
        var amounts =
            from micros in Gen.OneOf(
                Gen.Choose(0, 3_000_000).Select(small => (long)small),
                Gen.Choose(0, int.MaxValue).Select(large => large * 1_000_003L)
            )
            from currency in Gen.Elements("USD", "CAD", "EUR", "GBP", "CHF")
            select new Money(micros, Currency.Parse(currency));
        var sentences =
            from perMinute in amounts
            from fee in amounts
            from seconds in Gen.Choose(0, 200_000)
            select (
                Sentences.Price(
                    new CallPrice(
                        new Money(fee.Micros, perMinute.Currency),
                        perMinute,
                        BillingIncrements.Parse("60/60")
                    ),
                    seconds
                ),
                Sentences.Balance(seconds % 2 == 0, perMinute, seconds)
            );
        Prop.ForAll(
                sentences.ToArbitrary(),
                pair =>
                    new[] { pair.Item1, pair.Item2 }
                        .Where(said => !said.IsEmpty)
                        .All(said =>
                            said.ToString().Split('&') is { Length: < Utterance.MaxItems } items
                            && items.All(item =>
                                Item().IsMatch(item)
                                && (item[0] != 'p' || shipped.Contains(item[2..]))
                            )
                        )
            )
            .QuickCheckThrowOnFailure();
    }

    private static Money Amount(string text, string currency) =>
        Money.Parse(text, Currency.Parse(currency));

    [GeneratedRegex("^(p:[a-z-]+|n:[0-9]{1,9}|d:[0-9]+|a:[a-z]{3})$")]
    private static partial Regex Item();
}
