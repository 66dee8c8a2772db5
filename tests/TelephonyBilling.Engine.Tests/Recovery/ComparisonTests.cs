using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Gating;
using TelephonyBilling.Engine.Switching;

namespace TelephonyBilling.Engine.Tests.Recovery;

/// <summary>A daemon that was killed, or a connection that was lost, and what is put right afterwards.</summary>
public sealed class ComparisonTests
{
    [Fact]
    public async Task Killed_BeforeTheAnswer_GoesOnRinging()
    {
        var dead = new EngineRig(increments: "1/1");
        var call = await dead.RingAsync();
        await using var rig = await dead.KillAsync();

        var summary = await rig.CompareAsync();
        await rig.AnswerAsync(call);
        await rig.PassAsync(7.5);
        await rig.HangUpAsync(call);

        summary.Resumed.Should().Be(1);
        rig.Call.BilledSeconds.Should().Be(8);
        await rig.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task Killed_AnsweredMeanwhile_IsChargedFromTheRecordedAnswer()
    {
        var dead = new EngineRig(increments: "1/1");
        var call = await dead.RingAsync();
        await using var rig = await dead.KillAsync();
        await rig.AnswerAsync(call, told: false);
        await rig.PassAsync(10);

        await rig.CompareAsync();
        rig.Switch.Asked.Should().Contain("lease 1732.2 60");
        await rig.PassAsync(2.5);
        await rig.HangUpAsync(call);

        rig.Call.BilledSeconds.Should().Be(13);
        await rig.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task Killed_AfterTheAnswer_GoesOnAndIsRenewed()
    {
        var dead = new EngineRig();
        var call = await dead.TalkAsync();
        await using var rig = await dead.KillAsync();
        await rig.PassAsync(50);

        await rig.CompareAsync();
        await rig.PassAsync(30);
        await rig.HangUpAsync(call);

        rig.Switch.Asked.Should().Contain("lease 1732.2 120");
        rig.Call.BilledSeconds.Should().Be(120);
        await rig.ShouldBeCleanAsync();
    }

    [Theory]
    [InlineData(30, false, 60)]
    [InlineData(60.004, true, 60)]
    [InlineData(60.004, false, 60)]
    public async Task Killed_EndedWhileAway_IsSettledFromTheRecord(
        double talked,
        bool byLease,
        long billed
    )
    {
        var dead = new EngineRig();
        var call = await dead.TalkAsync();
        await using var rig = await dead.KillAsync();
        await rig.PassAsync(talked, step: 30);
        await rig.HangUpAsync(call, told: false, byLease: byLease);
        await rig.PassAsync(600, step: 60);
        var asked = rig.Switch.Asked.Count;

        var summary = await rig.CompareAsync();

        summary.Settled.Should().Be(1);
        rig.Call.Connected.TotalSeconds.Should().BeApproximately(talked, 1e-6);
        rig.Call.BilledSeconds.Should().Be(billed);
        rig.Call.Estimated.Should().BeFalse();
        rig.Switch.Asked.Skip(asked)
            .Should()
            .NotContain(line => line.StartsWith("lease", StringComparison.Ordinal))
            .And.NotContain(line => line.StartsWith("hangup", StringComparison.Ordinal));
        await rig.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task Killed_BetweenTheMoneyAndTheLease_DoesNotChargeWhatTheSwitchNeverGave()
    {
        // The store has funded a second minute, and the daemon died before the switch was told.
        var dead = new EngineRig();
        var call = await dead.TalkAsync();
        await dead.Store.Calls.FundAsync(call.Id, 120, CancellationToken.None);
        await using var rig = await dead.KillAsync();
        rig.Time.Advance(TimeSpan.FromSeconds(60.004));
        await rig.HangUpAsync(call, told: false, byLease: true);

        await rig.CompareAsync();

        rig.Call.BilledSeconds.Should().Be(60);
        await rig.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task Killed_NotAnsweredAndOver_IsReleased()
    {
        var dead = new EngineRig();
        var call = await dead.RingAsync();
        await using var rig = await dead.KillAsync();
        await rig.HangUpAsync(call, told: false, cause: 17);

        var summary = await rig.CompareAsync();

        summary.Released.Should().Be(1);
        await rig.ShouldBeCleanAsync();
        rig.Call.EndReason.Should().Be("busy");
    }

    [Fact]
    public async Task Killed_AtTheGate_IsReleasedOnceItsChannelIsGone()
    {
        var dead = new EngineRig();
        dead.Switch.Add(EngineRig.Owner);
        await dead.AskAsync();
        await using var rig = await dead.KillAsync();

        (await rig.CompareAsync()).Resumed.Should().Be(1);
        rig.Call.State.Should().Be(CallState.Authorised);
        rig.Switch.Remove(EngineRig.Owner);

        (await rig.CompareAsync()).Released.Should().Be(1);
        await rig.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task Restarted_WithoutARecord_IsEstimatedUpToTheStart()
    {
        var dead = new EngineRig("10", "1/1");
        var call = await dead.TalkAsync();
        await using var rig = await dead.KillAsync();
        rig.Time.Advance(TimeSpan.FromSeconds(20));
        await rig.HangUpAsync(call, told: false, kept: false);
        await rig.Switch.ForgetAsync(call.Id, CancellationToken.None);
        rig.Switch.StartedAt = rig.Switch.Moment.SwitchTime;
        rig.Time.Advance(TimeSpan.FromMinutes(5));

        var summary = await rig.CompareAsync();

        summary.Estimated.Should().Be(1);
        rig.Call.Estimated.Should().BeTrue();
        rig.Call.BilledSeconds.Should().Be(20);
        await rig.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task Record_WithoutAnEnd_IsEstimatedByTheLease()
    {
        var dead = new EngineRig();
        var call = await dead.TalkAsync();
        await using var rig = await dead.KillAsync();
        await rig.HangUpAsync(call, told: false, kept: false);
        rig.Time.Advance(TimeSpan.FromMinutes(5));

        await rig.CompareAsync();

        rig.Call.Estimated.Should().BeTrue();
        rig.Call.BilledSeconds.Should().Be(60);
        await rig.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task Record_WithoutAnAnswerOfALegThatIsUp_AsksTheLeg()
    {
        var dead = new EngineRig(increments: "1/1");
        var call = await dead.RingAsync();
        await using var rig = await dead.KillAsync();
        rig.Switch.AddAnswered(EngineRig.Leg, rig.Switch.Moment.SwitchTime);
        await rig.PassAsync(10);

        await rig.CompareAsync();
        await rig.HangUpAsync(call);

        rig.Call.BilledSeconds.Should().Be(10);
        await rig.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task Record_AndLegWithoutAnAnswerTime_IsChargedFromNowAndNotForNothing()
    {
        var dead = new EngineRig(increments: "1/1");
        var call = await dead.RingAsync();
        await using var rig = await dead.KillAsync();
        rig.Switch.Add(EngineRig.Leg, up: true);

        await rig.CompareAsync();
        await rig.PassAsync(5);
        await rig.HangUpAsync(call);

        rig.Call.State.Should().Be(CallState.Settled);
        rig.Call.BilledSeconds.Should().Be(5);
    }

    [Fact]
    public async Task Gap_LegMadeAndAnsweredWhileWeCompare_IsNotTakenForVanished()
    {
        await using var rig = new EngineRig();
        rig.Switch.Add(EngineRig.Owner);
        var call = ((GateDecision.Allow)await rig.AskAsync()).Call;
        rig.Switch.Before = line =>
        {
            if (line.StartsWith("record", StringComparison.Ordinal))
            {
                rig.Switch.Before = _ => { };
                rig.Switch.Add(EngineRig.Leg, up: true);
                rig.Switch.Keep(
                    call.Id,
                    new KeptCall(EngineRig.Leg, rig.Switch.Moment.SwitchTime, null, 0)
                );
            }
        };

        await rig.CompareAsync();

        rig.Call.State.Should().Be(CallState.Connected);
        await rig.HangUpAsync(call);
        rig.Call.Estimated.Should().BeFalse();
        await rig.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task Gap_LegMadeAnsweredAndEndedWhileWeCompare_IsSettledFromItsRecord()
    {
        await using var rig = new EngineRig(increments: "1/1");
        rig.Switch.Add(EngineRig.Owner);
        var call = ((GateDecision.Allow)await rig.AskAsync()).Call;
        var steps = 0;
        rig.Switch.Before = line =>
        {
            var at = rig.Switch.Moment.SwitchTime;
            if (line.StartsWith("record", StringComparison.Ordinal) && steps == 0)
            {
                steps = 1;
                rig.Switch.Add(EngineRig.Leg, up: true);
                rig.Switch.Keep(call.Id, new KeptCall(EngineRig.Leg, at, null, 0));
            }
            else if (line == "channels" && steps == 1)
            {
                rig.Time.Advance(TimeSpan.FromSeconds(2));
                rig.Switch.Remove(EngineRig.Leg);
                rig.Switch.Keep(
                    call.Id,
                    new KeptCall(EngineRig.Leg, at, at + TimeSpan.FromSeconds(2), 16)
                );
            }
        };

        await rig.CompareAsync();

        rig.Call.Estimated.Should().BeFalse();
        rig.Call.BilledSeconds.Should().Be(2);
    }

    [Fact]
    public async Task Gap_CallsGoOn_ChangesNothingButSendsLeasesAgain()
    {
        await using var rig = new EngineRig();
        var call = await rig.TalkAsync();
        await rig.PassAsync(20);

        await rig.CompareAsync();
        await rig.CompareAsync();

        rig.Switch.Asked.Count(line => line == "lease 1732.2 60").Should().Be(3);
        rig.Call.State.Should().Be(CallState.Connected);
        await rig.PassAsync(5);
        await rig.HangUpAsync(call);
        rig.Call.Connected.TotalSeconds.Should().Be(25);
        await rig.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task Gap_EndedMeanwhile_IsSettledExactlyAndLateEventsChangeNothing()
    {
        await using var rig = new EngineRig(increments: "1/1");
        var call = await rig.TalkAsync();
        await rig.PassAsync(20);
        await rig.HangUpAsync(call, told: false);
        await rig.PassAsync(3);

        await rig.CompareAsync();
        await rig.HangUpAsync(call);
        await rig.CompareAsync();

        rig.Call.BilledSeconds.Should().Be(20);
        await rig.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task Gap_NewCallsAreAuthorisedMeanwhile_AreNotJudged()
    {
        await using var rig = new EngineRig();
        var call = await rig.TalkAsync();
        rig.Switch.Before = line =>
        {
            if (line == "channels")
            {
                rig.Switch.Before = _ => { };
                rig.AskAsync(owner: "1.7").GetAwaiter().GetResult();
            }
        };

        await rig.CompareAsync();

        rig.Store.AllowedCalls.Should().HaveCount(2).And.OnlyContain(open => open.EndedAt == null);
        await rig.HangUpAsync(call);
    }

    [Fact]
    public async Task Gap_SwitchGoesAwayWhileWeCompare_SaysSoAndTheNextOneIsWhole()
    {
        await using var rig = new EngineRig();
        var call = await rig.TalkAsync();
        await rig.HangUpAsync(call, told: false);
        rig.Switch.Before = line =>
            rig.Switch.Away = line.StartsWith("record", StringComparison.Ordinal) ? "lost" : null;

        var compare = () => rig.CompareAsync();
        await compare.Should().ThrowAsync<SwitchUnavailableException>();
        rig.Switch.Before = _ => { };
        rig.Switch.Away = null;
        await rig.CompareAsync();

        await rig.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task OtherDaemonsCalls_AreLeftToIt()
    {
        await using var other = new EngineRig(daemon: "b");
        var call = await other.TalkAsync();
        await using var rig = new EngineRig(before: other, daemon: "a");

        var summary = await rig.CompareAsync();
        await other.PassAsync(50);

        summary.Open.Should().Be(0);
        rig.Switch.Asked.Where(line => line.StartsWith("lease", StringComparison.Ordinal))
            .Should()
            .Equal(["lease 1732.2 60", "lease 1732.2 120"], "one daemon alone extends it");
        await other.HangUpAsync(call);
        await other.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task OtherDaemonsCall_AskedForHere_IsTheSameCallAndIsMeteredThere()
    {
        await using var other = new EngineRig(daemon: "b");
        var call = await other.RingAsync();
        await using var rig = new EngineRig(before: other, daemon: "a");

        var decision = await rig.AskAsync();

        decision.Should().BeOfType<GateDecision.Allow>().Which.Call.Id.Should().Be(call.Id);
        (await rig.ReadAsync(book => book.Calls.Count)).Should().Be(0);
        (await rig.ReadAsync(book => book.Remembered)).Should().Be(0);
        await other.HangUpAsync(call);
        await other.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task Clock_SteppedWhileWeWereAway_DoesNotChargeFromTheFuture()
    {
        var dead = new EngineRig(increments: "1/1");
        var call = await dead.TalkAsync();
        await using var rig = await dead.KillAsync();
        await rig.PassAsync(5);
        rig.Switch.Offset = TimeSpan.FromHours(-1);

        await rig.CompareAsync();
        await rig.PassAsync(4);
        await rig.HangUpAsync(call);

        rig.Call.BilledSeconds.Should().BeInRange(4, 9);
        await rig.ShouldBeCleanAsync();
    }
}
