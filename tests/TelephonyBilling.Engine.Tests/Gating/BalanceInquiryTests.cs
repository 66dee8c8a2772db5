using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Gating;

namespace TelephonyBilling.Engine.Tests.Gating;

/// <summary>What the balance line knows. A call to London costs 4 cents, and 2 cents a minute begun.</summary>
public sealed class BalanceInquiryTests
{
    private const string Free = "0114512345678";
    private const long Most = 10_000;

    [Fact]
    public async Task NothingCalledYet_IsTheBalanceAlone()
    {
        await using var rig = new EngineRig();

        var answer = await AskAsync(rig);

        answer!.Balance.Balance.ToDecimalString().Should().Be("1.00");
        answer.SecondsToLast.Should().BeNull();
        (await rig.ReadAsync(book => book.Calls.Count)).Should().Be(0);
    }

    [Fact]
    public async Task Called_IsTheTimeThatTheRestPaysForThere()
    {
        await using var rig = new EngineRig();
        await rig.AskAsync(); // holds 6 cents

        var answer = await AskAsync(rig);

        answer!.Balance.Balance.ToDecimalString().Should().Be("1.00");
        answer.SecondsToLast.Should().Be(45 * 60, "94 cents are available");
        (await AskAsync(rig, mostSeconds: 100))!.SecondsToLast.Should().Be(60);
    }

    [Fact]
    public async Task Called_WithoutMoneyLeftForAnother_IsNoTime()
    {
        await using var rig = new EngineRig(credit: "0.06");
        await rig.AskAsync();

        (await AskAsync(rig))!.SecondsToLast.Should().Be(0);
    }

    [Fact]
    public async Task RefusedOrCalledIn_IsNotWhatWasCalledLast()
    {
        await using var rig = new EngineRig(credit: "0.05");
        await rig.AskAsync();
        rig.Store.RefusedCalls.Should().ContainSingle();
        await rig.AskAsync(EngineRig.TollFree, "1.2", CallDirection.Inbound);

        (await AskAsync(rig))!.SecondsToLast.Should().BeNull();
    }

    [Fact]
    public async Task LastOneIsFree_IsTheBalanceAlone()
    {
        await using var rig = new EngineRig();
        await rig.AskAsync();
        rig.Time.Advance(TimeSpan.FromSeconds(1));
        await rig.AskAsync(Free, "1.2");

        (await AskAsync(rig))!.SecondsToLast.Should().BeNull();
    }

    [Fact]
    public async Task CalledByAnotherPhone_DoesNotCount()
    {
        await using var rig = new EngineRig();
        rig.Directory.Extension("1002", international: true);
        await rig.AskAsync(endpoint: "1002");

        (await AskAsync(rig))!.SecondsToLast.Should().BeNull();
    }

    [Fact]
    public async Task LastOneMayNotBeCalledAnyMore_IsTheBalanceAlone()
    {
        await using var rig = new EngineRig();
        await rig.AskAsync();
        rig.Directory.Rate(Service.InternationalOutbound, "4420", blocked: "fraud");

        (await AskAsync(rig))!.SecondsToLast.Should().BeNull();
    }

    [Fact]
    public async Task Suspended_SaysSo()
    {
        await using var rig = new EngineRig();
        rig.Store.Suspend(EngineRig.Account);

        (await AskAsync(rig))!.Account.Status.Should().Be(AccountStatus.Suspended);
    }

    [Theory]
    [InlineData("9999", "")]
    [InlineData("", "")]
    [InlineData("1001", "nobody")]
    [InlineData("1001", "acme' OR 1=1 --")]
    [InlineData("../../1001", "")]
    public async Task PhoneOfNobody_IsNull(string endpoint, string account)
    {
        await using var rig = new EngineRig();

        (await AskAsync(rig, endpoint, account)).Should().BeNull();
    }

    [Fact]
    public async Task StoreAway_Throws()
    {
        await using var rig = new EngineRig();
        rig.Store.Away = "locked";

        var asking = () => AskAsync(rig);

        await asking.Should().ThrowAsync<StoreUnavailableException>();
    }

    private static Task<BalanceAnswer?> AskAsync(
        EngineRig rig,
        string endpoint = "1001",
        string account = "",
        long mostSeconds = Most
    ) =>
        new BalanceInquiry(
            new GateRules(NumberingPlan.NorthAmerica),
            rig.Directory,
            rig.Store.Accounts,
            rig.Store.Calls,
            rig.Clock
        ).AskAsync(
            new GateRequest
            {
                Pbx = EngineRig.Pbx,
                Direction = CallDirection.Outbound,
                Dialled = "",
                Owner = "1.9",
                Endpoint = endpoint,
                Account = account,
            },
            mostSeconds
        );
}
