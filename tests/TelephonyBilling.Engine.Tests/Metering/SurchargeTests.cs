using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Switching;

namespace TelephonyBilling.Engine.Tests.Metering;

/// <summary>Features that cost money while they run, beside the call that they belong to. A recording costs a cent a second.</summary>
public sealed class SurchargeTests
{
    private const string Supervisor = "1732.9";

    [Fact]
    public async Task OnForAWhile_BothChargesAreExact()
    {
        await using var rig = new EngineRig().WithSurcharges();
        var call = await rig.TalkAsync();
        await rig.PassAsync(2);

        var recording = await rig.BeginFeatureAsync(call);
        await rig.PassAsync(3.25, step: 0.25);
        await rig.EndFeatureAsync(recording);
        await rig.PassAsync(30);
        await rig.HangUpAsync(call);

        rig.Surcharge().Connected.TotalSeconds.Should().BeApproximately(3.25, 1e-6);
        rig.Surcharge().BilledSeconds.Should().Be(4);
        rig.Surcharge().Charge.Should().Be(EngineRig.Dollars("0.04"));
        rig.Surcharge().Parent.Should().Be(call.Id);
        rig.Surcharge().Parties.To.Should().Be("442079460000");
        rig.Surcharge().Parties.Dialled.Should().Be("recording");
        rig.Parent().BilledSeconds.Should().Be(60);
        rig.Parent().Charge.Should().Be(EngineRig.Dollars("0.06"));
        await rig.ShouldBeChargedAsync("1.00");
    }

    [Theory]
    [InlineData(EngineRig.Leg)] // the trunk leg itself is recorded
    [InlineData(EngineRig.Owner)]
    [InlineData(Supervisor)] // whose channel goes on after the call
    public async Task OnUntilTheEndOfTheCall_EndsWithTheTrunkLeg(string channel)
    {
        await using var rig = new EngineRig().WithSurcharges();
        rig.Switch.Add(Supervisor, up: true);
        var call = await rig.TalkAsync();
        await rig.PassAsync(2);
        await rig.BeginFeatureAsync(call, channel: channel);

        await rig.PassAsync(5.5);
        await rig.HangUpAsync(call);

        rig.Surcharge().State.Should().Be(CallState.Settled);
        rig.Surcharge().Connected.TotalSeconds.Should().BeApproximately(5.5, 1e-6);
        rig.Surcharge().BilledSeconds.Should().Be(6);
        rig.Surcharge().Estimated.Should().BeFalse();
        await rig.ShouldBeChargedAsync("1.00");
    }

    [Fact]
    public async Task OnTheChannelOfSomebodyWhoLeaves_EndsWithThatChannel()
    {
        await using var rig = new EngineRig().WithSurcharges();
        rig.Switch.Add(Supervisor, up: true);
        var call = await rig.TalkAsync();
        await rig.BeginFeatureAsync(call, "barge", Supervisor);
        await rig.PassAsync(5.5);

        rig.Switch.Remove(Supervisor);
        await rig.Observer.ChannelEndedAsync(EngineRig.Pbx, Supervisor, rig.Switch.Moment, 16);
        await rig.IdleAsync();

        rig.Surcharge().BilledSeconds.Should().Be(6);
        rig.Parent().State.Should().Be(CallState.Connected);
        await rig.HangUpAsync(call);
        await rig.ShouldBeChargedAsync("1.00");
    }

    [Fact]
    public async Task LongerThanAQuota_IsFundedQuotaByQuota_AndHasNoLimitAtTheSwitch()
    {
        await using var rig = new EngineRig("5.00").WithSurcharges();
        var call = await rig.TalkAsync();
        var recording = await rig.BeginFeatureAsync(call);
        rig.Switch.Asked.Should().NotContain($"lease {EngineRig.Leg} 0");

        await rig.PassAsync(130.5);
        await rig.EndFeatureAsync(recording);
        await rig.HangUpAsync(call);

        rig.Surcharge().BilledSeconds.Should().Be(131);
        rig.Switch.Asked.Where(line => line.StartsWith("lease", StringComparison.Ordinal))
            .Should()
            .OnlyHaveUniqueItems("only the call's own leases were sent")
            .And.HaveCount(3);
        rig.Switch.Asked.Should()
            .NotContain(line => line.StartsWith("stop", StringComparison.Ordinal))
            .And.NotContain(line => line.StartsWith("hangup", StringComparison.Ordinal))
            .And.NotContain(line => line.StartsWith("warn", StringComparison.Ordinal));
        await rig.ShouldBeChargedAsync("5.00");
    }

    [Theory]
    [InlineData("recording", false)]
    [InlineData("barge", false)] // the switch can't stop it
    [InlineData("recording", true)] // the switch can't be asked
    public async Task MoneyEnds_FeatureIsStoppedAndCostsNothingFromThenOn(string feature, bool away)
    {
        await using var rig = new EngineRig("0.10").WithSurcharges(); // 6¢ for the call's minute, 4 for 4 seconds
        var call = await rig.TalkAsync();
        var surcharge = await rig.BeginFeatureAsync(call, feature);
        surcharge.FundedSeconds.Should().Be(4);

        await rig.PassAsync(3.5);
        rig.Switch.Away = away ? "unplugged" : null;
        await rig.PassAsync(0.5);

        rig.Surcharge().State.Should().Be(CallState.Settled);
        rig.Surcharge().Connected.Should().Be(TimeSpan.FromSeconds(4));
        rig.Surcharge().Charge.Should().Be(EngineRig.Dollars("0.04"));
        rig.Surcharge().EndReason.Should().Be("credit-exhausted");
        rig.Switch.Asked.Count(line => line == $"stop {feature} {EngineRig.Leg}")
            .Should()
            .Be(away ? 0 : 1);
        rig.Switch.Away = null;
        await rig.PassAsync(10);
        await rig.EndFeatureAsync(surcharge); // Late: somebody ends what ran on unpaid.
        rig.Parent().State.Should().Be(CallState.Connected, "the call is not its recording");
        await rig.HangUpAsync(call);

        rig.Switch.Asked.Should()
            .NotContain(line => line.StartsWith("hangup", StringComparison.Ordinal));
        rig.Balance.Balance.IsZero.Should().BeTrue();
        await rig.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task MoneyComesInTime_FeatureGoesOn()
    {
        await using var rig = new EngineRig("0.10").WithSurcharges();
        var call = await rig.TalkAsync();
        var recording = await rig.BeginFeatureAsync(call);
        await rig.PassAsync(2);

        rig.Store.TopUp(EngineRig.Account, EngineRig.Dollars("1"));
        await rig.PassAsync(8.5);
        await rig.EndFeatureAsync(recording);
        await rig.HangUpAsync(call);

        rig.Surcharge().BilledSeconds.Should().Be(11);
        await rig.ShouldBeChargedAsync("1.10");
    }

    [Fact]
    public async Task OnAndOffAndOnAgain_IsChargedTwice_AskedTwiceOnce()
    {
        await using var rig = new EngineRig().WithSurcharges();
        var call = await rig.TalkAsync();
        var first = await rig.BeginFeatureAsync(call);
        var same = await rig.BeginFeatureAsync(call);
        same.Id.Should().Be(first.Id, "one channel can't be recorded twice");
        await rig.PassAsync(2);
        await rig.EndFeatureAsync(first);
        await rig.PassAsync(5);

        var second = await rig.BeginFeatureAsync(call);
        await rig.PassAsync(3);
        await rig.EndFeatureAsync(second);
        await rig.HangUpAsync(call);

        rig.Store.AllowedCalls.Where(one => one.Parent is not null)
            .Select(one => one.BilledSeconds)
            .Should()
            .Equal(2, 3);
        await rig.ShouldBeChargedAsync("1.00");
    }

    [Fact]
    public async Task TwoFeaturesOnOneChannel_AreTwoCharges()
    {
        await using var rig = new EngineRig().WithSurcharges();
        var call = await rig.TalkAsync();
        await rig.BeginFeatureAsync(call);
        await rig.PassAsync(1);
        var barge = await rig.BeginFeatureAsync(call, "barge");
        await rig.PassAsync(2);
        await rig.EndFeatureAsync(barge);
        await rig.PassAsync(1);
        await rig.HangUpAsync(call);

        rig.Store.AllowedCalls.Where(one => one.Parent is not null)
            .Select(one => $"{one.Parties.Dialled} {one.BilledSeconds}")
            .Should()
            .Equal("recording 4", "barge 2");
        await rig.ShouldBeChargedAsync("1.00");
    }

    [Fact]
    public async Task AllowedButNeverBegun_IsReleasedWithTheCall()
    {
        await using var rig = new EngineRig().WithSurcharges();
        rig.Switch.Add(Supervisor, up: true);
        var call = await rig.TalkAsync();
        await rig.AskFeatureAsync(call.Id, "barge", Supervisor);
        await rig.PassAsync(3);

        await rig.HangUpAsync(call);
        await rig.PassAsync(1);

        rig.Surcharge().State.Should().Be(CallState.Released);
        rig.Surcharge().Charge.Should().BeNull();
        await rig.ShouldBeChargedAsync("1.00");
    }

    [Fact]
    public async Task CallNeverAnswered_ItsFeatureEndsWithItsRelease()
    {
        await using var rig = new EngineRig().WithSurcharges();
        rig.Switch.Add(Supervisor, up: true);
        var call = await rig.RingAsync();
        await rig.BeginFeatureAsync(call, "barge", Supervisor);
        await rig.PassAsync(3);

        await rig.HangUpAsync(call, cause: 17);
        await rig.PassAsync(1, step: 0.25);

        rig.Parent().State.Should().Be(CallState.Released);
        rig.Surcharge().State.Should().Be(CallState.Settled);
        rig.Surcharge().Connected.TotalSeconds.Should().BeApproximately(3.25, 0.01);
        await rig.ShouldBeChargedAsync("1.00");
    }

    [Fact]
    public async Task CallEndsWhileTheGateIsAsked_NothingStaysOpen()
    {
        await using var rig = new EngineRig().WithSurcharges();
        rig.Switch.Add(Supervisor, up: true);
        var call = await rig.TalkAsync();
        var held = new TaskCompletionSource();
        rig.Store.Before = what =>
            what == nameof(ICallStore.AuthoriseAsync) ? held.Task : Task.CompletedTask;
        var asking = rig.AskFeatureAsync(call.Id, "barge", Supervisor);

        await rig.HangUpAsync(call);
        rig.Store.Before = _ => Task.CompletedTask;
        held.SetResult();
        await asking;
        await rig.PassAsync(1);

        rig.Surcharge().State.Should().Be(CallState.Released);
        await rig.ShouldBeChargedAsync("1.00");
    }

    [Fact]
    public async Task BeginsAfterItsSurchargeWasClosed_IsStoppedAndCostsNothing()
    {
        await using var rig = new EngineRig().WithSurcharges();
        rig.Switch.Add(Supervisor, up: true);
        var call = await rig.TalkAsync();
        var recording = await rig.BeginFeatureAsync(call, channel: Supervisor, told: false);
        await rig.HangUpAsync(call);
        await rig.PassAsync(1);

        await rig.Observer.FeatureBeganAsync(
            EngineRig.Pbx,
            recording.Id,
            CallFeature.Recording,
            Supervisor,
            rig.Switch.Moment
        );
        await rig.IdleAsync();

        rig.Switch.Asked.Should().Contain($"stop recording {Supervisor}");
        rig.Surcharge().Charge.Should().BeNull();
        await rig.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task BeginsAtAnotherDaemon_IsLeftToIt()
    {
        await using var rig = new EngineRig().WithSurcharges();
        var call = await rig.TalkAsync();
        var foreign = new NewCall(
            CallId.Parse("261122T104502-7f3k9qx2ab"),
            EngineRig.Pbx,
            Supervisor,
            OwnerIsTrunk: false,
            call.Parties with
            {
                Dialled = "barge",
            },
            call.Price,
            60,
            NeedsCredit: false,
            default,
            rig.Clock.UtcNow
        )
        {
            Parent = call.Id,
            Daemon = "other",
        };
        await rig.Store.Calls.AuthoriseAsync(foreign, CancellationToken.None);
        rig.Switch.Keep(foreign.Id, new KeptCall(Supervisor, rig.Clock.UtcNow, null, 0));

        await rig.Observer.FeatureBeganAsync(
            EngineRig.Pbx,
            foreign.Id,
            CallFeature.Parse("barge"),
            Supervisor,
            rig.Switch.Moment
        );
        await rig.Observer.FeatureEndedAsync(EngineRig.Pbx, foreign.Id, rig.Switch.Moment);
        await rig.IdleAsync();

        rig.Switch.Asked.Should()
            .NotContain(line => line.StartsWith("stop", StringComparison.Ordinal));
        rig.Switch.Keeps(foreign.Id).Should().BeTrue("that daemon settles by it");
    }

    [Fact]
    public async Task ClosedBySomebodyElse_ItsChannelIsNotHungUp()
    {
        await using var rig = new EngineRig().WithSurcharges();
        var call = await rig.TalkAsync();
        var recording = await rig.BeginFeatureAsync(call);
        await rig.PassAsync(2);
        await rig.Store.Calls.SettleAsync(
            new CallSettlement(
                recording.Id,
                EngineRig.Leg,
                rig.Clock.UtcNow,
                rig.Clock.UtcNow,
                TimeSpan.Zero,
                1,
                recording.Price.Charge(1),
                EndReason.Hangup,
                16,
                Estimated: false,
                ClockStepped: false
            ),
            CancellationToken.None
        );

        await rig.CompareAsync();

        rig.Switch.Asked.Should()
            .Contain($"stop recording {EngineRig.Leg}")
            .And.NotContain(line => line.StartsWith("hangup", StringComparison.Ordinal));
        await rig.HangUpAsync(call);
        await rig.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task EndsAfterItsSurchargeWasClosed_ItsRecordIsForgottenOnceMore()
    {
        await using var rig = new EngineRig().WithSurcharges();
        rig.Switch.Add(Supervisor, up: true);
        var call = await rig.TalkAsync();
        var barge = await rig.BeginFeatureAsync(call, "barge", Supervisor);
        await rig.PassAsync(2);
        var record = await rig.Switch.FindKeptCallAsync(barge.Id, CancellationToken.None);
        await rig.HangUpAsync(call);

        rig.Switch.Keep(barge.Id, record!); // The dialplan read it before, and writes it now.
        await rig.EndFeatureAsync(barge);

        rig.Surcharge().BilledSeconds.Should().Be(2);
        await rig.ShouldBeChargedAsync("1.00");
    }
}
