using FsCheck;
using FsCheck.Fluent;
using TelephonyBilling.Domain.Monetary;

namespace TelephonyBilling.Domain.Tests.Monetary;

public sealed class MoneyTests
{
    private static readonly Currency Usd = Currency.Parse("USD");
    private static readonly Currency Eur = Currency.Parse("EUR");

    [Theory]
    [InlineData("0", 0)]
    [InlineData("9.94", 9_940_000)]
    [InlineData("-0.000001", -1)]
    [InlineData("10.", 10_000_000)]
    [InlineData("00012.5", 12_500_000)]
    [InlineData("0.0200000", 20_000)]
    [InlineData("9000000000000", 9_000_000_000_000_000_000)]
    public void TryParse_PlainDecimal_IsExact(string text, long micros)
    {
        Money.TryParse(text, Usd, out var amount).Should().BeTrue();
        amount.Should().Be(new Money(micros, Usd));
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("ten")]
    [InlineData("1e3")]
    [InlineData("1,000")]
    [InlineData("$5")]
    [InlineData(" 5")]
    [InlineData("0.0000001")]
    [InlineData("9223372036855")]
    [InlineData("NaN")]
    [InlineData("--1")]
    [InlineData("0.00000000000000000000000000001")]
    public void TryParse_AnythingElse_IsRefused(string? text) =>
        Money.TryParse(text, Usd, out _).Should().BeFalse();

    [Theory]
    [InlineData(0, "0.00")]
    [InlineData(9_940_000, "9.94")]
    [InlineData(-1, "-0.000001")]
    [InlineData(1_230_000, "1.23")]
    [InlineData(1_234_500, "1.2345")]
    [InlineData(long.MinValue, "-9223372036854.775808")]
    [InlineData(long.MaxValue, "9223372036854.775807")]
    public void ToDecimalString_Always_HasTwoToSixDecimals(long micros, string text) =>
        new Money(micros, Usd).ToDecimalString().Should().Be(text);

    [Fact]
    public void Arithmetic_AcrossCurrencies_Throws()
    {
        var mix = () => new Money(1, Usd) + new Money(1, Eur);
        mix.Should().Throw<CurrencyMismatchException>().WithMessage("*USD*EUR*");
    }

    [Fact]
    public void Arithmetic_BeyondTheRange_Throws()
    {
        var beyond = () => new Money(long.MaxValue, Usd) + new Money(1, Usd);
        beyond.Should().Throw<OverflowException>();
    }

    [Fact]
    public void ParseAfterFormat_AnyAmountInRange_IsTheSameAmount() =>
        Prop.ForAll<long>(micros =>
            {
                var amount = new Money(micros % 9_000_000_000_000_000_000, Usd);
                return Money.Parse(amount.ToDecimalString(), Usd) == amount;
            })
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(1, 1, 2, 1)]
    [InlineData(-1, 1, 2, -1)]
    [InlineData(1, 1, 3, 0)]
    [InlineData(2, 1, 3, 1)]
    [InlineData(20_000, 4, 60, 1_333)]
    [InlineData(20_000, 5, 60, 1_667)]
    [InlineData(long.MaxValue, 60, 60, long.MaxValue)]
    public void MultiplyDivide_Always_RoundsOnceHalfAwayFromZero(
        long amount,
        long by,
        long over,
        long expected
    ) => Rounding.MultiplyDivide(amount, by, over).Should().Be(expected);
}
