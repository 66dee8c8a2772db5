using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Domain.Tests.Rating;

public sealed class BillingIncrementsTests
{
    [Theory]
    [InlineData("60/60", 60, 60)]
    [InlineData("30/6", 30, 6)]
    [InlineData("1/1", 1, 1)]
    [InlineData("3600/3600", 3600, 3600)]
    [InlineData("060/06", 60, 6)]
    public void TryParse_TwoSteps_ReadsThem(string text, int initial, int subsequent)
    {
        BillingIncrements.TryParse(text, out var increments).Should().BeTrue();
        increments.Should().Be(new BillingIncrements(initial, subsequent));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("60")]
    [InlineData("60/")]
    [InlineData("/60")]
    [InlineData("/")]
    [InlineData("0/60")]
    [InlineData("60/0")]
    [InlineData("-1/1")]
    [InlineData("+6/6")]
    [InlineData("6.0/6")]
    [InlineData("60/6/6")]
    [InlineData(" 60/6")]
    [InlineData("60 / 6")]
    [InlineData("3601/1")]
    [InlineData("1/3601")]
    [InlineData("99999999999999999999/1")]
    [InlineData("60-6")]
    public void TryParse_AnythingElse_Refuses(string? text)
    {
        BillingIncrements.TryParse(text, out _).Should().BeFalse();
        var act = () => BillingIncrements.Parse(text);
        act.Should().Throw<FormatException>().WithMessage($"*'{text}'*60/6*");
    }

    [Fact]
    public void Default_IsSixtySixty() =>
        default(BillingIncrements).Should().Be(new BillingIncrements(60, 60));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(3601, 1)]
    [InlineData(1, int.MaxValue)]
    public void Constructor_OutOfRange_Throws(int initial, int subsequent)
    {
        var act = () => new BillingIncrements(initial, subsequent);
        act.Should().Throw<ArgumentOutOfRangeException>();
    }
}
