using TelephonyBilling.Testing.Pbx;

namespace TelephonyBilling.EndToEnd.Billing;

/// <summary>Refusal, exact charges, the cut at exhaustion, and what many calls do to one balance.</summary>
public abstract class MeteringTests(PbxFixture fixture) : BillingTests(fixture)
{
    private static readonly TimeSpan CutTolerance = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task NoCredit_CarrierSeesNothingAndThePhoneHearsWhy()
    {
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SippPhone phone = await SippPhone.DialAsync(Pbx, "1001", UnitedKingdom);

        SipCall heard = await phone.WaitForCallToEndAsync();

        heard.EarlyMedia.Should().BeTrue(Daemon.Describe());
        heard.FinalStatus.Should().BeGreaterThanOrEqualTo(400);
        carrier.Calls.Should().BeEmpty();
        Said.Should().Contain("Playing 'telephony-billing/insufficient-credit");
        BilledCall call = (await SettledAsync())[0];
        call.State.Should().Be("refused");
        call.EndReason.Should().Be("insufficient-credit");
        call.Charge.Should().Be(0);
        await BalanceShouldBeAsync(0);
    }

    [Theory]
    [InlineData(UnitedKingdom, 4, 0.041333)]
    [InlineData(France, 6, 0.042)]
    [InlineData(Germany, 60, 0.06)]
    public async Task Talk3200Milliseconds_IsChargedToTheMillionth(
        string number,
        long billed,
        double charge
    )
    {
        await AddCreditAsync(10);
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SippPhone phone = await SippPhone.DialAsync(
            Pbx,
            "1001",
            number,
            new PhoneBehaviour { HangUpAfter = TimeSpan.FromSeconds(3.2) }
        );

        await phone.WaitForEndAsync();

        BilledCall call = (await SettledAsync())[0];
        call.State.Should().Be("settled", Daemon.Describe());
        call.ConnectedSeconds.Should().BeInRange(3.1m, 4.0m);
        ((decimal)carrier.Calls.Single().Connected.TotalSeconds)
            .Should()
            .BeApproximately(call.ConnectedSeconds, 0.1m);
        call.BilledSeconds.Should().Be(billed);
        call.Charge.Should().Be((decimal)charge);
        call.Estimated.Should().BeFalse();
        await BalanceShouldBeAsync(10 - (decimal)charge);
    }

    [Theory]
    [InlineData(Mexico, 0.09, 5, 0)] // 4¢ and five seconds at 1¢
    [InlineData(Spain, 0.13, 6, 0.03)] // 4¢ and one increment of six seconds; 3¢ buy no second one
    public async Task MoneyEnds_CallIsCutThenAndTheRestStays(
        string number,
        double credit,
        int seconds,
        double rest
    )
    {
        await AddCreditAsync((decimal)credit);
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SippPhone phone = await SippPhone.DialAsync(Pbx, "1001", number);

        SipCall trunk = await carrier.WaitForByeAsync();
        await phone.WaitForEndAsync();

        trunk.EndedByOther.Should().BeTrue();
        trunk
            .Connected.Should()
            .BeCloseTo(TimeSpan.FromSeconds(seconds), CutTolerance, Daemon.Describe());
        BilledCall call = (await SettledAsync())[0];
        call.BilledSeconds.Should().Be(seconds);
        call.Charge.Should().Be((decimal)(credit - rest));
        Said.Should().Contain("Playing 'telephony-billing/credit-exhausted");
        await BalanceShouldBeAsync((decimal)rest);
    }

    [Fact]
    public async Task TenCallsAtOnce_BalanceForFour_FourConnectAndSixAreRefused()
    {
        await AddCreditAsync(0.29m); // four times 6¢, and 5¢
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SippPhone phone = await SippPhone.DialAsync(
            Pbx,
            "1001",
            Germany,
            new PhoneBehaviour { HangUpAfter = TimeSpan.FromSeconds(3) },
            calls: 10
        );

        IReadOnlyList<SipCall> heard = await phone.WaitForEndAsync();

        heard.Count(call => call.FinalStatus == 200).Should().Be(4, Daemon.Describe());
        heard.Count(call => call.FinalStatus >= 400).Should().Be(6);
        carrier.Calls.Should().HaveCount(4);
        IReadOnlyList<BilledCall> calls = await SettledAsync(10);
        calls.Count(call => call.State == "settled" && call.Charge == 0.06m).Should().Be(4);
        calls.Count(call => call.State == "refused" && call.Charge == 0).Should().Be(6);
        await BalanceShouldBeAsync(0.05m);
    }

    [Fact]
    public async Task TwentyCallsOfStaggeredLength_ToExhaustion_NoOverdraftAndNoLostCharge()
    {
        await AddCreditAsync(1m); // a hundred seconds of talk
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        List<SippPhone> phones = [];
        try
        {
            for (int i = 0; i < 10; i++)
            {
                phones.Add(
                    await SippPhone.DialAsync(
                        Pbx,
                        "1001",
                        Cuba,
                        new PhoneBehaviour { HangUpAfter = TimeSpan.FromSeconds(2 + i * 1.3) },
                        calls: 2
                    )
                );
            }

            foreach (SippPhone phone in phones)
                await phone.WaitForEndAsync(TimeSpan.FromSeconds(60));
        }
        finally
        {
            foreach (SippPhone phone in phones)
                await phone.DisposeAsync();
        }

        IReadOnlyList<BilledCall> calls = await SettledAsync(20);
        foreach (BilledCall call in calls)
        {
            call.Charge.Should().Be(call.BilledSeconds * 0.01m, call.ToString());
            (call.ConnectedSeconds - call.BilledSeconds).Should().BeLessThan(0.1m, call.ToString());
        }

        decimal spent = calls.Sum(call => call.Charge);
        spent.Should().BeInRange(0.8m, 1m, Daemon.Describe());
        await BalanceShouldBeAsync(1m - spent);
    }

    [Fact]
    public async Task TopUpInTheLastSeconds_KeepsTheCallAlive()
    {
        await AddCreditAsync(0.10m); // 4¢ and six seconds
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SippPhone phone = await SippPhone.DialAsync(
            Pbx,
            "1001",
            Mexico,
            new PhoneBehaviour { HangUpAfter = TimeSpan.FromSeconds(9.5) }
        );
        await carrier.WaitForAnswerAsync();
        await WaitUntilMeteredAsync();

        await AddCreditAsync(1);
        await phone.WaitForEndAsync();

        BilledCall call = (await SettledAsync())[0];
        call.ConnectedSeconds.Should().BeInRange(9.4m, 11m, Daemon.Describe());
        call.Charge.Should().Be(0.04m + 0.01m * call.BilledSeconds);
        await BalanceShouldBeAsync(1.10m - call.Charge);
    }

    [Theory]
    [InlineData(486)]
    [InlineData(503)]
    public async Task CarrierRefuses_NothingIsCharged(int status)
    {
        await AddCreditAsync(1);
        await using SippCarrier carrier = await SippCarrier.StartAsync(
            Pbx,
            new CarrierBehaviour { RefuseWith = status }
        );
        await using SippPhone phone = await SippPhone.DialAsync(Pbx, "1001", UnitedKingdom);

        (await phone.WaitForCallToEndAsync()).FinalStatus.Should().Be(status);

        BilledCall call = (await SettledAsync())[0];
        call.State.Should().Be("released", call.ToString());
        await BalanceShouldBeAsync(1);
    }

    [Fact]
    public async Task RingsAndIsNotAnswered_NothingIsCharged()
    {
        await AddCreditAsync(1);
        await using SippCarrier carrier = await SippCarrier.StartAsync(
            Pbx,
            new CarrierBehaviour { AnswerAfter = null, EarlyMedia = true }
        );
        await using SippPhone phone = await SippPhone.DialAsync(
            Pbx,
            "1001",
            UnitedKingdom,
            new PhoneBehaviour { CancelAfter = TimeSpan.FromSeconds(2) }
        );

        SipCall heard = await phone.WaitForCallToEndAsync();

        heard.FinalStatus.Should().Be(487);
        heard.EarlyMedia.Should().BeTrue();
        (await SettledAsync())[0].State.Should().Be("released");
        await BalanceShouldBeAsync(1);
    }

    [Fact]
    public async Task CarrierHangsUp_ChargedToItsBye()
    {
        await AddCreditAsync(1);
        await using SippCarrier carrier = await SippCarrier.StartAsync(
            Pbx,
            new CarrierBehaviour { HangUpAfter = TimeSpan.FromSeconds(2.3) }
        );
        await using SippPhone phone = await SippPhone.DialAsync(Pbx, "1001", Mexico);

        await phone.WaitForEndAsync();

        BilledCall call = (await SettledAsync())[0];
        call.BilledSeconds.Should().Be(3, call.ToString());
        await BalanceShouldBeAsync(1 - 0.07m);
    }

    [Fact]
    public async Task LocalCall_IsFreeAtAZeroBalance()
    {
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SippPhone phone = await SippPhone.DialAsync(
            Pbx,
            "1001",
            "2125550100",
            new PhoneBehaviour { HangUpAfter = TimeSpan.FromSeconds(0.5) }
        );

        (await phone.WaitForCallToEndAsync()).FinalStatus.Should().Be(200, Daemon.Describe());
        carrier.Calls.Single().Number.Should().Be("+12125550100");
        await BalanceShouldBeAsync(0);
    }
}

public sealed class Asterisk22MeteringTests(Asterisk22 fixture)
    : MeteringTests(fixture),
        IClassFixture<Asterisk22>;

public sealed class Asterisk16MeteringTests(Asterisk16 fixture)
    : MeteringTests(fixture),
        IClassFixture<Asterisk16>;
