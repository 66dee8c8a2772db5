using TelephonyBilling.Domain.Numbering;

namespace TelephonyBilling.Domain.Tests.Numbering;

public sealed class E164NumberTests
{
    [Theory]
    [InlineData("1", 1)]
    [InlineData("9", 1)]
    [InlineData("10", 2)]
    [InlineData("99", 2)]
    [InlineData("100", 3)]
    [InlineData("442079460000", 12)]
    [InlineData("100000000000000", 15)]
    [InlineData("999999999999999", 15)]
    public void TryParse_Digits_KeepsThemAll(string digits, int length)
    {
        E164Number.TryParse(digits, out var number).Should().BeTrue();
        number.Digits.Should().Be(digits);
        number.Length.Should().Be(length);
        number.ToString().Should().Be("+" + digits);
        E164Number.Parse("+" + digits).Should().Be(number);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("+")]
    [InlineData("++44")]
    [InlineData("0")]
    [InlineData("044")]
    [InlineData("+044")]
    [InlineData("1000000000000000")]
    [InlineData("44 20")]
    [InlineData("44-20")]
    [InlineData("-44")]
    [InlineData("44a")]
    [InlineData("４４")]
    public void TryParse_AnythingElse_Refuses(string? text)
    {
        E164Number.TryParse(text, out var number).Should().BeFalse();
        number.IsNone.Should().BeTrue();
        var act = () => E164Number.Parse(text);
        act.Should().Throw<FormatException>();
    }

    [Fact]
    public void Length_EveryPowerOfTen_IsExact()
    {
        for (var length = 1; length <= E164Number.MaxLength; length++)
        {
            E164Number.Parse("1" + new string('0', length - 1)).Length.Should().Be(length);
            E164Number.Parse(new string('9', length)).Length.Should().Be(length);
        }
    }

    [Fact]
    public void Default_IsNoNumber()
    {
        default(E164Number).ToString().Should().BeEmpty();
        default(E164Number).Length.Should().Be(0);
        NumberPrefix.Parse("1").Matches(default).Should().BeFalse();
        default(NumberPrefix).Matches(E164Number.Parse("1")).Should().BeFalse();
    }

    [Theory]
    [InlineData("+44")]
    [InlineData("044")]
    [InlineData("")]
    [InlineData("44 ")]
    [InlineData("1234567890123456")]
    public void Prefix_AnythingButDigits_IsRefused(string text) =>
        NumberPrefix.TryParse(text, out _).Should().BeFalse();
}
