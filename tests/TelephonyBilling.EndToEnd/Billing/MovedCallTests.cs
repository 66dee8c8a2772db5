using TelephonyBilling.Testing.Pbx;

namespace TelephonyBilling.EndToEnd.Billing;

/// <summary>Transfers and forwards: who pays for what.</summary>
public abstract class MovedCallTests(PbxFixture fixture) : BillingTests(fixture)
{
    [Fact]
    public async Task BlindTransferToADeskPhone_IsOneContinuousCharge()
    {
        await AddCreditAsync(1);
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SipUserAgent first = Fixture.Phone(1);
        await using SipUserAgent second = Fixture.Phone(2);
        SipDialog dialog = await Fixture.TalkAsync(first, Mexico);

        await dialog.ReferAsync("1002");
        SipDialog moved = await second.WaitForCallAsync();
        await Task.Delay(TimeSpan.FromSeconds(3)); // talk: the real PBX's clock is the only one here
        await moved.HangUpAsync();

        await ShouldBeExactAsync(await carrier.WaitForByeAsync());
    }

    [Fact]
    public async Task AttendedTransferToADeskPhone_IsOneContinuousCharge()
    {
        await AddCreditAsync(1);
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SipUserAgent first = Fixture.Phone(1);
        await using SipUserAgent second = Fixture.Phone(2);
        SipDialog dialog = await first.DialAsync(Mexico);
        SipDialog consultation = await first.DialAsync("1002");
        await Pbx.WaitUntilBridgedAsync(channels: 4);

        await dialog.ReferAsync(consultation);
        SipDialog moved = await second.WaitForCallAsync();
        await Task.Delay(TimeSpan.FromSeconds(3));
        await moved.HangUpAsync();

        await ShouldBeExactAsync(await carrier.WaitForByeAsync());
    }

    [Fact]
    public async Task OnHold_TimeGoesOn()
    {
        await AddCreditAsync(1);
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SipUserAgent phone = Fixture.Phone(1);
        SipDialog dialog = await Fixture.TalkAsync(phone, Mexico);

        await dialog.HoldAsync();
        await Task.Delay(TimeSpan.FromSeconds(3));
        await dialog.HangUpAsync();

        BilledCall call = await ShouldBeExactAsync(await carrier.WaitForByeAsync());
        call.ConnectedSeconds.Should().BeGreaterThan(3);
    }

    [Fact]
    public async Task BlindTransferToAbroad_IsASecondCharge()
    {
        await AddCreditAsync(1);
        await using SippCarrier carrier = await SippCarrier.StartAsync(
            Pbx,
            new CarrierBehaviour { HangUpAfter = TimeSpan.FromSeconds(4) }
        );
        await using SipUserAgent first = Fixture.Phone(1);
        SipDialog dialog = await Fixture.TalkAsync(first, Mexico);

        await dialog.ReferAsync(Cuba);

        IReadOnlyList<BilledCall> calls = await SettledAsync(2);
        calls.Should().OnlyContain(call => call.State == "settled" && call.Account == "acme");
        calls[0].Charge.Should().Be(0.04m + 0.01m * calls[0].BilledSeconds);
        calls[1].Charge.Should().Be(0.01m * calls[1].BilledSeconds).And.BePositive();
        await BalanceShouldBeAsync(1 - calls.Sum(call => call.Charge));
    }

    [Fact]
    public async Task ForwardToAbroad_IsPaidByWhoForwarded()
    {
        await AddCreditAsync(1);
        await Daemon.DoAsync("account", "create", "other", "--plan", "test");
        await using SippCarrier carrier = await SippCarrier.StartAsync(
            Pbx,
            new CarrierBehaviour { HangUpAfter = TimeSpan.FromSeconds(1.4) }
        );
        await using SipUserAgent second = Fixture.Phone(2);
        second.ForwardTo = Cuba;
        await using SippPhone phone = await SippPhone.DialAsync(Pbx, "1001", "1002");

        await phone.WaitForEndAsync();

        BilledCall call = (await SettledAsync())[0];
        call.BilledSeconds.Should().Be(2, call.ToString());
        call.Account.Should().Be("acme");
        await BalanceShouldBeAsync(0.98m);
    }
}

public sealed class Asterisk22MovedCallTests(Asterisk22 fixture)
    : MovedCallTests(fixture),
        IClassFixture<Asterisk22>;

public sealed class Asterisk16MovedCallTests(Asterisk16 fixture)
    : MovedCallTests(fixture),
        IClassFixture<Asterisk16>;
