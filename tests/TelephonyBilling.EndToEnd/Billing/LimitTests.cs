using System.Globalization;
using System.Text.Json.Nodes;
using TelephonyBilling.Testing.Pbx;

namespace TelephonyBilling.EndToEnd.Billing;

/// <summary>Limits on use: what a phone hears of them, and what becomes of calls that reach one.</summary>
public abstract class LimitTests(PbxFixture fixture) : BillingTests(fixture)
{
    private static readonly TimeSpan CutTolerance = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task SpendLimit_ReachedDuringACall_EndsItThenWithItsOwnReason()
    {
        await AddCreditAsync(10);
        await LimitAsync("account", "acme", "--spend-per-hour", "0.09"); // 4¢ and five seconds at 1¢
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SippPhone phone = await SippPhone.DialAsync(Pbx, "1001", Mexico);

        SipCall trunk = await carrier.WaitForByeAsync();
        await phone.WaitForEndAsync();

        trunk.EndedByOther.Should().BeTrue();
        trunk
            .Connected.Should()
            .BeCloseTo(TimeSpan.FromSeconds(5), CutTolerance, Daemon.Describe());
        BilledCall call = (await SettledAsync())[0];
        call.EndReason.Should().Be("spend-limit", Daemon.Describe());
        call.BilledSeconds.Should().Be(5);
        call.Charge.Should().Be(0.09m);
        Said.Should()
            .Contain("Playing 'telephony-billing/limit-reached")
            .And.NotContain("credit-exhausted");
        JsonNode told = (await Daemon.AskAsync("events", "list", "--account", "acme"))
            .AsArray()
            .Should()
            .ContainSingle()
            .Subject!;
        ((string)told["detail"]!).Should().Contain("was ended: account 'acme' may spend 0.09 USD");

        await using SippPhone again = await SippPhone.DialAsync(Pbx, "1001", Mexico);
        (await again.WaitForCallToEndAsync()).FinalStatus.Should().Be(403, Daemon.Describe());
        (await SettledAsync(2))[1].EndReason.Should().Be("spend-limit");
        carrier.Calls.Should().HaveCount(1);
        await BalanceShouldBeAsync(9.91m);
    }

    [Fact]
    public async Task CallsPerMinute_NextCallIsRefusedAndThePhoneHearsWhy()
    {
        await AddCreditAsync(10);
        await LimitAsync("extension", "1001", "--calls-per-minute", "1");
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SippPhone first = await SippPhone.DialAsync(
            Pbx,
            "1001",
            UnitedKingdom,
            new PhoneBehaviour { HangUpAfter = TimeSpan.FromSeconds(1) }
        );
        await first.WaitForEndAsync();

        await using SippPhone second = await SippPhone.DialAsync(Pbx, "1001", UnitedKingdom);
        SipCall refused = await second.WaitForCallToEndAsync();

        refused.EarlyMedia.Should().BeTrue(Daemon.Describe());
        refused.FinalStatus.Should().Be(503);
        carrier.Calls.Should().HaveCount(1);
        Said.Should().Contain("Playing 'telephony-billing/limit-reached");
        IReadOnlyList<BilledCall> calls = await SettledAsync(2);
        calls[0].State.Should().Be("settled");
        calls[1].State.Should().Be("refused");
        calls[1].EndReason.Should().Be("call-rate-limit");
        await BalanceShouldBeAsync(10 - calls[0].Charge);
    }

    [Fact]
    public async Task OutsideHours_PhoneHearsThatCallsAreNotAllowedNow()
    {
        await AddCreditAsync(10);
        int hour = TimeProvider.System.GetUtcNow().Hour; // The account is in UTC.
        string tonight = string.Create(
            CultureInfo.InvariantCulture,
            $"{(hour + 11) % 24:D2}:00-{(hour + 12) % 24:D2}:00"
        );
        await LimitAsync("account", "acme", "--hours", tonight);
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SippPhone phone = await SippPhone.DialAsync(Pbx, "1001", UnitedKingdom);

        SipCall heard = await phone.WaitForCallToEndAsync();

        heard.EarlyMedia.Should().BeTrue(Daemon.Describe());
        heard.FinalStatus.Should().Be(403);
        carrier.Calls.Should().BeEmpty();
        Said.Should().Contain("Playing 'telephony-billing/outside-hours");
        (await SettledAsync())[0].EndReason.Should().Be("outside-hours");
        await BalanceShouldBeAsync(10);
    }

    [Fact]
    public async Task TollFree_LongestCall_IsCutThen()
    {
        await AddCreditAsync(1);
        await LimitAsync("number", TollFree, "--max-call-seconds", "3");
        await using SipUserAgent desk = Fixture.Phone(1);
        await using SippPhone caller = await SippCarrier.CallAsync(Pbx, Outsider, TollFree);

        SipCall heard = await caller.WaitForCallToEndAsync();

        heard.EndedByOther.Should().BeTrue();
        heard
            .Connected.Should()
            .BeCloseTo(TimeSpan.FromSeconds(3), CutTolerance, Daemon.Describe());
        BilledCall call = (await SettledAsync())[0];
        call.EndReason.Should().Be("longest-call", Daemon.Describe());
        call.BilledSeconds.Should().Be(3);
        await BalanceShouldBeAsync(0.97m);
    }

    private Task<string> LimitAsync(string scope, string subject, params string[] limits) =>
        Daemon.DoAsync(["limit", "set", scope, subject, .. limits]);
}

public sealed class Asterisk22LimitTests(Asterisk22 fixture)
    : LimitTests(fixture),
        IClassFixture<Asterisk22>;

public sealed class Asterisk16LimitTests(Asterisk16 fixture)
    : LimitTests(fixture),
        IClassFixture<Asterisk16>;
