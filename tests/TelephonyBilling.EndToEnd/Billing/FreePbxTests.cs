using System.Globalization;
using TelephonyBilling.Testing.Pbx;

namespace TelephonyBilling.EndToEnd.Billing;

/// <summary>
/// The hook for FreePBX, called as FreePBX's macro for outbound trunks does: before each trunk, with the options of Dial
/// taken from <c>DIAL_TRUNK_OPTIONS</c>. FreePBX itself isn't here; its way of calling is.
/// </summary>
public abstract class FreePbxTests(FreePbxFixture fixture) : BillingTests(fixture)
{
    protected override Dictionary<string, object> Metering =>
        new(base.Metering, StringComparer.Ordinal) { ["AnnouncePrice"] = true };

    [Fact]
    public async Task TrunkThatFails_ThenOneThatAnswers_IsOneReservationAndOneCharge()
    {
        await AddCreditAsync(0.09m); // one call of 5 s, not two
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SippPhone phone = await SippPhone.DialAsync(Pbx, "1001", "7" + Mexico);

        await carrier.WaitForByeAsync();

        await phone.WaitForEndAsync();
        BilledCall call = (await SettledAsync())[0];
        call.EndReason.Should().Be("credit-exhausted", Daemon.Describe());
        call.BilledSeconds.Should().Be(5);
        await BalanceShouldBeAsync(0);
        Played
            .In(Said)
            .Where(sound => sound == "telephony-billing/this-call-costs")
            .Should()
            .ContainSingle("the price is said once, though the gate is asked for each trunk");
    }

    [Fact]
    public async Task NoCredit_TrunkIsNotDialled()
    {
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SippPhone phone = await SippPhone.DialAsync(Pbx, "1001", "7" + Mexico);

        SipCall call = await phone.WaitForCallToEndAsync();

        call.AnsweredAt.Should().BeNull();
        carrier.Calls.Should().BeEmpty(Daemon.Describe());
        (await SettledAsync())[0].EndReason.Should().Be("insufficient-credit");
    }
}

/// <summary>An Asterisk with FreePBX's way of dialling a trunk behind the prefix 7.</summary>
public abstract class FreePbxFixture(int version) : PbxFixture(version)
{
    /// <inheritdoc/>
    protected override string ExtraDialplan(int gatePort) =>
        """

            [desk-phones]
            exten => _7X.,1,Set(DIAL_NUMBER=${EXTEN:1})
             same => n,Set(DIAL_TRUNK_OPTIONS=)
             same => n,Gosub(tb-freepbx-predial,s,1)
             same => n,Dial(PJSIP/+${DIAL_NUMBER:3}@trunk-that-is-down,20,${DIAL_TRUNK_OPTIONS})
             same => n,Set(DIAL_TRUNK_OPTIONS=)
             same => n,Gosub(tb-freepbx-predial,s,1)
             same => n,Dial(PJSIP/+${DIAL_NUMBER:3}@carrier,20,${DIAL_TRUNK_OPTIONS})
             same => n,Hangup()

            """
        + File.ReadAllText(
                Repository.Path("asterisk-config", "freepbx", "telephony-billing-freepbx.conf")
            )
            .Replace(
                "127.0.0.1:4573",
                string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{gatePort}"),
                StringComparison.Ordinal
            );
}

/// <summary>On Asterisk 22.</summary>
public sealed class FreePbx22() : FreePbxFixture(22);

/// <summary>On Asterisk 16.</summary>
public sealed class FreePbx16() : FreePbxFixture(16);

public sealed class Asterisk22FreePbxTests(FreePbx22 fixture)
    : FreePbxTests(fixture),
        IClassFixture<FreePbx22>;

public sealed class Asterisk16FreePbxTests(FreePbx16 fixture)
    : FreePbxTests(fixture),
        IClassFixture<FreePbx16>;
