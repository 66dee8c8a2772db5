using FsCheck;
using FsCheck.Fluent;
using TelephonyBilling.Domain.Monetary;

namespace TelephonyBilling.Domain.Tests.Monetary;

public sealed class ExchangeRateTests
{
    private static readonly Currency Usd = Currency.Parse("USD");
    private static readonly Currency Cad = Currency.Parse("CAD");

    private static readonly Gen<ExchangeRate> Rates =
        from trillionths in Gen.OneOf(
            Gen.Choose(1, int.MaxValue).Select(value => (long)value),
            Gen.Choose(1, int.MaxValue).Select(value => value * 1_000L),
            Gen.Choose(1, 2_000_000_000).Select(value => value * 1_000_000L)
        )
        select new ExchangeRate(Usd, Cad, trillionths);

    private static readonly Gen<long> Micros = Gen.OneOf(
        Gen.Choose(0, 100).Select(value => (long)value),
        Gen.Choose(0, int.MaxValue).Select(value => (long)value),
        Gen.Choose(0, int.MaxValue).Select(value => value * 1_000L)
    );

    [Theory]
    [InlineData("1.3725", "10", "13.725")]
    [InlineData("1.3725", "0.000001", "0.000001")]
    [InlineData("0.5", "0.000001", "0.000001")] // exactly a half goes away from zero
    [InlineData("0.5", "-0.000001", "-0.000001")]
    [InlineData("0.499999999999", "0.000001", "0")]
    [InlineData("0.000000000001", "1000000", "0.000001")]
    [InlineData("25000", "0.04", "1000")]
    public void Convert_Amount_IsRoundedOnceHalfAwayFromZero(
        string rate,
        string amount,
        string converted
    ) => RateOf(rate).Convert(Money.Parse(amount, Usd)).Should().Be(Money.Parse(converted, Cad));

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1,37")]
    [InlineData("1e3")]
    [InlineData("")]
    [InlineData("9000001")]
    [InlineData("1.0000000000001")]
    public void TryParse_NotARate_IsRefused(string text) =>
        ExchangeRate.TryParse(text, Usd, Cad, out _).Should().BeFalse();

    [Fact]
    public void TryParse_OneCurrency_IsRefused() =>
        ExchangeRate.TryParse("1", Usd, Usd, out _).Should().BeFalse();

    [Fact]
    public void Convert_OfAnotherCurrency_Throws() =>
        FluentActions
            .Invoking(() => RateOf("1.37").Convert(Money.Parse("1", Cad)))
            .Should()
            .Throw<CurrencyMismatchException>();

    [Fact]
    public void ToString_Rate_IsWhatAPersonSays() =>
        RateOf("1.3725").ToString().Should().Be("1 USD = 1.3725 CAD");

    [Fact]
    public void Rate_WrittenAndRead_IsTheSame() =>
        Check(
            Rates,
            rate =>
                ExchangeRate.TryParse(rate.ToDecimalString(), Usd, Cad, out var read)
                && read == rate
        );

    [Fact]
    public void MostWithin_IsTheLargestAmount_WhoseConversionFits() =>
        Check(
            from rate in Rates
            from micros in Micros
            select (rate, micros),
            given =>
            {
                var most = new Money(given.micros, Cad);
                var largest = given.rate.MostWithin(most);
                return given.rate.Convert(largest) <= most
                    && (
                        largest.Micros > long.MaxValue / 2_000_000
                        || given.rate.Convert(largest + new Money(1, Usd)) > most
                    );
            }
        );

    [Fact]
    public void MostWithin_ADebt_IsNothing() =>
        RateOf("1.37").MostWithin(Money.Parse("-0.000001", Cad)).IsNegative.Should().BeTrue();

    private static ExchangeRate RateOf(string text) =>
        ExchangeRate.TryParse(text, Usd, Cad, out var rate)
            ? rate
            : throw new ArgumentException($"'{text}' is not a rate.", nameof(text));

    private static void Check<T>(Gen<T> given, Func<T, bool> law) =>
        Prop.ForAll(given.ToArbitrary(), law).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
}
