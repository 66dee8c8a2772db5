using System.Globalization;
using TelephonyBilling.Testing.Pbx;

namespace TelephonyBilling.EndToEnd.Billing;

/// <summary>
/// Features of a call that cost money while they run, by the examples that are shipped: a cent a second for a recording (*1),
/// a barge (*0), a conference (80XX) and a transfer. The call itself costs 4¢ and a cent a second.
/// </summary>
public abstract class SurchargeTests(PbxFixture fixture) : BillingTests(fixture)
{
    private int seen;

    // Long enough for keys to be pressed on a loaded machine.
    protected override int QuotaSeconds => 8;

    [Fact]
    public async Task RecordedForAWhile_BothChargesAreExact()
    {
        await AddCreditAsync(1);
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SipUserAgent phone = Fixture.Phone(1);
        SipDialog dialog = await TalkAsync(phone);

        decimal on = await SwitchAsync(phone, "on");
        await Task.Delay(TimeSpan.FromSeconds(2.3));
        decimal off = await SwitchAsync(phone, "off");
        await Task.Delay(TimeSpan.FromSeconds(1));
        await dialog.HangUpAsync();

        (BilledCall call, BilledCall recording) = await BothAsync();
        recording.ConnectedSeconds.Should().BeApproximately(off - on, 0.001m, Daemon.Describe());
        recording.Charge.Should().Be(0.01m * recording.BilledSeconds);
        await ShouldBeChargedAsync(carrier, call, recording, credit: 1);
        Said.Should().Contain("End MixMonitor Recording");
    }

    [Fact]
    public async Task RecordedToTheEnd_EndsWithTheTrunkLeg()
    {
        await AddCreditAsync(1);
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SipUserAgent phone = Fixture.Phone(1);
        SipDialog dialog = await TalkAsync(phone);

        decimal on = await SwitchAsync(phone, "on");
        await Task.Delay(TimeSpan.FromSeconds(2));
        await dialog.HangUpAsync();

        (BilledCall call, BilledCall recording) = await BothAsync();
        recording.ConnectedSeconds.Should().BeInRange(1.9m, 3m, Daemon.Describe());
        recording.Estimated.Should().BeFalse();
        (on + recording.ConnectedSeconds)
            .Should()
            .BeApproximately(Epoch(call.EndedAt), 0.1m, "both ended with the trunk leg");
        await ShouldBeChargedAsync(carrier, call, recording, credit: 1);
    }

    [Fact]
    public async Task MoneyEnds_RecordingIsStoppedAndTheCallGoesOnToItsOwnEnd()
    {
        await AddCreditAsync(0.14m); // 4¢ and eight seconds for the call, two for the recording
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SipUserAgent phone = Fixture.Phone(1);
        await TalkAsync(phone);

        await SwitchAsync(phone, "on");
        await Eventually.TrueAsync(
            () => Said.Contains("End MixMonitor Recording", StringComparison.Ordinal),
            "the recording to be stopped",
            null,
            Daemon.Describe
        );
        carrier.Calls.Single().EndedAt.Should().BeNull("the call goes on");
        SipCall trunk = await carrier.WaitForByeAsync();

        trunk.Connected.Should().BeCloseTo(TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(0.1));
        (BilledCall call, BilledCall recording) = await BothAsync();
        recording.ConnectedSeconds.Should().Be(2, Daemon.Describe());
        recording.Charge.Should().Be(0.02m);
        recording.EndReason.Should().Be("credit-exhausted");
        call.Charge.Should().Be(0.12m);
        await BalanceShouldBeAsync(0);
    }

    [Fact]
    public async Task NoMoneyForIt_DoesNotBegin()
    {
        await AddCreditAsync(0.12m);
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SipUserAgent phone = Fixture.Phone(1);
        await TalkAsync(phone);

        phone.Media.Press("*1");
        await carrier.WaitForByeAsync();

        (BilledCall call, BilledCall recording) = await BothAsync();
        recording.State.Should().Be("refused", Daemon.Describe());
        recording.EndReason.Should().Be("insufficient-credit");
        call.Charge.Should().Be(0.12m);
        Said.Should().NotContain("Begin MixMonitor Recording");
        await BalanceShouldBeAsync(0);
    }

    [Fact]
    public async Task DaemonKilledWhileItRuns_IsChargedForAllItsTime()
    {
        await AddCreditAsync(1);
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SipUserAgent phone = Fixture.Phone(1);
        SipDialog dialog = await TalkAsync(phone);
        decimal on = await SwitchAsync(phone, "on");
        await WaitUntilMeteredAsync(2);

        await Daemon.KillAsync();
        await Daemon.StartAsync();
        decimal off = await SwitchAsync(phone, "off");
        await dialog.HangUpAsync();

        (BilledCall call, BilledCall recording) = await BothAsync();
        recording.ConnectedSeconds.Should().BeApproximately(off - on, 0.001m, Daemon.Describe());
        recording.Estimated.Should().BeFalse();
        await ShouldBeChargedAsync(carrier, call, recording, credit: 1);
    }

    [Fact]
    public async Task EndsWhileTheDaemonIsDead_IsSettledFromThePbxsRecord()
    {
        await AddCreditAsync(1);
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SipUserAgent phone = Fixture.Phone(1);
        SipDialog dialog = await TalkAsync(phone);
        decimal on = await SwitchAsync(phone, "on");
        await WaitUntilMeteredAsync(2);

        await Daemon.KillAsync();
        decimal off = await SwitchAsync(phone, "off");
        await Task.Delay(TimeSpan.FromSeconds(0.5));
        await dialog.HangUpAsync();
        await Pbx.WaitUntilIdleAsync();
        await Daemon.StartAsync();

        (BilledCall call, BilledCall recording) = await BothAsync();
        recording.ConnectedSeconds.Should().BeApproximately(off - on, 0.001m, Daemon.Describe());
        recording.Estimated.Should().BeFalse();
        await ShouldBeChargedAsync(carrier, call, recording, credit: 1);
    }

    [Fact]
    public async Task Barge_IsChargedUntilTheSupervisorLeaves()
    {
        await AddCreditAsync(1);
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SipUserAgent phone = Fixture.Phone(1);
        await using SipUserAgent supervisor = Fixture.Phone(2);
        SipDialog dialog = await TalkAsync(phone);

        SipDialog spying = await supervisor.DialAsync("*01001");
        decimal on = await TellsAsync("barge", "on");
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        await spying.HangUpAsync();
        decimal off = await TellsAsync("barge", "off");
        await dialog.HangUpAsync();

        (BilledCall call, BilledCall barge) = await BothAsync();
        barge.ConnectedSeconds.Should().BeApproximately(off - on, 0.001m, Daemon.Describe());
        await ShouldBeChargedAsync(carrier, call, barge, credit: 1);
    }

    [Theory]
    [InlineData("8001", "conference")]
    [InlineData("1002", "transfer")]
    public async Task Transferred_IsChargedFromThenOn(string number, string feature)
    {
        await AddCreditAsync(1);
        await using SippCarrier carrier = await SippCarrier.StartAsync(
            Pbx,
            new CarrierBehaviour { HangUpAfter = TimeSpan.FromSeconds(3.5) }
        );
        await using SipUserAgent phone = Fixture.Phone(1);
        await using SipUserAgent other = Fixture.Phone(2);
        SipDialog dialog = await TalkAsync(phone);
        if (feature == "transfer")
            await SetOnPhoneAsync("TRANSFER_CONTEXT", "tb-transferred");

        await dialog.ReferAsync(number);
        decimal on = await TellsAsync(feature, "on");
        await carrier.WaitForByeAsync();

        (BilledCall call, BilledCall surcharge) = await BothAsync();
        surcharge.Service.Should().Be("surcharge", Daemon.Describe());
        (on + surcharge.ConnectedSeconds)
            .Should()
            .BeApproximately(Epoch(call.EndedAt), 0.1m, "it ended with the trunk leg");
        await ShouldBeChargedAsync(carrier, call, surcharge, credit: 1);
    }

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        seen = Pbx.Probe.Events.Count;
        foreach (string feature in (string[])["recording", "barge", "conference", "transfer"])
        {
            await Daemon.DoAsync(
                "surcharge",
                "set",
                "test",
                feature,
                "--rate",
                "0.60",
                "--increments",
                "1/1"
            );
        }
    }

    private async Task<SipDialog> TalkAsync(SipUserAgent phone)
    {
        SipDialog dialog = await phone.DialAsync(Mexico);
        await Pbx.WaitUntilBridgedAsync();
        return dialog;
    }

    /// <summary>Presses *1 and gives the time at which the dialplan says that the recording is on or off.</summary>
    private async Task<decimal> SwitchAsync(SipUserAgent phone, string state)
    {
        phone.Media.Press("*1");
        return await TellsAsync("recording", state);
    }

    private async Task<decimal> TellsAsync(string feature, string state)
    {
        AmiFields told = await Eventually.FindAsync(
            () =>
                Pbx
                    .Probe.Events.Skip(seen)
                    .FirstOrDefault(found =>
                        found["UserEvent"] == "TelephonyBillingSurcharge"
                        && found["Feature"] == feature
                        && found["State"] == state
                    ),
            $"{feature} to be {state}",
            null,
            () => Pbx.Describe() + Daemon.Describe()
        );
        return decimal.Parse(told["At"], CultureInfo.InvariantCulture);
    }

    private async Task SetOnPhoneAsync(string variable, string value)
    {
        AmiFields channel = (await Pbx.ChannelsAsync()).Single(found =>
            found["Channel"].StartsWith("PJSIP/1001-", StringComparison.Ordinal)
        );
        await Pbx.Probe.SendAsync(
            "Setvar",
            ("Channel", channel["Channel"]),
            ("Variable", variable),
            ("Value", value)
        );
    }

    private async Task<(BilledCall Call, BilledCall Surcharge)> BothAsync()
    {
        IReadOnlyList<BilledCall> both = await SettledAsync(2);
        return (
            both.Single(call => call.Parent.Length == 0),
            both.Single(call => call.Parent.Length > 0)
        );
    }

    /// <summary>The call costs what the carrier saw, the feature a cent a second, and the account has paid both.</summary>
    private async Task ShouldBeChargedAsync(
        SippCarrier carrier,
        BilledCall call,
        BilledCall surcharge,
        decimal credit
    )
    {
        SipCall trunk = await carrier.WaitForByeAsync();
        call.ConnectedSeconds.Should()
            .BeApproximately((decimal)trunk.Connected.TotalSeconds, 0.1m, Daemon.Describe());
        call.Charge.Should().Be(0.04m + 0.01m * call.BilledSeconds);
        surcharge.BilledSeconds.Should().Be((long)Math.Ceiling(surcharge.ConnectedSeconds));
        surcharge.Charge.Should().Be(0.01m * surcharge.BilledSeconds);
        await BalanceShouldBeAsync(credit - call.Charge - surcharge.Charge);
    }

    private static decimal Epoch(DateTimeOffset time) =>
        (decimal)(time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerSecond;
}

public sealed class Asterisk22SurchargeTests(Asterisk22 fixture)
    : SurchargeTests(fixture),
        IClassFixture<Asterisk22>;

public sealed class Asterisk16SurchargeTests(Asterisk16 fixture)
    : SurchargeTests(fixture),
        IClassFixture<Asterisk16>;
