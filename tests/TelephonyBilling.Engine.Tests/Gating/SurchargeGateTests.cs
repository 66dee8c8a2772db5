using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Domain.Limits;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Gating;

namespace TelephonyBilling.Engine.Tests.Gating;

/// <summary>Whether a feature of a call may begin.</summary>
public sealed class SurchargeGateTests
{
    private static readonly CallId Nobodys = CallId.Parse("261122T104502-7f3k9qx2ab");

    [Theory]
    [InlineData("transfer", "pass")] // the plan takes nothing for it
    [InlineData("recording", "allow 60")]
    public async Task PlanSaysWhatItCosts(string feature, string outcome)
    {
        await using var rig = new EngineRig().WithSurcharges();
        var call = await rig.TalkAsync();

        Outcome(await rig.AskFeatureAsync(call.Id, feature)).Should().Be(outcome);
    }

    [Fact]
    public async Task CostsZero_Passes()
    {
        await using var rig = new EngineRig();
        rig.Directory.Surcharge("recording", "0");
        var call = await rig.TalkAsync();

        Outcome(await rig.AskFeatureAsync(call.Id)).Should().Be("pass");
    }

    [Fact]
    public async Task CallUnknownOverOrItselfASurcharge_IsRefused()
    {
        await using var rig = new EngineRig().WithSurcharges();
        var call = await rig.TalkAsync();
        var recording = await rig.BeginFeatureAsync(call);
        Outcome(await rig.AskFeatureAsync(recording.Id, "barge")).Should().Be("UnknownCall");
        Outcome(await rig.AskFeatureAsync(Nobodys)).Should().Be("UnknownCall");
        var elsewhere = new SurchargeRequest("pbx2", CallFeature.Recording, call.Id, EngineRig.Leg);
        Outcome(await rig.SurchargeGate.AuthoriseAsync(elsewhere, isWatched: true))
            .Should()
            .Be("UnknownCall");

        await rig.HangUpAsync(call);

        Outcome(await rig.AskFeatureAsync(call.Id)).Should().Be("UnknownCall");
        await rig.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task NoMoney_IsRefusedAndKeptBesideItsCall()
    {
        await using var rig = new EngineRig("0.06").WithSurcharges(); // the call's first minute
        var call = await rig.TalkAsync();

        Outcome(await rig.AskFeatureAsync(call.Id)).Should().Be("InsufficientCredit");

        var refused = (await rig.Store.Calls.SurchargesAsync(call.Id, default))
            .Should()
            .ContainSingle()
            .Subject;
        refused.State.Should().Be(CallState.Refused);
        refused.EndReason.Should().Be("insufficient-credit");
        refused.Parties.Account.Should().Be(EngineRig.Account);
        (await rig.ReadAsync(book => book.Calls.Count)).Should().Be(1);
    }

    [Fact]
    public async Task AccountSuspended_IsRefused()
    {
        await using var rig = new EngineRig().WithSurcharges();
        var call = await rig.TalkAsync();
        rig.Store.Suspend(EngineRig.Account);

        Outcome(await rig.AskFeatureAsync(call.Id)).Should().Be("AccountSuspended");
    }

    [Fact]
    public async Task NobodyCouldMeterIt_IsRefused_WhatIsFreePasses()
    {
        await using var rig = new EngineRig().WithSurcharges();
        var call = await rig.TalkAsync();

        Outcome(await rig.AskFeatureAsync(call.Id, isWatched: false))
            .Should()
            .Be("ServiceUnavailable");
        Outcome(await rig.AskFeatureAsync(call.Id, "transfer", isWatched: false))
            .Should()
            .Be("pass");
        rig.Store.Away = "full";
        Outcome(await rig.AskFeatureAsync(call.Id)).Should().Be("ServiceUnavailable");
        rig.Store.Away = null;
        rig.Directory.Away = "gone";
        Outcome(await rig.AskFeatureAsync(call.Id)).Should().Be("ServiceUnavailable");
    }

    [Fact]
    public async Task AnotherCurrency_IsConverted_OrRefusedWhereNoRateIsKnown()
    {
        await using var rig = new EngineRig();
        rig.Directory.Surcharge("recording", "0.60", currency: "EUR");
        var call = await rig.TalkAsync();
        Outcome(await rig.AskFeatureAsync(call.Id)).Should().Be("UnknownDestination");

        rig.Directory.Exchange("EUR", "USD", "1.5");

        var decision = await rig.AskFeatureAsync(call.Id);
        var surcharge = decision.Should().BeOfType<GateDecision.Allow>().Subject.Call;
        surcharge.Price.Charge(10).Should().Be(Money.Parse("0.15", Currency.Parse("USD")));
    }

    [Fact]
    public async Task LimitsOfCalls_DoNotCountFeatures()
    {
        await using var rig = new EngineRig().WithSurcharges();
        rig.Directory.Change(account => account with { MaxCalls = 2 });
        var call = await rig.TalkAsync();
        await rig.BeginFeatureAsync(call);

        var second = await rig.AskAsync(owner: "1740.1");

        second.Should().BeOfType<GateDecision.Allow>();
        (await rig.AskAsync(owner: "1741.1"))
            .Should()
            .Be(new GateDecision.Deny(RefusalReason.TooManyCalls));
        Outcome(await rig.AskFeatureAsync(call.Id, "barge"))
            .Should()
            .StartWith("allow", "a feature is none of the calls");
    }

    [Fact]
    public async Task LimitsOfSpending_HoldForFeatures_ThoseOfCallsDoNot()
    {
        await using var rig = new EngineRig().WithSurcharges();
        await rig.LimitAsync(
            new UsageLimits { CallsPerMinute = 1, SpendPerHour = EngineRig.Dollars("0.11") }
        );
        var call = await rig.TalkAsync(); // holds 6¢ of the 11

        var recording = await rig.BeginFeatureAsync(call);
        recording.FundedSeconds.Should().Be(5);
        Outcome(await rig.AskFeatureAsync(call.Id, "barge")).Should().Be("SpendLimit");
        await rig.PassAsync(6);

        rig.Surcharge().EndReason.Should().Be("spend-limit");
        rig.Surcharge().BilledSeconds.Should().Be(5);
        await rig.HangUpAsync(call);
        (await rig.AskAsync(owner: "1740.1"))
            .Should()
            .Be(new GateDecision.Deny(RefusalReason.CallRateLimit), "one call was begun");
        await rig.ShouldBeCleanAsync();
    }

    private static string Outcome(GateDecision decision) =>
        decision switch
        {
            GateDecision.Allow allow => $"allow {allow.Call.FundedSeconds}",
            GateDecision.Deny deny => deny.Reason.ToString(),
            _ => "pass",
        };
}
