using System.Globalization;
using System.Text.Json.Nodes;
using TelephonyBilling.Testing.Mail;
using TelephonyBilling.Testing.Payments;
using TelephonyBilling.Testing.Pbx;

namespace TelephonyBilling.EndToEnd.Billing;

/// <summary>Automatic recharge during calls: in time, declined, by many calls at once, and up to its limits.</summary>
public abstract class RechargeTests(PbxFixture fixture) : CreditTests(fixture)
{
    private static readonly TimeSpan CutTolerance = TimeSpan.FromMilliseconds(100);

    [Theory]
    [InlineData("0")] // once nothing is left to reserve
    [InlineData("0.05")] // a little before
    public async Task CallThatWouldHaveEnded_GoesOn_AndThePhoneNoticesNothing(string threshold)
    {
        await EnterCardAsync();
        await AddCreditAsync(0.13m); // 4¢ and nine seconds at 1¢
        await RechargeAsync(threshold, "5");
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SippPhone phone = await SippPhone.DialAsync(
            Pbx,
            "1001",
            Mexico,
            new PhoneBehaviour { HangUpAfter = TimeSpan.FromSeconds(14) }
        );

        SipCall trunk = await carrier.WaitForByeAsync(TimeSpan.FromSeconds(30));
        SipCall heard = await phone.WaitForCallToEndAsync();

        trunk.Connected.Should().BeGreaterThan(TimeSpan.FromSeconds(13.5), Daemon.Describe());
        trunk.Messages.Count(message => message is { Method: "INVITE", Status: 0 }).Should().Be(1);
        heard.EndedByOther.Should().BeFalse("the phone hung up, nobody else");
        heard.Messages.Count(message => message is { Method: "INVITE", Status: 0 }).Should().Be(1);
        Said.Should().NotContain("Playing 'beep").And.NotContain("telephony-billing/credit");
        BilledCall call = (await SettledAsync())[0];
        call.EndReason.Should().Be("hangup", Daemon.Describe());
        call.Charge.Should().Be(0.04m + 0.01m * call.BilledSeconds);
        await BalanceShouldBeAsync(5.13m - call.Charge);
        JsonNode topUp = (await CreditedAsync(1)).Single();
        ((bool)topUp["automatic"]!).Should().BeTrue();
        Amount(topUp, "amount").Should().Be(5);
        await ChargesShouldBeCreditedAsync(1);
        Server.Charges[0].Intent.Should().Be((string)topUp["reference"]!);
        ReceivedMail mail = (await ReceivedAsync("$5.00 of call credit was added")).Single();
        mail.To.Should().Equal(Owner);
        mail.Text.Should().Contain("recharged").And.Contain("By: card");
        mail.Text.Should().Contain((string)topUp["id"]!);
    }

    [Fact]
    public async Task DeclinedRecharge_TheCallEndsAtItsLease_AndPeopleHearWhy()
    {
        await EnterCardAsync(StripeCard.Declined);
        await AddCreditAsync(0.09m); // 4¢ and five seconds at 1¢
        await RechargeAsync("0", "5");
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SippPhone phone = await SippPhone.DialAsync(Pbx, "1001", Mexico);

        SipCall trunk = await carrier.WaitForByeAsync();
        await phone.WaitForEndAsync();

        trunk.EndedByOther.Should().BeTrue();
        trunk
            .Connected.Should()
            .BeCloseTo(TimeSpan.FromSeconds(5), CutTolerance, Daemon.Describe());
        Said.Should()
            .Contain("Playing 'beep")
            .And.Contain("Playing 'telephony-billing/credit-exhausted");
        BilledCall call = (await SettledAsync())[0];
        call.EndReason.Should().Be("credit-exhausted");
        call.Charge.Should().Be(0.09m);
        await BalanceShouldBeAsync(0);
        Server.Charges.Should().BeEmpty();
        Server
            .Requests.Count(request => request is { Method: "POST", Path: "/v1/payment_intents" })
            .Should()
            .Be(1, "a card that was declined is left alone for an hour");
        JsonNode topUp = (await TopUpsAsync()).Should().ContainSingle().Subject;
        ((string)topUp["state"]!).Should().Be("failed");
        ((string)topUp["errorCode"]!).Should().Be("insufficient_funds");
        JsonNode rule = await Daemon.AskAsync("recharge", "show", "acme");
        ((int)rule["declines"]!).Should().Be(1);
        Instant(rule["notBefore"]!)
            .Should()
            .BeCloseTo(Instant(topUp["decidedAt"]!).AddHours(1), TimeSpan.FromSeconds(1));
        ReceivedMail declined = (await ReceivedAsync("A payment of $5.00 was declined")).Single();
        declined.Text.Should().Contain("Your card has insufficient funds.");
        ReceivedMail ended = (await ReceivedAsync("A call ended because your credit")).Single();
        ended.Text.Should().Contain("525555550000").And.Contain("$0.09");
    }

    [Fact]
    public async Task FiveCallsThatCrossTogether_ChargeOnce()
    {
        await EnterCardAsync();
        await AddCreditAsync(0.70m); // 50¢ are set aside at first; a second later all five want more, and it is not enough
        await RechargeAsync("0.15", "5");
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);

        await TalkAsync(Mexico, seconds: 8, calls: 5);

        IReadOnlyList<BilledCall> calls = await SettledAsync(5);
        calls.Should().OnlyContain(call => call.EndReason == "hangup", Daemon.Describe());
        await CreditedAsync(1);
        await ChargesShouldBeCreditedAsync(1);
        await BalanceShouldBeAsync(5.70m - calls.Sum(call => call.Charge));
        await ReceivedAsync("of call credit was added", 2);
        Mailbox
            .Mails.Count(mail => mail.Text.Contains("recharged", StringComparison.Ordinal))
            .Should()
            .Be(1);
    }

    [Fact]
    public async Task AccountThatIsNeverFull_IsRechargedUpToTheMonthsLimit_TheDaysLimit_AndTheBrake()
    {
        await EnterCardAsync();
        await AddCreditAsync(1);
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);

        await RechargeAsync("900", "5", "--max-per-month", "10");
        await TalkAsync(Mexico, seconds: 0.5);
        await LimitedAsync(2, "the most per month (10.00 USD) is reached");

        await RechargeAsync("900", "5", "--max-per-month", "none", "--max-per-day", "15");
        await LimitedAsync(3, "the most per day (15.00 USD) is reached");

        await RechargeAsync("900", "5", "--max-per-day", "none");
        await CreditedAsync(5);
        ReceivedMail stopped = (
            await ReceivedAsync("Automatic recharge of your account has stopped")
        ).Single();
        stopped.Text.Should().Contain("recharged 5 times in a short time");
        JsonNode rule = await Daemon.AskAsync("recharge", "show", "acme");
        ((string)rule["stopped"]!).Should().Be("velocity");

        await TalkAsync(Mexico, seconds: 0.5);

        await LimitedAsync(5, "it stopped by itself");
        decimal spent = (await SettledAsync(2)).Sum(call => call.Charge);
        await BalanceShouldBeAsync(26 - spent);
    }

    /// <summary>So many were charged, and neither the sweep nor the operator's own try gets one more.</summary>
    private async Task LimitedAsync(int charges, string why)
    {
        await CreditedAsync(charges);
        (await Daemon.DoAsync("jobs", "run", "recharge-sweep"))
            .Should()
            .Contain("0 recharges begun");
        VerbResult tried = await Daemon.TryAsync("recharge", "run", "acme");
        tried.Output.Should().Contain(why);
        await ChargesShouldBeCreditedAsync(charges);
    }

    private static DateTimeOffset Instant(JsonNode at) =>
        DateTimeOffset.Parse((string)at!, CultureInfo.InvariantCulture);
}

public sealed class Asterisk22RechargeTests(Asterisk22 fixture)
    : RechargeTests(fixture),
        IClassFixture<Asterisk22>;

public sealed class Asterisk16RechargeTests(Asterisk16 fixture)
    : RechargeTests(fixture),
        IClassFixture<Asterisk16>;
