using System.Text;
using TelephonyBilling.Daemon.Options;
using TelephonyBilling.Daemon.Payments.Stripe;
using TelephonyBilling.Testing.Payments;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Daemon.Tests.Payments;

public sealed class StripeSignatureTests
{
    private const string Payload = """{ "id": "evt_1", "text": "Übergröße" }""";

    private static readonly string Header = StripeServer.Sign(Payload, Noon);

    [Fact]
    public void IsValid_SignedNowWithOurSecret_Is() => Check(Header).Should().BeTrue();

    [Theory]
    [InlineData(299, true)]
    [InlineData(301, false)]
    [InlineData(-299, true)]
    [InlineData(-301, false)]
    public void IsValid_Age_IsAtMostFiveMinutesInEitherDirection(int seconds, bool expected) =>
        StripeSignature
            .IsValid(Header, Encoding.UTF8.GetBytes(Payload), Ours, Noon.AddSeconds(seconds))
            .Should()
            .Be(expected);

    [Fact]
    public void IsValid_OneOfSeveralSignatures_IsEnough()
    {
        // While a secret is replaced, Stripe signs with both.
        var other = StripeServer.Sign(Payload, Noon, "whsec_old").Split(',')[1];
        Check($"{Header},{other}").Should().BeTrue();
        Check($"{Header.Split(',')[0]},{other},{Header.Split(',')[1]}").Should().BeTrue();
    }

    [Fact]
    public void IsValid_AnotherBody_Time_OrSecret_IsNot()
    {
        Check(Header, Payload + " ").Should().BeFalse();
        Check(Header.Replace("t=", "t=1", StringComparison.Ordinal)).Should().BeFalse();
        Check(StripeServer.Sign(Payload, Noon, "whsec_old")).Should().BeFalse();
        StripeSignature
            .IsValid(
                StripeServer.Sign(Payload, Noon, ""),
                Encoding.UTF8.GetBytes(Payload),
                default,
                Noon
            )
            .Should()
            .BeFalse("without a secret nothing is signed");
    }

    [Theory]
    [InlineData("")]
    [InlineData("t=")]
    [InlineData("v1=")]
    [InlineData("t=1795348800")]
    [InlineData("t=1795348800,v1=")]
    [InlineData("t=1795348800,v1=zz")]
    [InlineData("t=99999999999999999999,v1=00")]
    [InlineData("t=9223372036854775807,v1=00")]
    [InlineData("t=-1,v1=00")]
    [InlineData("=,=,,")]
    [InlineData("t=1795348800,v0=SIGNATURE")]
    public void IsValid_AHeaderThatIsNone_IsNot(string header) =>
        Check(header.Replace("SIGNATURE", Header.Split("v1=")[1], StringComparison.Ordinal))
            .Should()
            .BeFalse();

    private static Secret Ours => new(StripeServer.WebhookSecret);

    private static bool Check(string header, string payload = Payload) =>
        StripeSignature.IsValid(header, Encoding.UTF8.GetBytes(payload), Ours, Noon);
}
