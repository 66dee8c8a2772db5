using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Domain.Tests.Rating;

public sealed class CallPriceTests
{
    private static readonly Currency Usd = Currency.Parse("USD");

    // fee, per minute, increments | connected seconds | billed seconds, charge
    [Theory]
    // The usual 4 cents and 2 cents a minute, whole minutes.
    [InlineData("0.04", "0.02", "60/60", "0", 60, "0.06")]
    [InlineData("0.04", "0.02", "60/60", "0.0000001", 60, "0.06")]
    [InlineData("0.04", "0.02", "60/60", "3.2", 60, "0.06")]
    [InlineData("0.04", "0.02", "60/60", "59.9999999", 60, "0.06")]
    [InlineData("0.04", "0.02", "60/60", "60", 60, "0.06")]
    [InlineData("0.04", "0.02", "60/60", "60.0000001", 120, "0.08")]
    [InlineData("0.04", "0.02", "60/60", "120", 120, "0.08")]
    [InlineData("0.04", "0.02", "60/60", "3600", 3600, "1.24")]
    // The same by the second and by six seconds: 2 cents are 333.33 millionths a second.
    [InlineData("0.04", "0.02", "1/1", "3.2", 4, "0.041333")]
    [InlineData("0.04", "0.02", "1/1", "0", 1, "0.040333")]
    [InlineData("0.04", "0.02", "1/1", "3", 3, "0.041")]
    [InlineData("0.04", "0.02", "6/6", "3.2", 6, "0.042")]
    [InlineData("0.04", "0.02", "6/6", "6.001", 12, "0.044")]
    [InlineData("0.04", "0.02", "6/6", "59", 60, "0.06")]
    // First and further steps differ.
    [InlineData("0", "0.10", "30/6", "1", 30, "0.05")]
    [InlineData("0", "0.10", "30/6", "30", 30, "0.05")]
    [InlineData("0", "0.10", "30/6", "30.5", 36, "0.06")]
    [InlineData("0", "0.10", "30/6", "36", 36, "0.06")]
    [InlineData("0", "0.10", "30/6", "37", 42, "0.07")]
    [InlineData("0", "0.10", "60/1", "12", 60, "0.10")]
    [InlineData("0", "0.10", "60/1", "61", 61, "0.101667")]
    [InlineData("0", "0.10", "60/1", "90", 90, "0.15")]
    [InlineData("0", "0.60", "60/30", "61", 90, "0.90")]
    [InlineData("0.25", "0.60", "180/60", "10", 180, "2.05")]
    // Half a millionth goes away from zero, and only the sum is rounded.
    [InlineData("0", "0.000001", "1/1", "29", 29, "0")]
    [InlineData("0", "0.000001", "1/1", "30", 30, "0.000001")]
    [InlineData("0", "0.000001", "1/1", "89", 89, "0.000001")]
    [InlineData("0", "0.000001", "1/1", "90", 90, "0.000002")]
    [InlineData("0", "0.000001", "60/60", "61", 120, "0.000002")]
    [InlineData("0.000001", "0.000001", "1/1", "30", 30, "0.000002")]
    // A fee alone, a price alone, neither.
    [InlineData("0.05", "0", "60/60", "7200", 7200, "0.05")]
    [InlineData("0", "1.5", "60/60", "61", 120, "3.00")]
    [InlineData("0", "0", "60/60", "86400", 86400, "0")]
    // Dear satellites for a day.
    [InlineData("0", "9.999999", "60/60", "86400", 86400, "14399.99856")]
    public void ChargeFor_OneCall_IsWhatTheRateSheetSays(
        string fee,
        string perMinute,
        string increments,
        string connectedSeconds,
        long billedSeconds,
        string charge
    )
    {
        var price = Price(fee, perMinute, increments);
        var connected = Seconds(connectedSeconds);

        price.BilledSeconds(connected).Should().Be(billedSeconds);
        price.ChargeFor(connected).Should().Be(Money.Parse(charge, Usd));
    }

    // fee, per minute, increments | available | seconds
    [Theory]
    [InlineData("0.04", "0.02", "60/60", "0.059999", 0)]
    [InlineData("0.04", "0.02", "60/60", "0.06", 60)]
    [InlineData("0.04", "0.02", "60/60", "0.079999", 60)]
    [InlineData("0.04", "0.02", "60/60", "0.08", 120)]
    [InlineData("0.04", "0.02", "60/60", "10", 29_880)]
    [InlineData("0.04", "0.02", "60/60", "1000000", 86_400)]
    [InlineData("0.04", "0.02", "60/60", "9000000000000", 86_400)]
    [InlineData("0.04", "0.02", "1/1", "0.040332", 0)]
    [InlineData("0.04", "0.02", "1/1", "0.040333", 1)]
    [InlineData("0.04", "0.02", "1/1", "0.040666", 1)]
    [InlineData("0.04", "0.02", "1/1", "0.040667", 2)]
    [InlineData("0.04", "0.02", "6/6", "0.05", 30)]
    [InlineData("0", "0.10", "30/6", "0.049999", 0)]
    [InlineData("0", "0.10", "30/6", "0.055", 30)]
    [InlineData("0", "0.10", "30/6", "0.06", 36)]
    [InlineData("0.05", "0", "60/60", "0.049999", 0)]
    [InlineData("0.05", "0", "60/60", "0.05", 86_400)]
    [InlineData("0", "0", "7/11", "0", 86_390)]
    [InlineData("0", "0", "60/60", "-0.000001", 0)]
    [InlineData("0", "0.02", "60/60", "0", 0)]
    [InlineData("0", "0.02", "60/60", "-5", 0)]
    public void AffordableSeconds_OneBalance_IsWhatTheRateSheetSays(
        string fee,
        string perMinute,
        string increments,
        string available,
        long seconds
    ) =>
        Price(fee, perMinute, increments)
            .AffordableSeconds(Money.Parse(available, Usd))
            .Should()
            .Be(seconds);

    [Theory]
    [InlineData("60/60", 0, 0, 60)]
    [InlineData("60/60", 0, 60, 60)]
    [InlineData("60/60", 0, 61, 120)]
    [InlineData("60/60", 60, 60, 120)]
    [InlineData("60/60", 60, 0, 60)]
    [InlineData("60/6", 60, 1, 66)]
    [InlineData("30/6", 30, 300, 330)]
    [InlineData("1/1", 17, 5, 22)]
    public void NextFunding_FundedAndWanted_EndsOnAStep(
        string increments,
        long funded,
        long wanted,
        long next
    ) => Price("0.04", "0.02", increments).NextFunding(funded, wanted).Should().Be(next);

    [Fact]
    public void BilledSeconds_LongestTimeSpan_DoesNotOverflow()
    {
        BillingIncrements
            .Parse("3600/3600")
            .BilledSeconds(TimeSpan.MaxValue)
            .Should()
            .Be(922_337_204_400);
    }

    [Fact]
    public void Charge_BeyondMoney_Throws()
    {
        var act = () => Price("0", "9000000000000", "1/1").ChargeFor(TimeSpan.MaxValue);
        act.Should().Throw<OverflowException>();
    }

    [Fact]
    public void BilledSeconds_NegativeTime_Throws()
    {
        var act = () => Price("0", "1", "1/1").BilledSeconds(TimeSpan.FromTicks(-1));
        act.Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void AffordableSeconds_OtherCurrency_Throws()
    {
        var act = () =>
            Price("0", "1", "1/1").AffordableSeconds(new Money(1, Currency.Parse("EUR")));
        act.Should().Throw<CurrencyMismatchException>();
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, -1)]
    public void Constructor_NegativeAmount_Throws(long feeMicros, long perMinuteMicros)
    {
        var act = () =>
            new CallPrice(new Money(feeMicros, Usd), new Money(perMinuteMicros, Usd), default);
        act.Should().Throw<ArgumentOutOfRangeException>();
    }

    private static CallPrice Price(string fee, string perMinute, string increments) =>
        new(
            Money.Parse(fee, Usd),
            Money.Parse(perMinute, Usd),
            BillingIncrements.Parse(increments)
        );

    private static TimeSpan Seconds(string text) =>
        TimeSpan.FromTicks(
            (long)(
                decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture)
                * TimeSpan.TicksPerSecond
            )
        );

    // A price in US dollars, charged to an account in another currency: rounded in dollars first, then once more.
    // rate | fee, per minute, increments | billed seconds | charge in dollars, charge in the account's currency
    [Theory]
    [InlineData("1.3725", "0.04", "0.02", "60/60", 60, "0.06", "0.08235")]
    [InlineData("1.3725", "0.04", "0.02", "1/1", 4, "0.041333", "0.05673")]
    [InlineData("0.923456789", "0.04", "0.02", "1/1", 4, "0.041333", "0.038169")]
    [InlineData("149.5", "0", "0.000001", "1/1", 29, "0", "0")]
    [InlineData("149.5", "0", "0.000001", "1/1", 30, "0.000001", "0.00015")]
    [InlineData("0.4", "0", "0.000001", "60/60", 60, "0.000001", "0")]
    public void Charge_InAnotherCurrency_IsConvertedAfterItWasRounded(
        string rate,
        string fee,
        string perMinute,
        string increments,
        long billedSeconds,
        string dollars,
        string charge
    )
    {
        var cad = Currency.Parse("CAD");
        ExchangeRate.TryParse(rate, Usd, cad, out var conversion).Should().BeTrue();
        var price = new CallPrice(
            Money.Parse(fee, Usd),
            Money.Parse(perMinute, Usd),
            BillingIncrements.Parse(increments)
        );
        price.Charge(billedSeconds).Should().Be(Money.Parse(dollars, Usd));
        price.ConvertedBy(conversion).Charge(billedSeconds).Should().Be(Money.Parse(charge, cad));
    }
}
