using TelephonyBilling.Testing.Pbx;

namespace TelephonyBilling.EndToEnd.Billing;

/// <summary>
/// Calls that the dialplan itself sends on to a number abroad, since the owner of extension 1004 is out. Whoever follows
/// pays: the account <c>other</c>, to which 1004 belongs, and never the caller's.
/// </summary>
public abstract class FollowMeTests(PbxFixture fixture) : BillingTests(fixture)
{
    [Theory]
    [InlineData("8004")] // application FollowMe
    [InlineData("8014")] // Dial(Local/…)
    [InlineData("8024")] // Goto on the caller's own channel
    public async Task InternalCall_FollowsAbroad_IsPaidByWhoFollows(string number)
    {
        await AddCreditAsync(1);
        await AddCreditAsync(1, "other");
        await using SippCarrier carrier = await SippCarrier.StartAsync(
            Pbx,
            new CarrierBehaviour { HangUpAfter = TimeSpan.FromSeconds(1.4) }
        );
        await using SippPhone phone = await SippPhone.DialAsync(Pbx, "1001", number);

        await phone.WaitForEndAsync();

        BilledCall call = (await SettledAsync())[0];
        call.State.Should().Be("settled", Daemon.Describe());
        call.BilledSeconds.Should().Be(2, call.ToString());
        (call.Account, call.Extension).Should().Be(("other", "1004"));
        carrier.Calls.Single().Number.Should().Be("+" + Cuba[3..]);
        await BalanceShouldBeAsync(0.98m, "other");
        await BalanceShouldBeAsync(1);
    }

    [Theory]
    [InlineData("8004")]
    [InlineData("8014")]
    [InlineData("8024")]
    public async Task InternalCall_FollowerHasNoCredit_IsRefusedThoughTheCallerCouldPay(
        string number
    )
    {
        await AddCreditAsync(1);
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SippPhone phone = await SippPhone.DialAsync(Pbx, "1001", number);

        await phone.WaitForEndAsync();

        BilledCall call = (await SettledAsync())[0];
        (call.State, call.EndReason).Should().Be(("refused", "insufficient-credit"));
        call.Account.Should().Be("other", call.ToString());
        carrier.Calls.Should().BeEmpty();
        await BalanceShouldBeAsync(1);
    }

    [Theory]
    [InlineData("+13125550104")] // application FollowMe
    [InlineData("+13125550114")] // Dial(Local/…)
    public async Task CallFromOutside_FollowsAbroad_IsPaidByWhoFollowsAndCutWhenTheMoneyEnds(
        string number
    )
    {
        await AddCreditAsync(0.03m, "other"); // three seconds
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SippPhone caller = await SippCarrier.CallAsync(Pbx, Outsider, number);

        SipCall trunk = await carrier.WaitForByeAsync();
        await caller.WaitForEndAsync();

        trunk.EndedByOther.Should().BeTrue();
        trunk
            .Connected.Should()
            .BeCloseTo(TimeSpan.FromSeconds(3), TimeSpan.FromMilliseconds(100), Daemon.Describe());
        BilledCall call = (await SettledAsync())[0];
        (call.Account, call.EndReason).Should().Be(("other", "credit-exhausted"));
        call.BilledSeconds.Should().Be(3, call.ToString());
        await BalanceShouldBeAsync(0, "other");
    }

    [Fact]
    public async Task DiversionHeaderOfAPhone_NamesNobodyElseToPay()
    {
        await AddCreditAsync(1);
        await AddCreditAsync(1, "other");
        await using SippCarrier carrier = await SippCarrier.StartAsync(
            Pbx,
            new CarrierBehaviour { HangUpAfter = TimeSpan.FromSeconds(0.4) }
        );
        await using SippPhone phone = await SippPhone.DialAsync(
            Pbx,
            "1001",
            Cuba,
            new PhoneBehaviour
            {
                Header = "Diversion: <sip:1004@127.0.0.1>;reason=unconditional;counter=1",
            }
        );

        await phone.WaitForEndAsync();

        BilledCall call = (await SettledAsync())[0];
        (call.Account, call.Extension).Should().Be(("acme", "1001"), call.ToString());
        await BalanceShouldBeAsync(1, "other");
        await BalanceShouldBeAsync(0.99m);
    }

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Daemon.DoAsync("account", "create", "other", "--plan", "test");
        await Daemon.DoAsync("extension", "add", "other", "1004", "--international", "on");
    }
}

/// <summary>An Asterisk on which extension 1004 is reached abroad, in each of the ways that a dialplan has.</summary>
public abstract class FollowMeFixture(int version) : PbxFixture(version)
{
    /// <inheritdoc/>
    protected override string FollowMe =>
        """

            [1004]
            context = from-phones
            number = 01153725550000,30
            enable_callee_prompt = false

            """;

    /// <inheritdoc/>
    protected override string ExtraDialplan(int gatePort) =>
        """

            [desk-phones](+)
            exten => 8004,1,Set(__TB_FORWARDER=1004)
             same => n,FollowMe(1004)
             same => n,Hangup(${HANGUPCAUSE})
            exten => 8014,1,Set(__TB_FORWARDER=1004)
             same => n,Dial(Local/01153725550000@from-phones/n,30)
             same => n,Hangup(${HANGUPCAUSE})
            exten => 8024,1,Set(__TB_FORWARDER=1004)
             same => n,Goto(from-phones,01153725550000,1)

            [from-carrier](+)
            exten => +13125550104,1,Goto(desk-phones,8004,1)
            exten => +13125550114,1,Goto(desk-phones,8014,1)

            """;
}

/// <summary>Asterisk 22.</summary>
public sealed class FollowMe22() : FollowMeFixture(22);

/// <summary>Asterisk 16.</summary>
public sealed class FollowMe16() : FollowMeFixture(16);

public sealed class Asterisk22FollowMeTests(FollowMe22 fixture)
    : FollowMeTests(fixture),
        IClassFixture<FollowMe22>;

public sealed class Asterisk16FollowMeTests(FollowMe16 fixture)
    : FollowMeTests(fixture),
        IClassFixture<FollowMe16>;
