using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Switching;

namespace TelephonyBilling.Engine.Tests.Recovery;

/// <summary>Features that ran while the daemon was dead, or saw nothing. A recording costs a cent a second.</summary>
public sealed class SurchargeRecoveryTests
{
    private const string Supervisor = "1732.9";

    [Fact]
    public async Task Killed_GoesOn_AndIsChargedForAllItsTime()
    {
        var dead = new EngineRig().WithSurcharges();
        var call = await dead.TalkAsync();
        await dead.PassAsync(2);
        var recording = await dead.BeginFeatureAsync(call);
        await dead.PassAsync(1);
        await using var rig = await dead.KillAsync();
        await rig.PassAsync(20);

        (await rig.CompareAsync()).Resumed.Should().Be(2);
        await rig.PassAsync(5.5);
        await rig.EndFeatureAsync(recording);
        await rig.HangUpAsync(call);

        rig.Surcharge().BilledSeconds.Should().Be(27);
        rig.Surcharge().Estimated.Should().BeFalse();
        await rig.ShouldBeChargedAsync("1.00");
    }

    [Fact]
    public async Task Killed_MoneyEndedMeanwhile_IsStoppedAtTheStartAndCostsWhatWasFunded()
    {
        var dead = new EngineRig("0.10").WithSurcharges();
        var call = await dead.TalkAsync();
        await dead.BeginFeatureAsync(call);
        await using var rig = await dead.KillAsync();
        await rig.PassAsync(30);

        await rig.CompareAsync();
        await rig.PassAsync(0.5);

        rig.Switch.Asked.Should().Contain($"stop recording {EngineRig.Leg}");
        rig.Surcharge().State.Should().Be(CallState.Settled);
        rig.Surcharge().Charge.Should().Be(EngineRig.Dollars("0.04"));
        rig.Parent().State.Should().Be(CallState.Connected);
        await rig.HangUpAsync(call);
        await rig.ShouldBeChargedAsync("0.10");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // the call ended a little later
    public async Task Killed_EndedMeanwhile_IsSettledFromItsOwnRecord(bool callEndsToo)
    {
        var dead = new EngineRig().WithSurcharges();
        var call = await dead.TalkAsync();
        var recording = await dead.BeginFeatureAsync(call);
        await using var rig = await dead.KillAsync();
        await rig.PassAsync(7.25, step: 0.25);
        await rig.EndFeatureAsync(recording, told: false);
        await rig.PassAsync(20);
        if (callEndsToo)
        {
            await rig.HangUpAsync(call, told: false);
        }
        await rig.PassAsync(60);

        await rig.CompareAsync();

        rig.Surcharge().Connected.TotalSeconds.Should().BeApproximately(7.25, 1e-6);
        rig.Surcharge().BilledSeconds.Should().Be(8);
        rig.Surcharge().Estimated.Should().BeFalse();
        if (!callEndsToo)
        {
            await rig.HangUpAsync(call);
        }
        await rig.ShouldBeChargedAsync("1.00");
    }

    [Theory]
    [InlineData(EngineRig.Leg)]
    [InlineData(Supervisor)]
    public async Task Killed_CallEndedWithItsFeatureOn_IsSettledFromTheCallsRecord(string channel)
    {
        // The feature's own record says when it began and nothing more.
        var dead = new EngineRig().WithSurcharges();
        dead.Switch.Add(Supervisor, up: true);
        var call = await dead.TalkAsync();
        await dead.BeginFeatureAsync(call, channel: channel);
        await using var rig = await dead.KillAsync();
        await rig.PassAsync(9.5);
        await rig.HangUpAsync(call, told: false);
        await rig.PassAsync(40);

        await rig.CompareAsync();

        rig.Surcharge().BilledSeconds.Should().Be(10);
        rig.Surcharge().Estimated.Should().BeFalse();
        await rig.ShouldBeChargedAsync("1.00");
    }

    [Fact]
    public async Task Killed_CallWasSettledAndItsFeatureNot_EndsWithTheCall()
    {
        var dead = new EngineRig().WithSurcharges();
        dead.Switch.Add(Supervisor, up: true);
        var call = await dead.TalkAsync();
        var barge = await dead.BeginFeatureAsync(call, "barge", Supervisor);
        await dead.PassAsync(6.5);
        dead.Store.Before = what =>
            what == nameof(ICallStore.SettleAsync)
            && dead.Store.AllowedCalls.Any(one => one is { Parent: null, EndedAt: not null })
                ? new TaskCompletionSource().Task
                : Task.CompletedTask;
        await dead.HangUpAsync(call);
        dead.Parent().State.Should().Be(CallState.Settled);
        dead.Surcharge().State.Should().Be(CallState.Connected);
        dead.Store.Before = _ => Task.CompletedTask;
        await using var rig = await dead.KillAsync();
        await rig.PassAsync(30);

        await rig.CompareAsync();

        rig.Surcharge().Connected.TotalSeconds.Should().BeApproximately(6.5, 1e-6);
        rig.Surcharge().BilledSeconds.Should().Be(7);
        rig.Switch.Keeps(barge.Id).Should().BeFalse();
        await rig.ShouldBeChargedAsync("1.00");
    }

    [Fact]
    public async Task SwitchDied_IsEstimated_AndNotBeyondItsCall()
    {
        var dead = new EngineRig(increments: "1/1").WithSurcharges();
        var call = await dead.TalkAsync();
        await dead.PassAsync(50);
        await dead.BeginFeatureAsync(call); // funded for a minute, the call for another ten seconds and a quota
        await using var rig = await dead.KillAsync();
        rig.Switch.Remove(EngineRig.Leg);
        rig.Switch.Remove(EngineRig.Owner);
        await rig.PassAsync(600, step: 60);

        (await rig.CompareAsync()).Estimated.Should().Be(2);

        rig.Parent().Estimated.Should().BeTrue();
        rig.Surcharge().Estimated.Should().BeTrue();
        rig.Surcharge().EndedAt.Should().BeOnOrBefore(rig.Parent().EndedAt!.Value);
        rig.Surcharge()
            .Charge!.Value.Should()
            .Be(rig.Surcharge().Price!.Charge(rig.Surcharge().BilledSeconds));
        await rig.ShouldBeChargedAsync("1.00");
    }

    [Fact]
    public async Task EventsMissed_OnOffAndTheEnd_AreReadFromTheRecords()
    {
        await using var rig = new EngineRig().WithSurcharges();
        var call = await rig.TalkAsync();
        await rig.PassAsync(1);
        var recording = await rig.BeginFeatureAsync(call, told: false);
        await rig.PassAsync(4);
        await rig.EndFeatureAsync(recording, told: false);
        await rig.PassAsync(10);
        await rig.HangUpAsync(call, told: false);

        await rig.CompareAsync();

        rig.Surcharge().BilledSeconds.Should().Be(4);
        rig.Parent().Connected.TotalSeconds.Should().BeApproximately(15, 1e-6);
        await rig.ShouldBeChargedAsync("1.00");
    }

    [Fact]
    public async Task EventsMissed_StillOn_GoesOn()
    {
        await using var rig = new EngineRig().WithSurcharges();
        var call = await rig.TalkAsync();
        var recording = await rig.BeginFeatureAsync(call, told: false);
        await rig.PassAsync(4);

        await rig.CompareAsync();
        await rig.PassAsync(2);
        await rig.EndFeatureAsync(recording);
        await rig.HangUpAsync(call);

        rig.Surcharge().BilledSeconds.Should().Be(6);
        await rig.ShouldBeChargedAsync("1.00");
    }
}
