using FsCheck;
using FsCheck.Fluent;
using TelephonyBilling.Domain.Numbering;

namespace TelephonyBilling.Domain.Tests.Numbering;

public sealed class NumberMaskTests
{
    [Theory]
    [InlineData("+442079460000", "+44207946****")]
    [InlineData("1001", "1001")]
    [InlineData("123456", "123456")]
    [InlineData("1234567", "123****")]
    [InlineData(
        "number +13125550100 may not call abroad",
        "number +1312555**** may not call abroad"
    )]
    [InlineData("Local/011442079460000@tb-0001;1", "Local/01144207946****@tb-0001;1")]
    [InlineData("", "")]
    public void Apply_Text_HidesRunsThatAreLongEnough(string text, string masked) =>
        NumberMask.Apply(text).Should().Be(masked);

    [Fact]
    public void Apply_Twice_ChangesNothingMore() =>
        Prop.ForAll<NonNull<string>>(text =>
            {
                var masked = NumberMask.Apply(text.Get);
                return NumberMask.Apply(masked) == masked && masked.Length == text.Get.Length;
            })
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Apply_AnyNumber_TellsNoneOfItsLastFourDigits() =>
        Prop.ForAll(
                DialedNumberLaws.Abroad.ToArbitrary(),
                number =>
                    NumberMask.Apply($"{number} called") == $"+{number.Digits[..^4]}**** called"
            )
            .QuickCheckThrowOnFailure();
}
