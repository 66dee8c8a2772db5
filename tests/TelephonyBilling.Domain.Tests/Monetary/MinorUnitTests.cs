using FsCheck;
using FsCheck.Fluent;
using TelephonyBilling.Domain.Monetary;

namespace TelephonyBilling.Domain.Tests.Monetary;

public sealed class MinorUnitTests
{
    [Theory]
    [InlineData("USD", "0.01")]
    [InlineData("JPY", "1")]
    [InlineData("KWD", "0.001")]
    [InlineData("XYZ", "0.01")]
    public void Of_ACurrency_IsWhatIso4217Says(string currency, string unit) =>
        MinorUnit
            .Of(Currency.Parse(currency))
            .Should()
            .Be(Money.Parse(unit, Currency.Parse(currency)));

    /// <summary>Taxes: of an amount so many thousandths of a percent, rounded once, half away from zero.</summary>
    [Theory]
    [InlineData("250", "USD", 9_975, "24.94")] // 24.9375
    [InlineData("0.10", "USD", 5_000, "0.01")] // 0.005
    [InlineData("-0.10", "USD", 5_000, "-0.01")]
    [InlineData("0.0999", "USD", 5_000, "0")] // 0.004995
    [InlineData("1000", "JPY", 8_150, "82")] // 81.5
    [InlineData("1.005", "KWD", 10_000, "0.101")] // 0.1005
    [InlineData("9000000000000", "USD", 100_000, "9000000000000")]
    public void PartOf_AnAmount_IsRoundedOnceToWhatCanBePaid(
        string amount,
        string currency,
        long thousandths,
        string part
    )
    {
        var code = Currency.Parse(currency);
        MinorUnit
            .PartOf(Money.Parse(amount, code), thousandths, 100_000)
            .Should()
            .Be(Money.Parse(part, code));
    }

    [Fact]
    public void PartOf_AnyAmount_IsPayableAndAtMostHalfAUnitAway() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<int>(),
                Gen.Choose(0, 100_000).ToArbitrary(),
                (micros, thousandths) =>
                {
                    var usd = Currency.Parse("USD");
                    var part = MinorUnit.PartOf(new Money(micros, usd), thousandths, 100_000);
                    var unit = MinorUnit.Of(usd).Micros;
                    var exact = (Int128)micros * thousandths; // in hundred-thousandths of a millionth
                    var away = Int128.Abs(((Int128)part.Micros * 100_000) - exact);
                    return part.Micros % unit == 0 && away * 2 <= (Int128)unit * 100_000;
                }
            )
            .QuickCheckThrowOnFailure();
}
