using TelephonyBilling.Testing.Pbx;

namespace TelephonyBilling.EndToEnd.Billing;

/// <summary>Calls to a toll-free number, which its owner pays.</summary>
public abstract class TollFreeTests(PbxFixture fixture) : BillingTests(fixture)
{
    [Fact]
    public async Task Answered_IsChargedFromTheAnswer_NotWhileItRings()
    {
        await AddCreditAsync(1);
        await using SipUserAgent desk = Fixture.Phone(1);
        desk.AnswerAfter = TimeSpan.FromSeconds(2);
        await using SippPhone caller = await SippCarrier.CallAsync(
            Pbx,
            Outsider,
            TollFree,
            new PhoneBehaviour { HangUpAfter = TimeSpan.FromSeconds(2.3) }
        );

        await caller.WaitForEndAsync();

        BilledCall call = (await SettledAsync())[0];
        call.BilledSeconds.Should().Be(3, Daemon.Describe());
        call.ConnectedSeconds.Should().BeInRange(2.2m, 3m);
        await BalanceShouldBeAsync(0.97m);
    }

    [Fact]
    public async Task MoneyEnds_CallIsCutThen()
    {
        await AddCreditAsync(0.05m);
        await using SipUserAgent desk = Fixture.Phone(1);
        await using SippPhone caller = await SippCarrier.CallAsync(Pbx, Outsider, TollFree);

        SipCall heard = await caller.WaitForCallToEndAsync();

        heard.EndedByOther.Should().BeTrue();
        heard
            .Connected.Should()
            .BeCloseTo(TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(100), Daemon.Describe());
        (await SettledAsync())[0].BilledSeconds.Should().Be(5);
        await BalanceShouldBeAsync(0);
    }

    [Fact]
    public async Task NoCredit_CallerHearsThatTheNumberIsUnavailable()
    {
        await using SipUserAgent desk = Fixture.Phone(1);
        await using SippPhone caller = await SippCarrier.CallAsync(Pbx, Outsider, TollFree);

        SipCall heard = await caller.WaitForCallToEndAsync();

        heard.FinalStatus.Should().BeGreaterThanOrEqualTo(400, Daemon.Describe());
        heard.EarlyMedia.Should().BeTrue();
        desk.Dialogs.Should().BeEmpty();
        Said.Should().Contain("Playing 'telephony-billing/number-unavailable");
        (await SettledAsync())[0].EndReason.Should().Be("insufficient-credit");
        await BalanceShouldBeAsync(0);
    }

    [Fact]
    public async Task NotAnswered_NothingIsCharged()
    {
        await AddCreditAsync(1);
        await using SipUserAgent desk = Fixture.Phone(1);
        desk.AnswerAfter = null;
        await using SippPhone caller = await SippCarrier.CallAsync(
            Pbx,
            Outsider,
            TollFree,
            new PhoneBehaviour { CancelAfter = TimeSpan.FromSeconds(1) }
        );

        await caller.WaitForEndAsync();

        (await SettledAsync())[0].State.Should().Be("released");
        await BalanceShouldBeAsync(1);
    }

    [Fact]
    public async Task SecondCallOfOneCaller_IsRefusedByTheCap()
    {
        await Daemon.DoAsync("number", "set", TollFree, "--max-calls-per-caller", "1");
        await AddCreditAsync(1);
        await using SipUserAgent desk = Fixture.Phone(1);
        await using SippPhone first = await SippCarrier.CallAsync(
            Pbx,
            Outsider,
            TollFree,
            new PhoneBehaviour { HangUpAfter = TimeSpan.FromSeconds(9) }
        );
        await first.WaitForAnswerAsync();

        await using SippPhone second = await SippCarrier.CallAsync(Pbx, Outsider, TollFree);
        SipCall refused = await second.WaitForCallToEndAsync();
        await first.WaitForEndAsync();

        refused.FinalStatus.Should().BeGreaterThanOrEqualTo(400, Daemon.Describe());
        IReadOnlyList<BilledCall> calls = await SettledAsync(2);
        calls[0].State.Should().Be("settled");
        calls[1].State.Should().Be("refused");
        await BalanceShouldBeAsync(1 - calls[0].Charge);
    }
}

public sealed class Asterisk22TollFreeTests(Asterisk22 fixture)
    : TollFreeTests(fixture),
        IClassFixture<Asterisk22>;

public sealed class Asterisk16TollFreeTests(Asterisk16 fixture)
    : TollFreeTests(fixture),
        IClassFixture<Asterisk16>;
