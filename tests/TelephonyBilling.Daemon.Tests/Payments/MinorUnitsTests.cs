using TelephonyBilling.Daemon.Payments.Stripe;
using TelephonyBilling.Domain.Monetary;

namespace TelephonyBilling.Daemon.Tests.Payments;

public sealed class MinorUnitsTests
{
    [Theory]
    [InlineData("USD", "10", 1000)]
    [InlineData("USD", "0.01", 1)]
    [InlineData("EUR", "9.94", 994)]
    [InlineData("JPY", "500", 500)]
    [InlineData("KRW", "1", 1)]
    [InlineData("KWD", "5.120", 5120)] // thousandths, of which the last digit is always 0
    [InlineData("BHD", "0.01", 10)]
    [InlineData("ISK", "5", 500)] // whole units, still counted in hundredths
    [InlineData("UGX", "5", 500)]
    [InlineData("HUF", "10.45", 1045)] // whole units only where money is paid out
    public void TryCount_WholeSteps_GivesWhatStripeCounts(
        string currency,
        string amount,
        long expected
    )
    {
        var money = Money.Parse(amount, Currency.Parse(currency));

        MinorUnits.TryCount(money, out var count).Should().BeTrue();

        count.Should().Be(expected);
        MinorUnits.Of(count, money.Currency).Should().Be(money);
    }

    [Theory]
    [InlineData("USD", "0.001")]
    [InlineData("USD", "9.994999")]
    [InlineData("JPY", "0.5")]
    [InlineData("KWD", "5.124")]
    [InlineData("ISK", "5.50")]
    [InlineData("UGX", "800.45")]
    public void TryCount_FinerThanThat_IsRefused(string currency, string amount) =>
        MinorUnits
            .TryCount(Money.Parse(amount, Currency.Parse(currency)), out _)
            .Should()
            .BeFalse();
}
