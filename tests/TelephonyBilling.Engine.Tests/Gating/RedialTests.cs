using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Gating;
using TelephonyBilling.Engine.Switching;

namespace TelephonyBilling.Engine.Tests.Gating;

/// <summary>A channel asks for a number for which it has a call.</summary>
public sealed class RedialTests
{
    private const string NextLeg = "1732.3";

    [Fact]
    public async Task NextTrunk_AfterOneThatFailed_GetsTheSameCall()
    {
        // FreePBX asks before each trunk.
        await using var rig = new EngineRig();
        var call = await rig.RingAsync();
        await rig.Observer.ChannelEndedAsync(EngineRig.Pbx, EngineRig.Leg, rig.Switch.Moment, 34);
        rig.Switch.Remove(EngineRig.Leg);

        var again = await AskAsync(rig);

        again.Id.Should().Be(call.Id);
        rig.Balance.Held.ToDecimalString().Should().Be("0.06");
    }

    [Fact]
    public async Task SameNumber_WhileItsLastCallIsBeingSettled_GetsACallOfItsOwn()
    {
        await using var rig = new EngineRig(credit: "0.12"); // It pays for both, one after the other.
        var call = await rig.TalkAsync();
        await rig.PassAsync(5);
        await rig.Store.Calls.FundAsync(call.Id, 120, CancellationToken.None);
        var settling = new TaskCompletionSource();
        rig.Store.Before = what =>
            what == nameof(ICallStore.SettleAsync) ? settling.Task : Task.CompletedTask;
        await EndLegAsync(rig, call);

        var asking = AskAsync(rig);
        await rig.IdleAsync();
        asking.IsCompleted.Should().BeFalse("the settlement frees money that it may need");
        settling.SetResult();

        await ShouldTalkAsync(rig, call, await asking);
    }

    [Fact]
    public async Task SameNumber_WhileTheStoreCantSettle_IsNotKeptWaiting()
    {
        await using var rig = new EngineRig();
        var call = await rig.TalkAsync();
        await rig.PassAsync(5);
        var failures = 3;
        rig.Store.Before = what =>
            what == nameof(ICallStore.SettleAsync) && failures-- > 0
                ? throw new StoreUnavailableException("locked")
                : Task.CompletedTask;
        await EndLegAsync(rig, call);

        var asking = AskAsync(rig);
        await rig.PassAsync(1);

        await ShouldTalkAsync(rig, call, await asking);
    }

    [Fact]
    public async Task SameNumber_BeforeTheEndOfItsLastCallWasTold_GetsACallOfItsOwn()
    {
        await using var rig = new EngineRig(credit: "0.12"); // It pays for both, one after the other.
        var call = await rig.TalkAsync();
        await rig.PassAsync(5);
        await rig.Store.Calls.FundAsync(call.Id, 120, CancellationToken.None);
        var ended = rig.Switch.Moment;
        rig.Switch.Keep(
            call.Id,
            new KeptCall(EngineRig.Leg, ended.SwitchTime, ended.SwitchTime, 16)
        );
        rig.Switch.Remove(EngineRig.Leg);

        var asking = AskAsync(rig);
        await rig.IdleAsync();
        await rig.Observer.ChannelEndedAsync(EngineRig.Pbx, EngineRig.Leg, ended, 16);

        await ShouldTalkAsync(rig, call, await asking);
    }

    [Fact]
    public async Task SameNumber_BeforeEvenTheAnswerOfItsLastCallWasTold_GetsACallOfItsOwn()
    {
        await using var rig = new EngineRig();
        var call = await rig.RingAsync();
        var answered = rig.Switch.Moment;
        rig.Switch.Keep(call.Id, new KeptCall(EngineRig.Leg, answered.SwitchTime, null, 0));

        var next = await AskAsync(rig);

        await rig.Observer.ChannelAnsweredAsync(EngineRig.Pbx, EngineRig.Leg, answered);
        await rig.PassAsync(2);
        await EndLegAsync(rig, call);
        await ShouldTalkAsync(rig, call, next);
    }

    [Fact]
    public async Task SameNumber_WhileTheStoreLacksTheAnswerOfItsLastCall_GetsACallOfItsOwn()
    {
        await using var rig = new EngineRig();
        var call = await rig.RingAsync();
        rig.Switch.Away = "slow"; // What the meter knows must do.
        var failures = 1;
        rig.Store.Before = what =>
            what == nameof(ICallStore.RecordAnswerAsync) && failures-- > 0
                ? throw new StoreUnavailableException("locked")
                : Task.CompletedTask;
        await rig.AnswerAsync(call);
        rig.Store.AllowedCalls.Should().OnlyContain(record => record.State == CallState.Authorised);

        var next = await AskAsync(rig);

        rig.Switch.Away = null;
        await rig.PassAsync(2);
        await EndLegAsync(rig, call);
        await ShouldTalkAsync(rig, call, next);
    }

    [Fact]
    public async Task SameNumber_WhileTheFirstCallGoesOnElsewhere_IsASecondCall()
    {
        // Both were moved into a conference, and the caller dials from there.
        await using var rig = new EngineRig();
        var call = await rig.TalkAsync();

        var next = await AskAsync(rig);
        await BindAsync(rig, next);
        await rig.AnswerAsync(next, NextLeg);
        await rig.PassAsync(2);

        (await rig.ReadAsync(book => book.Calls.Count)).Should().Be(2);
        rig.Switch.Asked.Should()
            .NotContain(line => line.StartsWith("hangup", StringComparison.Ordinal));
        await EndLegAsync(rig, call);
        await rig.HangUpAsync(next, leg: NextLeg);
        await rig.ShouldBeCleanAsync();
        rig.Store.AllowedCalls.Should().OnlyContain(record => record.State == CallState.Settled);
    }

    [Fact]
    public async Task Switch_ThatCantBeAsked_LeavesItToTheMeter()
    {
        await using var rig = new EngineRig();
        var call = await rig.RingAsync();
        rig.Switch.Before = what =>
            rig.Switch.Away = what.StartsWith("record", StringComparison.Ordinal) ? "slow" : null;

        (await AskAsync(rig)).Id.Should().Be(call.Id);
    }

    [Fact]
    public async Task TollFree_ChannelAsksForAnotherNumber_IsTheCallThatItIs()
    {
        await using var rig = new EngineRig();
        rig.Directory.Number("18005550199", kind: NumberKind.TollFree);
        rig.Switch.Add(EngineRig.Owner);
        var first = (GateDecision.Allow)
            await rig.AskAsync(EngineRig.TollFree, direction: CallDirection.Inbound);
        await rig.Observer.ChannelAnsweredAsync(EngineRig.Pbx, EngineRig.Owner, rig.Switch.Moment);
        await rig.PassAsync(2);

        var second = (GateDecision.Allow)
            await rig.AskAsync("18005550199", direction: CallDirection.Inbound);

        second.Call.Id.Should().Be(first.Call.Id);
        await rig.HangUpAsync(first.Call, leg: EngineRig.Owner);
        await rig.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task Feature_BegunAgainWhileItsLastSurchargeIsBeingSettled_GetsOneOfItsOwn()
    {
        await using var rig = new EngineRig().WithSurcharges();
        var call = await rig.TalkAsync();
        var first = await rig.BeginFeatureAsync(call);
        await rig.PassAsync(2);
        var settling = new TaskCompletionSource();
        rig.Store.Before = what =>
            what == nameof(ICallStore.SettleAsync) ? settling.Task : Task.CompletedTask;
        await rig.EndFeatureAsync(first);

        var beginning = rig.BeginFeatureAsync(call);
        await rig.IdleAsync();
        settling.SetResult();
        var second = await beginning;
        await rig.PassAsync(3);
        await rig.EndFeatureAsync(second);
        await rig.HangUpAsync(call);

        rig.Store.AllowedCalls.Where(one => one.Parent is not null)
            .Select(one => one.BilledSeconds)
            .Should()
            .Equal(2, 3);
        await rig.ShouldBeChargedAsync("1.00");
    }

    private static async Task<OpenCall> AskAsync(EngineRig rig) =>
        (await rig.AskAsync()).Should().BeOfType<GateDecision.Allow>().Subject.Call;

    private static async Task BindAsync(EngineRig rig, OpenCall call)
    {
        rig.Switch.Add(NextLeg);
        rig.Switch.Keep(call.Id, new KeptCall(NextLeg, null, null, 0));
        await rig.Observer.LegBoundAsync(EngineRig.Pbx, call.Id, NextLeg);
        await rig.IdleAsync();
    }

    /// <summary>The leg ends; the caller's channel goes on in its dialplan.</summary>
    private static async Task EndLegAsync(EngineRig rig, OpenCall call)
    {
        var record = await rig.Switch.FindKeptCallAsync(call.Id, CancellationToken.None);
        rig.Switch.Keep(call.Id, record! with { EndedAt = rig.Switch.Moment.SwitchTime });
        rig.Switch.Remove(EngineRig.Leg);
        await rig.Observer.ChannelEndedAsync(EngineRig.Pbx, EngineRig.Leg, rig.Switch.Moment, 16);
        await rig.IdleAsync();
    }

    /// <summary>The second call rings, is answered and ends like any other; both are charged.</summary>
    private static async Task ShouldTalkAsync(EngineRig rig, OpenCall first, OpenCall second)
    {
        second.Id.Should().NotBe(first.Id);
        await BindAsync(rig, second);
        await rig.AnswerAsync(second, NextLeg);
        await rig.PassAsync(10);
        await rig.HangUpAsync(second, leg: NextLeg);

        await rig.ShouldBeCleanAsync();
        rig.Switch.Asked.Should()
            .NotContain(line => line.StartsWith("hangup", StringComparison.Ordinal));
        rig.Store.AllowedCalls.Should().HaveCount(2);
        rig.Store.AllowedCalls.Should()
            .OnlyContain(call => call.State == CallState.Settled && call.BilledSeconds == 60);
    }
}
