using System.Globalization;
using System.Text.Json.Nodes;
using TelephonyBilling.Testing.Pbx;

namespace TelephonyBilling.EndToEnd.Billing;

/// <summary>What an operator sells, on the phone: blocked and free destinations, the switch of a number, a plan of several decks with rules, prices of another currency, and a deck that changes during a call.</summary>
public abstract class RateTests(PbxFixture fixture) : BillingTests(fixture)
{
    private const string PersonalNumber = "0114470123456789";
    private const string FreeNumber = "01144800123456";
    private const string Chicago = "3125550123";
    private const string Number = "+13125550100";

    private static readonly TimeSpan Talk = TimeSpan.FromSeconds(1.3);

    [Fact]
    public async Task BlockedDestination_PhoneHearsIt_AndTheCarrierNothing()
    {
        await AddCreditAsync(1);
        await Daemon.DoAsync(
            "rates",
            "import",
            Repository.Path("docs", "examples", "blocked-prefixes.csv"),
            "--deck",
            "block-list",
            "--currency",
            "USD"
        );
        await Daemon.DoAsync("plan", "set", "test", "--decks", "block-list,test");
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);

        await RefusedAsync(PersonalNumber, "destination-blocked", "destination-blocked");

        carrier.Calls.Should().BeEmpty();
        await BalanceShouldBeAsync(1);
    }

    [Fact]
    public async Task SwitchOfANumber_DecidesWhoMayCallAbroad()
    {
        await AddCreditAsync(1);
        await Daemon.DoAsync("number", "add", "acme", Number);
        await Daemon.DoAsync("extension", "set", "1001", "--number", Number);
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);

        await RefusedAsync(UnitedKingdom, "international-not-allowed", "no-international");
        carrier.Calls.Should().BeEmpty();
        await Daemon.DoAsync("number", "set", Number, "--international", "on");
        BilledCall call = await TalkAsync("1001", UnitedKingdom, calls: 2);

        call.Charge.Should().Be(Charge(0.04m, 0.02m, call), Daemon.Describe());
        await BalanceShouldBeAsync(1 - call.Charge);
    }

    [Fact]
    public async Task PlanPro_CheaperAbroad_AndTheUnitedStatesIncluded()
    {
        await ImportAsync(
            "pro",
            "prefix,destination,per_minute,increments\n44,UK on Pro,0.60,1/1\n"
        );
        await Daemon.DoAsync("plan", "set", "pro", "--decks", "pro,test");
        await Daemon.DoAsync(
            "rule",
            "add",
            "--plan",
            "pro",
            "--country",
            "US",
            "--service",
            "domestic-outbound",
            "--included"
        );
        await Daemon.DoAsync("account", "set", "acme", "--plan", "pro");
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);

        await RefusedAsync(Chicago, "insufficient-credit", "insufficient-credit");
        await AddCreditAsync(1);
        BilledCall abroad = await TalkAsync("1001", UnitedKingdom, calls: 2);
        BilledCall elsewhere = await TalkAsync("1001", France, calls: 3);
        BilledCall home = await TalkAsync("1001", Chicago, calls: 4);

        abroad.Charge.Should().Be(0.01m * abroad.BilledSeconds, Daemon.Describe());
        elsewhere.Charge.Should().Be(0.042m, "the plan's second deck has it");
        home.State.Should().Be("settled", "it is metered though it costs nothing");
        home.Charge.Should().Be(0);
        await BalanceShouldBeAsync(1 - abroad.Charge - elsewhere.Charge);
    }

    [Fact]
    public async Task FreeDestination_AtABalanceOfZero_IsCalled()
    {
        await ImportAsync(
            "free",
            "prefix,destination,per_minute,flags\n44800,United Kingdom toll-free,,free\n"
        );
        await Daemon.DoAsync("plan", "set", "test", "--decks", "free,test");
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);

        BilledCall call = await TalkAsync("1001", FreeNumber);

        call.State.Should().Be("settled", Daemon.Describe());
        call.Charge.Should().Be(0);
        carrier.Calls.Should().ContainSingle();
        await BalanceShouldBeAsync(0);
    }

    [Fact]
    public async Task DeckThatChangesDuringACall_LeavesTheCallItsRate_AndGivesTheNextTheNewOne()
    {
        await AddCreditAsync(5);
        // A whole second, far enough away for a slow machine to dial before it.
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        DateTimeOffset change = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond)).AddSeconds(12);
        await ImportAsync(
            "test",
            "prefix,destination,connection_fee,per_minute,increments\n44,United Kingdom,0.10,0.60,1/1\n",
            "--effective",
            change.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
        );
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);

        BilledCall before = await TalkAsync(
            "1001",
            UnitedKingdom,
            talk: change - TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(2)
        );
        BilledCall after = await TalkAsync("1001", UnitedKingdom, calls: 2);

        DateTimeOffset
            .Parse(before.AuthorisedAt, CultureInfo.InvariantCulture)
            .Should()
            .BeBefore(change);
        before.EndedAt.Should().BeAfter(change);
        before.Charge.Should().Be(Charge(0.04m, 0.02m, before), Daemon.Describe());
        after.Charge.Should().Be(Charge(0.10m, 0.60m, after), Daemon.Describe());
        await BalanceShouldBeAsync(5 - before.Charge - after.Charge);
    }

    [Fact]
    public async Task AccountInAnotherCurrency_IsChargedExactly_AndTheCallKeepsTheRateOfExchange()
    {
        await Daemon.DoAsync("exchange", "add", "USD", "CAD", "1.372549");
        await Daemon.DoAsync("account", "create", "maple", "--plan", "test", "--currency", "CAD");
        await Daemon.DoAsync("extension", "remove", "1002");
        await Daemon.DoAsync("extension", "add", "maple", "1002", "--international", "on");
        await Daemon.DoAsync("credit", "add", "maple", "1");
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);

        BilledCall call = await TalkAsync("1002", UnitedKingdom);

        decimal charge = Round(Charge(0.04m, 0.02m, call) * 1.372549m);
        call.Account.Should().Be("maple");
        call.Charge.Should().Be(charge, Daemon.Describe());
        JsonNode record = await Daemon.AskAsync("calls", "show", call.Id);
        ((string)record["currency"]!).Should().Be("CAD");
        ((string)record["rateCurrency"]!).Should().Be("USD");
        ((string)record["ratePerMinute"]!).Should().Be("0.02");
        ((string)record["exchangeRate"]!).Should().Be("1.372549");
        JsonNode entry = (await Daemon.AskAsync("credit", "history", "maple"))
            .AsArray()
            .Single(one => (string)one!["kind"]! == "charge")!;
        Amount(entry, "amount").Should().Be(-charge);
        ((string)entry["currency"]!).Should().Be("CAD");
        Amount(await Daemon.AskAsync("account", "show", "maple"), "balance")
            .Should()
            .Be(1 - charge);
        await BalanceShouldBeAsync(0);
    }

    private static decimal Round(decimal amount) =>
        Math.Round(amount, 6, MidpointRounding.AwayFromZero);

    private static decimal Charge(decimal fee, decimal perMinute, BilledCall call) =>
        Round(fee + (perMinute * call.BilledSeconds / 60));

    private async Task ImportAsync(string deck, string rates, params string[] options)
    {
        string file = Path.Combine(Pbx.Folder, $"{deck}-{Guid.NewGuid():N}.csv");
        await File.WriteAllTextAsync(file, rates);
        await Daemon.DoAsync([
            "rates",
            "import",
            file,
            "--deck",
            deck,
            "--currency",
            "USD",
            .. options,
        ]);
    }

    private async Task RefusedAsync(string number, string reason, string prompt)
    {
        await using SippPhone phone = await SippPhone.DialAsync(Pbx, "1001", number);
        SipCall heard = await phone.WaitForCallToEndAsync();

        heard.FinalStatus.Should().BeGreaterThanOrEqualTo(400, Daemon.Describe());
        heard.EarlyMedia.Should().BeTrue("the reason is spoken");
        Said.Should().Contain($"Playing 'telephony-billing/{prompt}");
        (await SettledAsync())[0].EndReason.Should().Be(reason);
    }

    /// <summary>A call that is answered and hung up by the phone; the newest of so many.</summary>
    private async Task<BilledCall> TalkAsync(
        string phone,
        string number,
        int calls = 1,
        TimeSpan? talk = null
    )
    {
        await using SippPhone dialling = await SippPhone.DialAsync(
            Pbx,
            phone,
            number,
            new PhoneBehaviour { HangUpAfter = talk ?? Talk }
        );
        await dialling.WaitForEndAsync(TimeSpan.FromSeconds(40));
        return (await SettledAsync(calls))[^1];
    }
}

public sealed class Asterisk22RateTests(Asterisk22 fixture)
    : RateTests(fixture),
        IClassFixture<Asterisk22>;

public sealed class Asterisk16RateTests(Asterisk16 fixture)
    : RateTests(fixture),
        IClassFixture<Asterisk16>;
