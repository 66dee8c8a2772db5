using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Gating;

namespace TelephonyBilling.Engine.Tests.Gating;

/// <summary>The gate with its store, and how it meets the meter.</summary>
public sealed class GateTests
{
    private const string Free = "0114512345678";

    [Fact]
    public async Task Allow_WithCredit_HoldsTheFirstQuota()
    {
        await using var rig = new EngineRig();

        var decision = await rig.AskAsync();

        decision.Should().BeOfType<GateDecision.Allow>().Which.Call.FundedSeconds.Should().Be(60);
        rig.Balance.Held.ToDecimalString().Should().Be("0.06");
        (await rig.ReadAsync(book => book.Calls.Count)).Should().Be(1);
    }

    [Fact]
    public async Task Allow_AskedAgainByTheSameChannel_HoldsNothingMore()
    {
        await using var rig = new EngineRig();
        var first = (GateDecision.Allow)await rig.AskAsync();

        var second = (GateDecision.Allow)await rig.AskAsync();

        second.Call.Id.Should().Be(first.Call.Id);
        rig.Balance.Held.ToDecimalString().Should().Be("0.06");
        await rig.OwnerEndsAsync();
        await rig.ShouldBeCleanAsync();
    }

    [Theory]
    [InlineData("0.05", RefusalReason.InsufficientCredit)]
    [InlineData("0.06", null)]
    public async Task Deny_WithoutCreditForOneStep_HoldsNothing(
        string credit,
        RefusalReason? reason
    )
    {
        await using var rig = new EngineRig(credit);

        var decision = await rig.AskAsync();

        (decision as GateDecision.Deny)?.Reason.Should().Be(reason);
        rig.Store.RefusedCalls.Should().HaveCount(reason is null ? 0 : 1);
        (await rig.ReadAsync(book => book.Remembered)).Should().Be(reason is null ? 1 : 0);
    }

    [Fact]
    public async Task Deny_Suspended_SaysSo()
    {
        await using var rig = new EngineRig();
        rig.Store.Suspend(EngineRig.Account);

        (await rig.AskAsync()).Should().Be(new GateDecision.Deny(RefusalReason.AccountSuspended));
    }

    [Fact]
    public async Task Deny_SecondCallOfOneTollFreeCaller_SaysSo()
    {
        await using var rig = new EngineRig();
        await rig.AskAsync(EngineRig.TollFree, "1.1", CallDirection.Inbound);

        var second = await rig.AskAsync(EngineRig.TollFree, "1.2", CallDirection.Inbound);

        second.Should().Be(new GateDecision.Deny(RefusalReason.CallerLimit));
    }

    [Fact]
    public async Task Deny_StoreAway_ChargeableCallsOnly()
    {
        await using var rig = new EngineRig();
        rig.Store.Away = "disk full";

        (await rig.AskAsync()).Should().Be(new GateDecision.Deny(RefusalReason.ServiceUnavailable));
        (await rig.AskAsync(Free)).Should().Be(new GateDecision.Pass("4512345678"));
        (await rig.AskAsync("12125550199")).Should().Be(new GateDecision.Pass("12125550199"));
        rig.Store.Away = null;
        await rig.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task Deny_EventsDontArrive_ChargeableCallsOnly()
    {
        await using var rig = new EngineRig();

        (await rig.AskAsync(isWatched: false))
            .Should()
            .Be(new GateDecision.Deny(RefusalReason.ServiceUnavailable));
        (await rig.AskAsync(Free, isWatched: false))
            .Should()
            .Be(new GateDecision.Pass("4512345678"));
        await rig.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task Deny_DirectoryAway_ChargeableCallsOnly()
    {
        await using var rig = new EngineRig();
        rig.Directory.Away = "no such file";

        (await rig.AskAsync()).Should().Be(new GateDecision.Deny(RefusalReason.ServiceUnavailable));
        (await rig.AskAsync("12125550199")).Should().BeOfType<GateDecision.Pass>();
        (await rig.AskAsync("911")).Should().BeOfType<GateDecision.Pass>();
    }

    [Fact]
    public async Task Deny_RefusalCantBeKept_IsStillTheAnswer()
    {
        await using var rig = new EngineRig(credit: "0.01");
        rig.Store.Before = what =>
            what == nameof(ICallStore.RecordRefusalAsync)
                ? throw new InvalidOperationException("a defect")
                : Task.CompletedTask;

        (await rig.AskAsync()).Should().Be(new GateDecision.Deny(RefusalReason.InsufficientCredit));
    }

    [Theory]
    [InlineData("AuthoriseAsync")]
    [InlineData("")]
    public async Task Hangup_AroundTheAuthorisation_ReleasesTheCall(string during)
    {
        await using var rig = new EngineRig();
        rig.Store.Before = what => what == during ? HangUpAsync(rig) : Task.CompletedTask;

        await rig.AskAsync();
        if (during.Length == 0)
        {
            await rig.OwnerEndsAsync();
        }

        await rig.ShouldBeCleanAsync();
        rig.Call.State.Should().Be(CallState.Released);
    }

    [Fact]
    public async Task Hangup_OfATollFreeCallerDuringTheAuthorisation_ReleasesTheCall()
    {
        // Inbound, the channel that asks is the trunk leg: its end is told once, before the call is known.
        await using var rig = new EngineRig();
        rig.Store.Before = what =>
            what == nameof(ICallStore.AuthoriseAsync) ? HangUpAsync(rig) : Task.CompletedTask;

        await rig.AskAsync(EngineRig.TollFree, direction: CallDirection.Inbound);

        await rig.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task Hangup_BeforeARefusedAuthorisation_LeavesNothing()
    {
        await using var rig = new EngineRig(credit: "0.01");
        rig.Store.Before = what =>
            what == nameof(ICallStore.AuthoriseAsync) ? rig.OwnerEndsAsync() : Task.CompletedTask;

        await rig.AskAsync();

        await rig.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task Cancelled_WhileTheStoreDecides_StillMetersTheCall()
    {
        await using var rig = new EngineRig();
        using var gone = new CancellationTokenSource();
        rig.Store.Before = what =>
            what == nameof(ICallStore.AuthoriseAsync) ? gone.CancelAsync() : Task.CompletedTask;

        await rig.Gate.AuthoriseAsync(
            new GateRequest
            {
                Pbx = EngineRig.Pbx,
                Direction = CallDirection.Outbound,
                Dialled = EngineRig.London,
                Owner = EngineRig.Owner,
                Endpoint = "1001",
            },
            isWatched: true,
            gone.Token
        );
        await rig.Loop.OwnerGoneAsync(rig.Call.Id);

        await rig.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task Concurrent_TenCallsOnABalanceForFour_AllowsFour()
    {
        await using var rig = new EngineRig(credit: "0.25");

        var decisions = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(i => rig.AskAsync(owner: $"1.{i}"))
        );

        decisions.OfType<GateDecision.Allow>().Should().HaveCount(4);
        rig.Balance.Available.IsNegative.Should().BeFalse();
    }

    private static async Task HangUpAsync(EngineRig rig)
    {
        await rig.OwnerEndsAsync();
        await rig.IdleAsync();
    }
}
