using TelephonyBilling.Testing.Pbx;

namespace TelephonyBilling.EndToEnd.Billing;

/// <summary>What phones hear about money: the price before it rings, and the balance line.</summary>
public abstract class SpokenTests(PbxFixture fixture) : BillingTests(fixture)
{
    private const string BalanceLine = "*225";

    protected override Dictionary<string, object> Metering =>
        new(base.Metering, StringComparer.Ordinal) { ["AnnouncePrice"] = true };

    [Fact]
    public async Task Announced_CallerHearsPriceAndMinutes_AndPaysForTheTalkAlone()
    {
        await AddCreditAsync(0.98m); // 4¢, and 47 minutes at 2¢
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SippPhone phone = await SippPhone.DialAsync(
            Pbx,
            "1001",
            UnitedKingdom,
            new PhoneBehaviour { HangUpAfter = TimeSpan.FromSeconds(1.5) }
        );
        SipCall heard = await phone.WaitForCallToEndAsync();
        SipCall trunk = await carrier.WaitForByeAsync();

        Heard()
            .Should()
            .Equal(
                "this-call-costs",
                "digits/2",
                "cents",
                "a-minute",
                "plus",
                "digits/4",
                "cents",
                "for-the-connection",
                "you-have",
                "digits/40",
                "digits/7",
                "minutes"
            );
        (trunk.InvitedAt - heard.InvitedAt).Should().BeGreaterThan(TimeSpan.FromSeconds(8));
        BilledCall call = (await SettledAsync())[0];
        call.ConnectedSeconds.Should()
            .BeApproximately((decimal)trunk.Connected.TotalSeconds, 0.1m, Daemon.Describe());
        call.BilledSeconds.Should().Be(2);
        call.Charge.Should().Be(0.040667m);
        await BalanceShouldBeAsync(0.98m - 0.040667m);
    }

    [Fact]
    public async Task Announced_CallerGivesUpMeanwhile_NothingIsChargedOrHeld()
    {
        await AddCreditAsync(1);
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SippPhone phone = await SippPhone.DialAsync(
            Pbx,
            "1001",
            UnitedKingdom,
            new PhoneBehaviour { CancelAfter = TimeSpan.FromSeconds(2) }
        );
        await phone.WaitForEndAsync();

        (await SettledAsync())[0].State.Should().Be("released", Daemon.Describe());
        carrier.Calls.Should().BeEmpty();
        await BalanceShouldBeAsync(1);
    }

    [Fact]
    public async Task NothingToAnnounce_FreeAndRefusedCallsAreAsEver()
    {
        await AddCreditAsync(0.03m);
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await DialAsync("1001", "3125550123", talk: 0.3);
        await DialAsync("1001", UnitedKingdom);

        Heard().Should().Equal("insufficient-credit");
        carrier.Calls.Should().ContainSingle();
        await SettledAsync(2);
    }

    [Fact]
    public async Task BalanceLine_WithoutMoney_SaysSo()
    {
        await DialAsync("1001", BalanceLine);

        Heard().Should().Equal("your-balance-is", "digits/0", "dollars");
        await ShouldBeNoCallAsync();
    }

    [Fact]
    public async Task BalanceLine_AfterACall_TellsTheMinutesToThatNumber()
    {
        await AddCreditAsync(1);
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await DialAsync("1001", Cuba, talk: 0.5);
        await DialAsync("1002", UnitedKingdom, talk: 0.5);
        await SettledAsync(2);
        decimal left = 1 - 0.01m - 0.040333m;
        await BalanceShouldBeAsync(left);

        string[] first = await HearAsync("1001");
        string[] second = await HearAsync("1002");
        string[] third = await HearAsync("1003");

        string[] balance = ["your-balance-is", "digits/90", "digits/4", "cents"];
        third.Should().Equal(balance);
        first
            .Should()
            .Equal([
                .. balance,
                "you-have",
                "digits/1", // 60¢ a minute
                "minute",
                "to-the-last-number",
            ]);
        second
            .Should()
            .Equal([
                .. balance,
                "you-have",
                "digits/40", // 45 at 2¢, 4¢ to begin with
                "digits/5",
                "minutes",
                "to-the-last-number",
            ]);
        await BalanceShouldBeAsync(left);
        await SettledAsync(2);
    }

    [Fact]
    public async Task BalanceLine_AccountSuspendedOrPhoneUnknown_SaysWhatIsWrong()
    {
        await AddCreditAsync(2);
        await Daemon.DoAsync("account", "suspend", "acme");
        await Daemon.DoAsync("extension", "remove", "1002");

        (await HearAsync("1001"))
            .Should()
            .Equal("account-suspended", "your-balance-is", "digits/2", "dollars");
        (await HearAsync("1002")).Should().Equal("unknown-account");
        await ShouldBeNoCallAsync();
    }

    [Fact]
    public async Task BalanceLine_DaemonIsDead_SaysThatTheServiceIsNotAvailable()
    {
        await Daemon.KillAsync();

        (await HearAsync("1001")).Should().Equal("service-unavailable");
    }

    /// <summary>The sounds so far; ours without their folder.</summary>
    private string[] Heard() =>
        [
            .. Played
                .In(Said)
                .Select(sound => sound.Replace("telephony-billing/", "", StringComparison.Ordinal)),
        ];

    /// <summary>What a phone hears on the balance line.</summary>
    private async Task<string[]> HearAsync(string phone)
    {
        int before = Heard().Length;
        await DialAsync(phone, BalanceLine);
        return Heard()[before..];
    }

    private async Task DialAsync(string phone, string number, double? talk = null)
    {
        await using SippPhone dialled = await SippPhone.DialAsync(
            Pbx,
            phone,
            number,
            new PhoneBehaviour
            {
                HangUpAfter = talk is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            }
        );
        await dialled.WaitForEndAsync();
        await Pbx.WaitUntilIdleAsync();
    }

    private async Task ShouldBeNoCallAsync() =>
        (await Daemon.AskAsync("calls", "list")).AsArray().Should().BeEmpty();
}

public sealed class Asterisk22SpokenTests(Asterisk22 fixture)
    : SpokenTests(fixture),
        IClassFixture<Asterisk22>;

public sealed class Asterisk16SpokenTests(Asterisk16 fixture)
    : SpokenTests(fixture),
        IClassFixture<Asterisk16>;
