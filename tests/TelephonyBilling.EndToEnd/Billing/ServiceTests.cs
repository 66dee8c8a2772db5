using TelephonyBilling.Testing.Pbx;

namespace TelephonyBilling.EndToEnd.Billing;

/// <summary>
/// What is charged beside calls abroad and to toll-free numbers: faxes, home calls of a plan that meters them, in and out,
/// and calls that show a toll-free number. Acme owns +1 312 555 0100 too; its deck has a price for each.
/// </summary>
public abstract class ServiceTests(PbxFixture fixture) : BillingTests(fixture)
{
    private const string Number = "+13125550100";
    private const string Chicago = "3125550123";

    // A cent a second for whatever is metered by the second here.
    private const string Rates = """
        prefix,destination,connection_fee,per_minute,increments,service,flags
        44,United Kingdom,0.04,0.02,1/1,,
        33,France,0.04,0.02,6/6,,
        44,"United Kingdom, fax",0,0.60,1/1,fax-outbound,
        1,United States and Canada,0,0.60,1/1,domestic-outbound,
        1,Number,0,0.60,1/1,domestic-inbound,
        1,Toll-free number,0,1.20,1/1,tollfree-inbound,

        """;

    [Fact]
    public async Task FaxMachine_IsChargedAtTheFaxRate()
    {
        await Daemon.DoAsync("extension", "set", "1001", "--fax", "on");
        await AddCreditAsync(1);

        BilledCall call = await TalkAsync("1001", UnitedKingdom);

        call.Service.Should().Be("fax-outbound");
        call.Charge.Should().Be(0.01m * call.BilledSeconds, Daemon.Describe());
        await BalanceShouldBeAsync(1 - call.Charge);
    }

    [Fact]
    public async Task DialplanSaysFax_IsChargedAtTheFaxRate_AndAsACallWhereThereIsNone()
    {
        await AddCreditAsync(1);

        BilledCall fax = await TalkAsync("1001", ServiceFixture.AsFax + UnitedKingdom);
        BilledCall elsewhere = await TalkAsync("1001", ServiceFixture.AsFax + France, calls: 2);

        fax.Service.Should().Be("fax-outbound");
        fax.Charge.Should().Be(0.01m * fax.BilledSeconds, Daemon.Describe());
        elsewhere.Service.Should().Be("international-outbound");
        elsewhere.Charge.Should().Be(0.042m);
        await BalanceShouldBeAsync(1 - fax.Charge - elsewhere.Charge);
    }

    [Fact]
    public async Task HomeCallOut_OnAPlanThatMetersThem_IsCutAtTheEndOfTheMoney()
    {
        await AddCreditAsync(0.03m);
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SippPhone phone = await SippPhone.DialAsync(Pbx, "1001", Chicago);

        SipCall trunk = await carrier.WaitForByeAsync();
        await phone.WaitForEndAsync();

        trunk.Number.Should().Be("+1" + Chicago);
        trunk
            .Connected.Should()
            .BeCloseTo(TimeSpan.FromSeconds(3), TimeSpan.FromMilliseconds(100), Daemon.Describe());
        BilledCall call = (await SettledAsync())[0];
        call.Service.Should().Be("domestic-outbound");
        call.Charge.Should().Be(0.03m);
        await BalanceShouldBeAsync(0);
    }

    [Fact]
    public async Task CallInToANumber_OnAPlanThatMetersThem_IsChargedFromTheAnswer()
    {
        await AddCreditAsync(1);
        await using SipUserAgent desk = Fixture.Phone(1);
        desk.AnswerAfter = TimeSpan.FromSeconds(1);
        await using SippPhone caller = await SippCarrier.CallAsync(
            Pbx,
            Outsider,
            Number,
            new PhoneBehaviour { HangUpAfter = TimeSpan.FromSeconds(2.3) }
        );

        SipCall heard = await caller.WaitForCallToEndAsync();

        BilledCall call = (await SettledAsync())[0];
        call.Service.Should().Be("domestic-inbound");
        call.ConnectedSeconds.Should()
            .BeApproximately((decimal)heard.Connected.TotalSeconds, 0.1m, Daemon.Describe());
        call.Charge.Should().Be(0.01m * call.BilledSeconds);
        await BalanceShouldBeAsync(1 - call.Charge);
    }

    [Fact]
    public async Task CallInToANumber_MoneyEnds_CallerIsCutThen()
    {
        await AddCreditAsync(0.03m);
        await using SipUserAgent desk = Fixture.Phone(1);
        await using SippPhone caller = await SippCarrier.CallAsync(Pbx, Outsider, Number);

        SipCall heard = await caller.WaitForCallToEndAsync();

        heard.EndedByOther.Should().BeTrue();
        heard
            .Connected.Should()
            .BeCloseTo(TimeSpan.FromSeconds(3), TimeSpan.FromMilliseconds(100), Daemon.Describe());
        (await SettledAsync())[0].Charge.Should().Be(0.03m);
        await BalanceShouldBeAsync(0);
    }

    [Fact]
    public async Task ShowsATollFreeNumber_CostsNothingButNeedsCredit()
    {
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using (SippPhone poor = await DialAsTollFreeAsync())
        {
            (await poor.WaitForCallToEndAsync())
                .FinalStatus.Should()
                .BeGreaterThanOrEqualTo(400, Daemon.Describe());
        }
        carrier.Calls.Should().BeEmpty();
        Said.Should().Contain("Playing 'telephony-billing/insufficient-credit");

        await AddCreditAsync(0.01m);
        await using SippPhone phone = await DialAsTollFreeAsync();
        await phone.WaitForEndAsync();

        carrier.Calls.Should().ContainSingle();
        IReadOnlyList<BilledCall> calls = await SettledAsync(2);
        calls[0].EndReason.Should().Be("insufficient-credit");
        calls[1].State.Should().Be("settled", Daemon.Describe());
        calls[1].Charge.Should().Be(0);
        calls.Should().OnlyContain(call => call.Service == "tollfree-outbound");
        await BalanceShouldBeAsync(0.01m);
    }

    [Fact]
    public async Task RentedNumber_MonthIsChargedOnce_AndItIsCalledLikeAnyOther()
    {
        await AddCreditAsync(1);
        (await Daemon.TryAsync("number", "rent", Number, "--monthly", "1.50"))
            .ExitCode.Should()
            .Be(1, "two dollars have to be there");
        await BalanceShouldBeAsync(1);

        await AddCreditAsync(1);
        await Daemon.DoAsync("number", "rent", Number, "--monthly", "1.50");
        await Daemon.DoAsync("jobs", "run", "number-rental");
        await BalanceShouldBeAsync(0.5m);
        await using SipUserAgent desk = Fixture.Phone(1);
        await using SippPhone caller = await SippCarrier.CallAsync(
            Pbx,
            Outsider,
            Number,
            new PhoneBehaviour { HangUpAfter = TimeSpan.FromSeconds(0.5) }
        );
        await caller.WaitForEndAsync();

        BilledCall call = (await SettledAsync())[0];
        call.Charge.Should().Be(0.01m * call.BilledSeconds, Daemon.Describe());
        await BalanceShouldBeAsync(0.5m - call.Charge);
    }

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        string rates = Path.Combine(Pbx.Folder, "services.csv");
        await File.WriteAllTextAsync(rates, Rates);
        await Daemon.DoAsync("rates", "import", rates, "--deck", "test", "--currency", "USD");
        await Daemon.DoAsync("number", "add", "acme", Number);
    }

    private Task<SippPhone> DialAsTollFreeAsync() =>
        SippPhone.DialAsync(
            Pbx,
            "1001",
            ServiceFixture.AsTollFree + Chicago,
            new PhoneBehaviour { HangUpAfter = TimeSpan.FromSeconds(0.5) }
        );

    /// <summary>A call of a second and a half, settled: the last of so many.</summary>
    private async Task<BilledCall> TalkAsync(string phone, string number, int calls = 1)
    {
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SippPhone dialled = await SippPhone.DialAsync(
            Pbx,
            phone,
            number,
            new PhoneBehaviour { HangUpAfter = TimeSpan.FromSeconds(1.5) }
        );
        await dialled.WaitForEndAsync();
        carrier.Calls.Should().ContainSingle(Daemon.Describe());
        return (await SettledAsync(calls))[^1];
    }
}

/// <summary>Phones may say with their first digits what the call is.</summary>
public abstract class ServiceFixture(int version) : PbxFixture(version)
{
    /// <summary>The dialplan knows that it is a fax.</summary>
    public const string AsFax = "*7";

    /// <summary>The call shows the account's toll-free number.</summary>
    public const string AsTollFree = "*8";

    protected override string ExtraDialplan(int gatePort) =>
        $$"""

            [from-phones]
            exten => _{{AsFax}}X.,1,Set(TB_FAX=yes)
             same => n,Goto(tb-gate,${EXTEN:2},1)
            exten => _{{AsTollFree}}X.,1,Set(CALLERID(num)=+18005550100)
             same => n,Goto(tb-gate,${EXTEN:2},1)

            """;
}

/// <summary>On Asterisk 22.</summary>
public sealed class Service22() : ServiceFixture(22);

/// <summary>On Asterisk 16.</summary>
public sealed class Service16() : ServiceFixture(16);

public sealed class Asterisk22ServiceTests(Service22 fixture)
    : ServiceTests(fixture),
        IClassFixture<Service22>;

public sealed class Asterisk16ServiceTests(Service16 fixture)
    : ServiceTests(fixture),
        IClassFixture<Service16>;
