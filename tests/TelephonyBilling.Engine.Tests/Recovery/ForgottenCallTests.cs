using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Gating;
using TelephonyBilling.Engine.Switching;

namespace TelephonyBilling.Engine.Tests.Recovery;

/// <summary>Calls that hold money though what should have ended them was never told.</summary>
public sealed class ForgottenCallTests
{
    private const double LongEnough = 121;

    [Fact]
    public async Task Ringing_WhoseChannelsEndedUntold_IsReleased()
    {
        await using var rig = new EngineRig();
        var call = await rig.RingAsync();
        await rig.PassAsync(LongEnough);
        await rig.HangUpAsync(call, cause: 19, told: false);

        (await LookAsync(rig)).Should().Be(1);

        await rig.ShouldBeCleanAsync();
        rig.Call.State.Should().Be(CallState.Released);
        rig.Call.Cause.Should().Be(19);
    }

    [Fact]
    public async Task Caller_WhoseEndWasUntoldAfterTheLegs_IsReleased()
    {
        await using var rig = new EngineRig();
        await rig.RingAsync();
        await rig.Observer.ChannelEndedAsync(
            EngineRig.Pbx,
            EngineRig.Leg,
            rig.Switch.Moment,
            cause: 17
        );
        rig.Switch.Remove(EngineRig.Leg);
        await rig.PassAsync(LongEnough);
        rig.Switch.Remove(EngineRig.Owner);

        (await LookAsync(rig)).Should().Be(1);

        await rig.ShouldBeCleanAsync();
        rig.Call.EndReason.Should().Be("busy");
    }

    [Fact]
    public async Task Leg_AnsweredAndEndedUntold_IsCharged()
    {
        await using var rig = new EngineRig(increments: "1/1");
        var call = await rig.RingAsync();
        await rig.AnswerAsync(call, told: false);
        await rig.PassAsync(12.5);
        await rig.HangUpAsync(call, told: false);
        await rig.PassAsync(LongEnough);

        await LookAsync(rig);

        await rig.ShouldBeCleanAsync();
        rig.Call.BilledSeconds.Should().Be(13);
    }

    [Fact]
    public async Task Leg_AnsweredUntold_IsMeteredFromItsAnswer()
    {
        await using var rig = new EngineRig(credit: "10", increments: "1/1");
        var call = await rig.RingAsync();
        await rig.PassAsync(100);
        await rig.AnswerAsync(call, told: false);
        await rig.PassAsync(25);

        await LookAsync(rig);
        await rig.PassAsync(5);
        await rig.HangUpAsync(call);

        rig.Call.BilledSeconds.Should().Be(30);
        await rig.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task Call_ThatRingsOrWaits_IsLeftAlone()
    {
        await using var rig = new EngineRig();
        await rig.RingAsync();
        rig.Switch.Add("9.1");
        await rig.AskAsync(owner: "9.1");
        await rig.PassAsync(LongEnough);

        (await LookAsync(rig)).Should().Be(0);

        rig.Store.AllowedCalls.Should().OnlyContain(call => call.State == CallState.Authorised);
    }

    [Fact]
    public async Task Call_WhoseCallerLeftItRinging_IsLeftAlone()
    {
        // A blond transfer: whoever called is replaced while it rings.
        await using var rig = new EngineRig();
        await rig.RingAsync();
        rig.Switch.Remove(EngineRig.Owner);
        await rig.Observer.ChannelEndedAsync(EngineRig.Pbx, EngineRig.Owner, rig.Switch.Moment, 16);
        await rig.PassAsync(LongEnough);

        (await LookAsync(rig)).Should().Be(0);

        rig.Call.State.Should().Be(CallState.Authorised);
    }

    [Fact]
    public async Task NewLeg_MadeWhileTheSwitchWasAsked_IsNotMissed()
    {
        await using var rig = new EngineRig(increments: "1/1");
        var call = await rig.RingAsync();
        await rig.PassAsync(LongEnough);
        rig.Switch.Remove(EngineRig.Leg);
        const string next = "1732.9";
        rig.Switch.Before = what =>
        {
            // The list of channels has been read by now.
            if (what.StartsWith("record", StringComparison.Ordinal))
            {
                rig.Switch.Before = _ => { };
                rig.Switch.Add(next);
                rig.Switch.Keep(call.Id, new KeptCall(next, null, null, 0));
                rig.Observer.LegBoundAsync(EngineRig.Pbx, call.Id, next).AsTask().Wait();
            }
        };

        await LookAsync(rig);
        await rig.AnswerAsync(call, next);
        await rig.PassAsync(3);
        await rig.HangUpAsync(call, leg: next);

        rig.Call.Leg.Should().Be(next);
        rig.Call.BilledSeconds.Should().Be(3);
        await rig.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task Reservation_WhoseAnswerGotLost_IsReleasedOnceItsChannelIsGone()
    {
        // The store has it, and the gate was told that it failed: nobody knows of the call.
        await using var rig = new EngineRig();
        var stranger = new EngineRig(before: rig);
        rig.Switch.Add(EngineRig.Owner);
        await stranger.AskAsync();
        await stranger.DisposeAsync();
        await rig.PassAsync(LongEnough);
        (await LookAsync(rig)).Should().Be(0, "its channel may still dial");

        rig.Switch.Remove(EngineRig.Owner);

        (await LookAsync(rig)).Should().Be(1);
        await rig.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task OtherDaemonsCall_GoesOnUntouchedAndIsSettledShouldThatDaemonDie()
    {
        await using var rig = new EngineRig(increments: "1/1");
        var other = new EngineRig(before: rig);
        var call = await other.TalkAsync();
        await other.DisposeAsync();
        rig.Switch.Remove(EngineRig.Owner); // Transferred.
        await rig.PassAsync(LongEnough);
        (await LookAsync(rig)).Should().Be(0);

        await rig.HangUpAsync(call, told: false);

        (await LookAsync(rig)).Should().Be(1);
        await rig.ShouldBeCleanAsync();
        rig.Call.Estimated.Should().BeFalse();
        rig.Call.BilledSeconds.Should().Be(60, "nobody extended what was funded");
    }

    [Fact]
    public async Task Call_ThatAnotherHandClosed_IsRememberedNoMoreAndItsLegIsHungUp()
    {
        await using var rig = new EngineRig();
        var call = await rig.RingAsync();
        await rig.Store.Calls.ReleaseAsync(
            call.Id,
            EndReason.Cancelled,
            0,
            rig.Clock.UtcNow,
            CancellationToken.None
        );

        await LookAsync(rig);

        await rig.ShouldBeCleanAsync();
        rig.Switch.Asked.Should().Contain("hangup 1732.2");
    }

    [Fact]
    public async Task Run_LooksByItself()
    {
        await using var rig = new EngineRig();
        var call = await rig.RingAsync();
        await rig.HangUpAsync(call, told: false);
        using var stop = new CancellationTokenSource();
        var running = rig.Forgotten.RunAsync(stop.Token);

        // It looks on threads of its own, for which virtual time doesn't wait.
        for (var minute = 0; minute < 60 && rig.Call.State != CallState.Released; minute++)
        {
            await rig.PassAsync(60, step: 5);
        }

        rig.Call.State.Should().Be(CallState.Released);
        await stop.CancelAsync();
        await running;
    }

    private static async Task<int> LookAsync(EngineRig rig)
    {
        var found = await rig.Forgotten.LookAsync(rig.Switch, CancellationToken.None);
        await rig.IdleAsync();
        return found;
    }
}
