using TelephonyBilling.Testing.Pbx;

namespace TelephonyBilling.EndToEnd.Billing;

/// <summary>The daemon dies, the PBX dies, the line between them is cut: each call is settled once, and exactly.</summary>
public abstract class RecoveryTests(PbxFixture fixture) : BillingTests(fixture)
{
    private TcpProxy ami = null!;

    protected override int AmiPort => ami.Port;

    // Long enough for the daemon to be killed and started again on a loaded machine.
    protected override int QuotaSeconds => 8;

    [Fact]
    public async Task KilledBeforeTheAnswer_CallIsFoundAgainAndCharged()
    {
        await AddCreditAsync(1);
        await using SippCarrier carrier = await SippCarrier.StartAsync(
            Pbx,
            new CarrierBehaviour { AnswerAfter = TimeSpan.FromSeconds(1.5) }
        );
        await using SippPhone phone = await DialAsync(talk: 3.3);
        await carrier.WaitForCallsAsync(1, _ => true, "to ring");

        await Daemon.KillAsync();
        await carrier.WaitForAnswerAsync();
        await Daemon.StartAsync();
        await phone.WaitForEndAsync();

        await ShouldBeExactAsync(await carrier.WaitForByeAsync());
    }

    [Fact]
    public async Task KilledAfterTheAnswer_CallGoesOnAndIsCharged()
    {
        await AddCreditAsync(1);
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SippPhone phone = await DialAsync(talk: 10.3);
        await carrier.WaitForAnswerAsync();
        await WaitUntilMeteredAsync();

        await Daemon.KillAsync();
        await Daemon.StartAsync();
        await phone.WaitForEndAsync();

        await ShouldBeExactAsync(await carrier.WaitForByeAsync());
        carrier
            .Calls[0]
            .Connected.Should()
            .BeGreaterThan(TimeSpan.FromSeconds(10), "the lease was extended by the new daemon");
    }

    [Fact]
    public async Task KilledInTheLastQuota_PbxCutsAtTheFundedEnd()
    {
        await AddCreditAsync(0.10m); // six seconds
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SippPhone phone = await SippPhone.DialAsync(Pbx, "1001", Mexico);
        await carrier.WaitForAnswerAsync();
        await Eventually.TrueAsync(
            async () =>
                (await Daemon.AskAsync("calls", "live"))
                    .AsArray()
                    .Any(call => (long)call!["fundedSeconds"]! == 6),
            "the last quota to be reserved",
            null,
            Daemon.Describe
        );

        await Daemon.KillAsync();
        SipCall trunk = await carrier.WaitForByeAsync();
        await phone.WaitForEndAsync();
        await Daemon.StartAsync();

        trunk.Connected.Should().BeCloseTo(TimeSpan.FromSeconds(6), TimeSpan.FromMilliseconds(100));
        (await SettledAsync())[0].BilledSeconds.Should().Be(6);
        await BalanceShouldBeAsync(0);
    }

    [Fact]
    public async Task CallEndsWhileTheDaemonIsDown_IsSettledFromThePbxsRecord()
    {
        await AddCreditAsync(1);
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SippPhone phone = await DialAsync(talk: 2.4);
        await carrier.WaitForAnswerAsync();

        await Daemon.KillAsync();
        await phone.WaitForEndAsync();
        await Pbx.WaitUntilIdleAsync();
        await Daemon.StartAsync();

        await ShouldBeExactAsync(await carrier.WaitForByeAsync());
    }

    [Fact]
    public async Task DaemonAndPbxKilled_CallIsSettledOnceAndNeverAboveItsLease()
    {
        await AddCreditAsync(1);
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SippPhone phone = await SippPhone.DialAsync(Pbx, "1001", Mexico);
        await carrier.WaitForAnswerAsync();
        await WaitUntilMeteredAsync();

        await Daemon.KillAsync();
        await Pbx.KillAsync();
        await Pbx.StartAsync();
        await Daemon.StartAsync();

        BilledCall call = (await SettledAsync())[0];
        call.State.Should().Be("settled", Daemon.Describe());
        call.Estimated.Should().BeTrue("nobody saw its end");
        call.Charge.Should().Be(0.04m + 0.01m * call.BilledSeconds);
        await BalanceShouldBeAsync(1 - call.Charge);
    }

    [Fact]
    public async Task AmiCutForThreeSeconds_CallsThatGoOnAndThatEndMeanwhileAreExact()
    {
        await AddCreditAsync(2);
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SippPhone ending = await DialAsync(talk: 2.5);
        await using SippPhone lasting = await DialAsync(talk: 9.4, phone: "1002");
        await carrier.WaitForCallsAsync(2, call => call.AnsweredAt is not null, "to be answered");

        ami.Cut();
        await Task.Delay(TimeSpan.FromSeconds(3)); // that long the line is cut
        ami.Mend();
        await ending.WaitForEndAsync();
        await lasting.WaitForEndAsync();

        IReadOnlyList<BilledCall> calls = await SettledAsync(2);
        foreach (BilledCall call in calls)
        {
            call.State.Should().Be("settled", call.ToString());
            call.Estimated.Should().BeFalse(call.ToString());
            call.Charge.Should().Be(0.04m + 0.01m * call.BilledSeconds);
        }

        SortedConnected(carrier)
            .Zip(calls.Select(call => call.ConnectedSeconds).Order())
            .Should()
            .OnlyContain(pair => Math.Abs(pair.First - pair.Second) < 0.1m);
        await BalanceShouldBeAsync(2 - calls.Sum(call => call.Charge));
    }

    [Theory]
    [InlineData("911")]
    [InlineData("2125550100")]
    public async Task DaemonDead_EmergencyAndLocalCallsGoThrough(string number)
    {
        await Daemon.KillAsync();
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SippPhone phone = await SippPhone.DialAsync(
            Pbx,
            "1001",
            number,
            new PhoneBehaviour { HangUpAfter = TimeSpan.FromSeconds(0.5) }
        );

        (await phone.WaitForCallToEndAsync()).FinalStatus.Should().Be(200);
        carrier.Calls.Should().HaveCount(1);
    }

    [Fact]
    public async Task DaemonDead_InternationalCallIsRefusedWithThePrompt()
    {
        await AddCreditAsync(1);
        await Daemon.KillAsync();
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SippPhone phone = await SippPhone.DialAsync(Pbx, "1001", UnitedKingdom);

        SipCall heard = await phone.WaitForCallToEndAsync();

        heard.EarlyMedia.Should().BeTrue();
        heard.FinalStatus.Should().BeGreaterThanOrEqualTo(400);
        carrier.Calls.Should().BeEmpty();
        Said.Should().Contain("Playing 'telephony-billing/service-unavailable");
    }

    public override async Task InitializeAsync()
    {
        ami = new TcpProxy(Pbx.AmiPort);
        await base.InitializeAsync();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await ami.DisposeAsync();
    }

    private Task<SippPhone> DialAsync(double talk, string phone = "1001") =>
        SippPhone.DialAsync(
            Pbx,
            phone,
            Mexico,
            new PhoneBehaviour { HangUpAfter = TimeSpan.FromSeconds(talk) }
        );

    private static IEnumerable<decimal> SortedConnected(SippCarrier carrier) =>
        carrier.Calls.Select(call => (decimal)call.Connected.TotalSeconds).Order();
}

public sealed class Asterisk22RecoveryTests(Asterisk22 fixture)
    : RecoveryTests(fixture),
        IClassFixture<Asterisk22>;

public sealed class Asterisk16RecoveryTests(Asterisk16 fixture)
    : RecoveryTests(fixture),
        IClassFixture<Asterisk16>;
