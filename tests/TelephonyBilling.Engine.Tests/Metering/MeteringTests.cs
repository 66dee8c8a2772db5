using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Gating;

namespace TelephonyBilling.Engine.Tests.Metering;

/// <summary>Calls through loop, effects, store and switch.</summary>
public sealed class MeteringTests
{
    [Fact]
    public async Task Call_AnsweredAndHungUp_IsChargedOnce()
    {
        await using var rig = new EngineRig(increments: "1/1");
        var call = await rig.TalkAsync();
        await rig.PassAsync(3.2);

        await rig.HangUpAsync(call);

        await rig.ShouldBeCleanAsync();
        rig.Call.State.Should().Be(CallState.Settled);
        rig.Call.Charge!.Value.ToDecimalString().Should().Be("0.041333");
        rig.Balance.Balance.ToDecimalString().Should().Be("0.958667");
        rig.Switch.Keeps(call.Id)
            .Should()
            .BeFalse("the record is cleared once the call is settled");
    }

    [Fact]
    public async Task Call_NotAnswered_CostsNothing()
    {
        await using var rig = new EngineRig();
        var call = await rig.RingAsync();
        await rig.PassAsync(20);

        await rig.HangUpAsync(call, cause: 19);

        await rig.ShouldBeCleanAsync();
        rig.Call.EndReason.Should().Be("no-answer");
        rig.Balance.Balance.ToDecimalString().Should().Be("1.00");
    }

    [Fact]
    public async Task Call_UntilTheMoneyEnds_IsLeasedWarnedAndChargedToTheLastCent()
    {
        await using var rig = new EngineRig(credit: "0.09");
        var call = await rig.TalkAsync();

        await rig.PassAsync(120);
        await rig.HangUpAsync(call, byLease: true);

        rig.Switch.Asked.Where(line => line.StartsWith("lease", StringComparison.Ordinal))
            .Should()
            .Equal("lease 1732.2 60", "lease 1732.2 120");
        rig.Switch.Asked.Count(line => line == "warn 1732.2").Should().Be(1);
        rig.Call.EndReason.Should().Be("credit-exhausted");
        rig.Balance.Balance.ToDecimalString().Should().Be("0.01");
        await rig.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task Call_ToppedUpInTheLastSecond_GoesOn()
    {
        await using var rig = new EngineRig(credit: "0.06");
        var call = await rig.TalkAsync();
        await rig.PassAsync(59);

        rig.Store.TopUp(EngineRig.Account, EngineRig.Dollars("1"));
        await rig.PassAsync(6);

        rig.Switch.Asked.Should().Contain("lease 1732.2 120");
        await rig.HangUpAsync(call);
        rig.Call.BilledSeconds.Should().Be(120);
    }

    [Fact]
    public async Task Store_AwayDuringTheSettlement_SettlesOnceWhenItIsBack()
    {
        await using var rig = new EngineRig();
        var call = await rig.TalkAsync();
        await rig.PassAsync(5);
        rig.Store.Away = "locked";
        await rig.HangUpAsync(call);
        await rig.PassAsync(40);
        rig.Call.State.Should().Be(CallState.Connected);
        rig.Switch.Keeps(call.Id).Should().BeTrue("the record is all there is until then");

        rig.Store.Away = null;
        await rig.PassAsync(31);

        await rig.ShouldBeCleanAsync();
        rig.Call.Charge!.Value.ToDecimalString().Should().Be("0.06");
    }

    [Fact]
    public async Task Store_FailsWithADefectDuringTheSettlement_IsAskedAgain()
    {
        await using var rig = new EngineRig();
        var call = await rig.TalkAsync();
        var failures = 2;
        rig.Store.Before = what =>
            what == nameof(ICallStore.SettleAsync) && failures-- > 0
                ? throw new InvalidOperationException("a defect")
                : Task.CompletedTask;

        await rig.HangUpAsync(call);
        await rig.PassAsync(10);

        await rig.ShouldBeCleanAsync();
        rig.Call.State.Should().Be(CallState.Settled);
    }

    [Fact]
    public async Task Store_FailsWithADefectDuringARenewal_IsAskedAgain()
    {
        await using var rig = new EngineRig();
        var call = await rig.TalkAsync();
        var failures = 2;
        rig.Store.Before = what =>
            what == nameof(ICallStore.FundAsync) && failures-- > 0
                ? throw new InvalidOperationException("a defect")
                : Task.CompletedTask;

        await rig.PassAsync(50);

        rig.Switch.Asked.Should().Contain("lease 1732.2 120");
        await rig.HangUpAsync(call);
        await rig.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task Store_AwayAtTheAnswer_KnowsOfItWhenItIsBack()
    {
        await using var rig = new EngineRig();
        var call = await rig.RingAsync();
        rig.Store.Away = "locked";
        await rig.AnswerAsync(call);
        await rig.PassAsync(2);

        rig.Store.Away = null;
        await rig.PassAsync(4);

        rig.Call.State.Should().Be(CallState.Connected);
        rig.Call.Leg.Should().Be(EngineRig.Leg);
    }

    [Fact]
    public async Task Store_AwayUntilTheLeaseEnds_ChargesTheLeaseAndNoMore()
    {
        await using var rig = new EngineRig();
        var call = await rig.TalkAsync();
        rig.Store.Away = "locked";

        await rig.PassAsync(60);
        rig.Time.Advance(TimeSpan.FromMilliseconds(4));
        await rig.HangUpAsync(call, byLease: true);
        rig.Store.Away = null;
        await rig.PassAsync(31);

        rig.Call.BilledSeconds.Should().Be(60);
        rig.Call.EndReason.Should().Be("lease-ended");
        await rig.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task Switch_AwayAtTheRenewal_HoldsOneQuotaAndChargesNoneOfIt()
    {
        await using var rig = new EngineRig(credit: "10");
        var call = await rig.TalkAsync();
        await rig.PassAsync(30);
        rig.Switch.Away = "connection lost";
        rig.Switch.IsWatched = false;

        await rig.PassAsync(30.004);
        rig.Switch.Away = null;
        await rig.HangUpAsync(call, told: false, byLease: true);
        rig.Switch.Away = "connection lost";
        await rig.PassAsync(600);
        rig.Balance.Held.ToDecimalString()
            .Should()
            .Be("0.08", "one renewal was asked for, and no more");
        rig.Switch.Away = null;
        await rig.CompareAsync();

        rig.Call.BilledSeconds.Should().Be(60);
        await rig.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task Switch_TakesALeaseAtTheSecondTry_GoesOn()
    {
        await using var rig = new EngineRig();
        var call = await rig.TalkAsync();
        await rig.PassAsync(44.5);
        rig.Switch.Away = "timeout";
        await rig.PassAsync(2);

        rig.Switch.Away = null;
        await rig.PassAsync(10);

        rig.Switch.Asked.Should().Contain("lease 1732.2 120");
        await rig.HangUpAsync(call);
        await rig.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task Leg_OfAnUnknownCall_IsHungUp()
    {
        await using var rig = new EngineRig();

        await rig.Observer.LegBoundAsync(EngineRig.Pbx, CallId.Create(rig.Clock.UtcNow, 7), "1.9");
        await rig.IdleAsync();

        rig.Switch.Asked.Should().Equal("hangup 1.9");
    }

    [Fact]
    public async Task Leg_OfACallThatIsOver_IsHungUp()
    {
        await using var rig = new EngineRig();
        var call = await rig.RingAsync();
        await rig.HangUpAsync(call);
        await rig.ShouldBeCleanAsync();

        await rig.Observer.LegBoundAsync(EngineRig.Pbx, call.Id, "1.9");
        await rig.IdleAsync();

        rig.Switch.Asked.Should().Contain("hangup 1.9");
    }

    [Fact]
    public async Task Leg_OfACallThatAnotherDaemonOpened_IsLeftToIt()
    {
        await using var rig = new EngineRig();
        await using var other = new EngineRig(before: rig);
        var call = await other.RingAsync();
        await rig.Observer.LegBoundAsync(EngineRig.Pbx, call.Id, EngineRig.Leg);
        await rig.IdleAsync();
        await other.AnswerAsync(call);
        await other.PassAsync(20);
        await other.HangUpAsync(call);

        await other.ShouldBeCleanAsync();
        rig.Switch.Asked.Should()
            .NotContain(line => line.StartsWith("hangup", StringComparison.Ordinal));
        rig.Call.BilledSeconds.Should().Be(60);
        (await rig.ReadAsync(book => book.Calls.Count)).Should().Be(0);
    }

    [Fact]
    public async Task Leg_OfAnotherDaemonsCallWhileTheStoreIsAway_IsJudgedOnceItIsBack()
    {
        await using var rig = new EngineRig();
        await using var other = new EngineRig(before: rig);
        var call = await other.RingAsync();
        rig.Store.Away = "locked";
        await rig.Observer.LegBoundAsync(EngineRig.Pbx, call.Id, EngineRig.Leg);
        await rig.Observer.LegBoundAsync(EngineRig.Pbx, CallId.Create(rig.Clock.UtcNow, 7), "1.9");
        await rig.PassAsync(5);
        rig.Switch.Asked.Should()
            .NotContain(line => line.StartsWith("hangup", StringComparison.Ordinal));

        rig.Store.Away = null;
        await rig.PassAsync(10);

        rig.Switch.Asked.Should().Contain("hangup 1.9").And.NotContain("hangup 1732.2");
    }

    [Fact]
    public async Task Leg_ToldOnceMoreAfterItsEnd_DoesNotComeToLifeAgain()
    {
        await using var rig = new EngineRig();
        var call = await rig.RingAsync();
        await rig.HangUpAsync(call, cause: 19);

        await rig.Observer.LegBoundAsync(EngineRig.Pbx, call.Id, EngineRig.Leg);

        await rig.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task Leg_OutlivingItsLease_IsHungUp()
    {
        await using var rig = new EngineRig(credit: "0.06");
        await rig.TalkAsync();

        await rig.PassAsync(61);

        rig.Switch.Asked.Should().Contain("hangup 1732.2");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Leg_WhoseEndIsNeverTold_IsSettledOnceItShouldHaveEnded(bool kept)
    {
        await using var rig = new EngineRig(credit: "0.06", increments: "6/6");
        var call = await rig.TalkAsync();
        await rig.PassAsync(20);
        await rig.HangUpAsync(call, told: false, kept: kept);

        await rig.PassAsync(200);

        rig.Call.State.Should().Be(CallState.Settled);
        rig.Call.Estimated.Should().Be(!kept);
        rig.Call.BilledSeconds.Should().Be(kept ? 24 : 60);
    }

    [Fact]
    public async Task Leg_OfASwitchThatIsNotWatched_IsNotJudged()
    {
        await using var rig = new EngineRig(credit: "0.06");
        await rig.TalkAsync();
        rig.Switch.IsWatched = false;

        await rig.PassAsync(61);

        rig.Switch.Asked.Should().NotContain("hangup 1732.2");
    }

    [Fact]
    public async Task Leg_RingingWhileEventsDontArrive_IsNotProlonged()
    {
        // It may have been answered long ago: each new lease would let it talk for nothing.
        await using var rig = new EngineRig();
        await rig.RingAsync();
        rig.Switch.IsWatched = false;

        await rig.PassAsync(60);

        rig.Switch.Asked.Should()
            .NotContain(line => line.StartsWith("lease", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Clock_OfTheSwitchSteps_SendsLeasesAgain()
    {
        await using var rig = new EngineRig();
        await rig.TalkAsync();

        await rig.Observer.ClockSteppedAsync(EngineRig.Pbx);
        await rig.IdleAsync();

        rig.Switch.Asked.Count(line => line == "lease 1732.2 60").Should().Be(2);
    }

    [Fact]
    public async Task TollFree_CallerTalks_IsChargedFromTheAnswer()
    {
        await using var rig = new EngineRig();
        rig.Switch.Add(EngineRig.Owner);
        var allow = (GateDecision.Allow)
            await rig.AskAsync(EngineRig.TollFree, direction: CallDirection.Inbound);
        await rig.PassAsync(10);
        await rig.Observer.ChannelAnsweredAsync(EngineRig.Pbx, EngineRig.Owner, rig.Switch.Moment);
        await rig.PassAsync(5);

        await rig.HangUpAsync(allow.Call, leg: EngineRig.Owner);

        rig.Call.Connected.Should().Be(TimeSpan.FromSeconds(5));
        rig.Call.Charge!.Value.ToDecimalString().Should().Be("0.06");
        await rig.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task TollFree_OneChannelCallsTwoNumbers_LeavesNoCallOpen()
    {
        await using var rig = new EngineRig();
        rig.Directory.Number("18005550199", kind: Engine.Accounts.NumberKind.TollFree);
        await rig.AskAsync(EngineRig.TollFree, direction: CallDirection.Inbound);
        await rig.AskAsync("18005550199", direction: CallDirection.Inbound);

        await rig.OwnerEndsAsync();

        await rig.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task ManyCalls_OnASharedBalance_NeverOverdraw()
    {
        await using var rig = new EngineRig(credit: "0.70", increments: "6/6");
        var calls = new List<OpenCall>();
        for (var i = 0; i < 10; i++)
        {
            calls.Add(await rig.TalkAsync($"1.{i}", $"2.{i}"));
            await rig.PassAsync(1);
        }
        await rig.PassAsync(120);
        for (var i = 0; i < 10; i++)
        {
            await rig.HangUpAsync(calls[i], $"1.{i}", $"2.{i}", byLease: true);
        }

        await rig.ShouldBeCleanAsync();
        rig.Balance.Balance.IsNegative.Should().BeFalse();
        rig.Balance.Balance.ToDecimalString()
            .Should()
            .Be((EngineRig.Dollars("0.70") - Sum(rig.Store.AllowedCalls)).ToDecimalString());
    }

    [Fact]
    public async Task ManyFreeCalls_OneAfterTheOther_LeaveNothingBehind()
    {
        // A free call is funded for a day, and so is its place in the queue.
        await using var rig = new EngineRig();
        for (var i = 0; i < 200; i++)
        {
            var allow = (GateDecision.Allow)await rig.AskAsync("0114512345678", $"1.{i}");
            await rig.Observer.ChannelAnsweredAsync(EngineRig.Pbx, $"2.{i}", rig.Switch.Moment);
            await rig.Observer.LegBoundAsync(EngineRig.Pbx, allow.Call.Id, $"2.{i}");
            await rig.Observer.ChannelAnsweredAsync(EngineRig.Pbx, $"2.{i}", rig.Switch.Moment);
            await rig.Observer.ChannelEndedAsync(EngineRig.Pbx, $"2.{i}", rig.Switch.Moment, 16);
            await rig.Observer.ChannelEndedAsync(EngineRig.Pbx, $"1.{i}", rig.Switch.Moment, 16);
        }

        await rig.ShouldBeCleanAsync();
        (await rig.ReadAsync(book => book.Queued)).Should().BeLessThan(100);
    }

    [Fact]
    public async Task Leg_ChargedAsAnotherCallsBefore_CostsOnceAndNothingStaysHeld()
    {
        // As when a PBX starts anew with its clock set back, and gives a unique id a second time.
        await using var rig = new EngineRig();
        var first = await rig.TalkAsync();
        await rig.PassAsync(5);
        await rig.HangUpAsync(first);

        var second = await rig.TalkAsync(owner: "1732.9");
        await rig.PassAsync(5);
        await rig.HangUpAsync(second, owner: "1732.9");

        await rig.ShouldBeCleanAsync();
        rig.Balance.Balance.Should().Be(EngineRig.Dollars("0.94"));
        rig.Log.Lines.Should()
            .ContainSingle(line => line.StartsWith("Warning", StringComparison.Ordinal))
            .Which.Should()
            .Contain($"charged as another call's call={second.Id}");
    }

    private static Domain.Monetary.Money Sum(IEnumerable<CallRecord> calls) =>
        calls.Aggregate(EngineRig.Dollars("0"), (sum, call) => sum + call.Charge!.Value);
}
