using TelephonyBilling.Testing.Pbx;

namespace TelephonyBilling.EndToEnd.Billing;

/// <summary>What people at desk phones meet beside the money: refusals by reason, the warning, the display, parking.</summary>
public abstract class FeatureTests(PbxFixture fixture) : BillingTests(fixture)
{
    protected override string WarnTone => "Beep";

    protected override Dictionary<string, object> Metering =>
        new(base.Metering, StringComparer.Ordinal)
        {
            ["WarnBeforeSeconds"] = 2,
            ["ShowOnDisplay"] = true,
        };

    [Theory]
    [InlineData("0118811234567", "destination-blocked", "destination-blocked")]
    [InlineData("0119991234567", "unknown-destination", "unknown-destination")]
    public async Task RefusedDestination_HasItsOwnPromptAndReason(
        string number,
        string reason,
        string prompt
    )
    {
        await AddCreditAsync(1);
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SippPhone phone = await SippPhone.DialAsync(Pbx, "1001", number);

        SipCall heard = await phone.WaitForCallToEndAsync();

        heard.EarlyMedia.Should().BeTrue(Daemon.Describe());
        Pbx.Log.Should().Contain($"Playing 'telephony-billing/{prompt}");
        carrier.Calls.Should().BeEmpty();
        (await SettledAsync())[0].EndReason.Should().Be(reason);
        await BalanceShouldBeAsync(1);
    }

    [Fact]
    public async Task HomeCalls_OnAnOrdinaryPlan_AreFreeAtABalanceOfZero()
    {
        const string local = "+13125550100";
        await Daemon.DoAsync("number", "add", "acme", local);
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SipUserAgent desk = Fixture.Phone(1);
        PhoneBehaviour briefly = new() { HangUpAfter = TimeSpan.FromSeconds(0.5) };
        await using SippPhone caller = await SippCarrier.CallAsync(Pbx, Outsider, local, briefly);
        (await caller.WaitForCallToEndAsync()).FinalStatus.Should().Be(200, Daemon.Describe());
        await using SippPhone phone = await SippPhone.DialAsync(Pbx, "1002", "2125550123", briefly);
        (await phone.WaitForCallToEndAsync()).FinalStatus.Should().Be(200, Daemon.Describe());

        carrier.Calls.Should().ContainSingle().Which.Number.Should().Be("+12125550123");
        IReadOnlyList<BilledCall> calls = await SettledAsync(2);
        calls.Select(call => call.Service).Should().Equal("domestic-inbound", "domestic-outbound");
        calls.Should().OnlyContain(call => call.State == "settled" && call.Charge == 0);
        await BalanceShouldBeAsync(0);
    }

    [Fact]
    public async Task AccountSuspendedAndResumed_IsRefusedAndThenConnected()
    {
        await AddCreditAsync(1);
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await Daemon.DoAsync("account", "suspend", "acme");
        await using (SippPhone phone = await SippPhone.DialAsync(Pbx, "1001", UnitedKingdom))
            (await phone.WaitForCallToEndAsync()).FinalStatus.Should().BeGreaterThan(400);
        Pbx.Log.Should().Contain("Playing 'telephony-billing/account-suspended");
        carrier.Calls.Should().BeEmpty();

        await Daemon.DoAsync("account", "resume", "acme");
        await using SippPhone again = await SippPhone.DialAsync(
            Pbx,
            "1001",
            UnitedKingdom,
            new PhoneBehaviour { HangUpAfter = TimeSpan.FromSeconds(0.5) }
        );
        await again.WaitForEndAsync();

        IReadOnlyList<BilledCall> calls = await SettledAsync(2);
        calls[0].EndReason.Should().Be("account-suspended");
        calls[1].State.Should().Be("settled", Daemon.Describe());
    }

    [Fact]
    public async Task MoneyAboutToEnd_CallerHearsABeep()
    {
        await AddCreditAsync(0.09m); // 5 s
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SipUserAgent phone = Fixture.Phone(1);
        SipDialog dialog = await Fixture.TalkAsync(phone, Mexico);

        await Eventually.TrueAsync(
            () => phone.Media.Loud > 5,
            "the caller to hear the beep",
            TimeSpan.FromSeconds(6),
            Daemon.Describe
        );

        dialog.Call.EndedAt.Should().BeNull("the beep comes before the end");
        await carrier.WaitForByeAsync();
        (await SettledAsync())[0].EndReason.Should().Be("credit-exhausted", Daemon.Describe());
        await BalanceShouldBeAsync(0);
    }

    [Fact]
    public async Task Allowed_PhoneShowsDestinationAndRate()
    {
        await AddCreditAsync(1);
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SipUserAgent phone = Fixture.Phone(1);
        SipDialog dialog = await Fixture.TalkAsync(phone, UnitedKingdom);
        await dialog.HangUpAsync();

        dialog
            .Messages.Select(message => message["P-Asserted-Identity"])
            .Should()
            .Contain(
                shown => shown.Contains("United Kingdom 0.02/min", StringComparison.Ordinal),
                dialog.Call.Describe()
            );
        await SettledAsync();
    }

    [Fact]
    public async Task Parked_TimeGoesOn()
    {
        await AddCreditAsync(1);
        await using SippCarrier carrier = await SippCarrier.StartAsync(
            Pbx,
            new CarrierBehaviour { HangUpAfter = TimeSpan.FromSeconds(5) }
        );
        await using SipUserAgent phone = Fixture.Phone(1);
        SipDialog dialog = await Fixture.TalkAsync(phone, Mexico);

        await dialog.ReferAsync("700");

        SipCall trunk = await carrier.WaitForByeAsync();
        trunk.Connected.TotalSeconds.Should().BeGreaterThan(4.5, "the parked call lived on");
        await ShouldBeExactAsync(trunk);
    }

    [Fact]
    public async Task HangsUpInTheInstantOfTheAnswer_IsCharged()
    {
        await AddCreditAsync(1);
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SippPhone phone = await SippPhone.DialAsync(
            Pbx,
            "1001",
            Mexico,
            new PhoneBehaviour { HangUpAfter = TimeSpan.FromMilliseconds(1) }
        );
        await phone.WaitForEndAsync();

        BilledCall call = (await SettledAsync())[0];
        call.State.Should().Be("settled", Daemon.Describe());
        call.BilledSeconds.Should().Be(1);
        await BalanceShouldBeAsync(0.95m);
    }

    [Theory]
    [InlineData(-10)]
    [InlineData(0)]
    [InlineData(10)]
    public async Task GivesUpInTheInstantOfTheAnswer_IsChargedOrReleasedButNeverHeld(int late)
    {
        await AddCreditAsync(0.05m); // one second, so that an answered call ends by itself
        await using SippCarrier carrier = await SippCarrier.StartAsync(
            Pbx,
            new CarrierBehaviour { AnswerAfter = TimeSpan.FromMilliseconds(300) }
        );
        await using SippPhone phone = await SippPhone.DialAsync(
            Pbx,
            "1001",
            Mexico,
            new PhoneBehaviour { CancelAfter = TimeSpan.FromMilliseconds(300 + late) }
        );
        await phone.WaitForEndAsync();

        BilledCall call = (await SettledAsync())[0];
        call.State.Should().BeOneOf("settled", "released");
        call.Charge.Should().Be(call.State == "settled" ? 0.05m : 0);
        await BalanceShouldBeAsync(0.05m - call.Charge);
    }
}

public sealed class Asterisk22FeatureTests(Asterisk22 fixture)
    : FeatureTests(fixture),
        IClassFixture<Asterisk22>;

public sealed class Asterisk16FeatureTests(Asterisk16 fixture)
    : FeatureTests(fixture),
        IClassFixture<Asterisk16>;
