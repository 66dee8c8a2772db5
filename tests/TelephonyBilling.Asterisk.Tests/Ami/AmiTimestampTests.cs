using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using TelephonyBilling.Asterisk.Ami;

namespace TelephonyBilling.Asterisk.Tests.Ami;

public sealed class AmiTimestampTests
{
    [Theory]
    [InlineData("0", "1970-01-01T00:00:00.0000000Z")]
    [InlineData("1700000000.123456", "2023-11-14T22:13:20.1234560Z")]
    [InlineData("1700000000.1234567", "2023-11-14T22:13:20.1234567Z")]
    [InlineData("1700000000.000001", "2023-11-14T22:13:20.0000010Z")]
    [InlineData("1700000000.5", "2023-11-14T22:13:20.5000000Z")]
    [InlineData("253402300799.999999", "9999-12-31T23:59:59.9999990Z")]
    public void TryParse_Instants_AreExact(string text, string expected)
    {
        AmiTimestamp.TryParse(Encoding.ASCII.GetBytes(text), out var instant).Should().BeTrue();
        instant.Should().Be(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".5")]
    [InlineData("1.")]
    [InlineData("1.12345678")]
    [InlineData("1,5")]
    [InlineData("-1")]
    [InlineData("1e9")]
    [InlineData(" 1")]
    [InlineData("1.5 ")]
    [InlineData("253402300800")]
    [InlineData("99999999999999999999999")]
    public void TryParse_AnythingElse_IsRefused(string text) =>
        AmiTimestamp.TryParse(Encoding.ASCII.GetBytes(text), out _).Should().BeFalse();

    [Fact]
    public void AnyMicrosecond_IsReadBackExactly()
    {
        var pairs = Gen.Choose(0, int.MaxValue)
            .SelectMany(s => Gen.Choose(0, 999_999).Select(us => (s, us)));
        Prop.ForAll(
                Arb.From(pairs),
                pair =>
                {
                    var text = string.Create(
                        CultureInfo.InvariantCulture,
                        $"{pair.s}.{pair.us:000000}"
                    );
                    return AmiTimestamp.TryParse(Encoding.ASCII.GetBytes(text), out var instant)
                        && (instant - DateTimeOffset.UnixEpoch).Ticks
                            == (pair.s * TimeSpan.TicksPerSecond)
                                + (pair.us * TimeSpan.TicksPerMicrosecond);
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }
}
