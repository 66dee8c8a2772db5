using System.Diagnostics.Metrics;
using TelephonyBilling.Domain.Limits;
using TelephonyBilling.Engine.Gating;

namespace TelephonyBilling.Engine.Tests.Gating;

/// <summary>Limits on use at the gate and while calls go on. 4 cents on answer, 2 cents a minute; 60 s quotas.</summary>
public sealed class LimitTests
{
    [Fact]
    public async Task Deny_SpendLimit_SaysSoInLogRecordAndEvent()
    {
        await using var rig = new EngineRig();
        await rig.LimitAsync(new UsageLimits { SpendPerCall = EngineRig.Dollars("0.05") });

        var decision = await rig.AskAsync();

        decision.Should().Be(new GateDecision.Deny(RefusalReason.SpendLimit));
        const string detail = "account 'acme' may spend 0.05 USD on one call";
        rig.Log.Lines.Should()
            .Contain(
                $"Warning: call refused account=acme from=1001 to=442079460000 reason=spend-limit detail=\"{detail}\""
            );
        var refused = rig.Store.RefusedCalls.Should().ContainSingle().Subject;
        refused.EndReason.Should().Be("spend-limit");
        var written = (await rig.EventsAsync()).Should().ContainSingle().Subject;
        written.Call.Should().Be(refused.Id.Value);
        written.Detail.Should().EndWith(detail);
        rig.Balance.Held.IsZero.Should().BeTrue();
        (await rig.ReadAsync(book => book.Remembered)).Should().Be(0);
    }

    [Fact]
    public async Task Deny_ByALimit_IsCountedUnderItsReason()
    {
        var reasons = new List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, own) =>
            {
                if (instrument is { Name: "gate.refusals", Meter.Name: EngineMetrics.MeterName })
                {
                    own.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>(
            (_, _, tags, _) =>
            {
                lock (reasons)
                {
                    reasons.Add($"{tags[0].Key}={tags[0].Value}");
                }
            }
        );
        listener.Start();
        await using var rig = new EngineRig();
        await rig.LimitAsync(new UsageLimits { CallsPerMinute = 0 });

        await rig.AskAsync();

        lock (reasons)
        {
            reasons.Should().Contain("reason=call-rate-limit");
        }
    }

    [Fact]
    public async Task Deny_CallsPerMinute_UntilTheMinuteIsOver()
    {
        await using var rig = new EngineRig();
        await rig.LimitAsync(new UsageLimits { CallsPerMinute = 2 });
        await rig.AskAsync(owner: "1.1");
        await rig.AskAsync(owner: "1.2");

        for (var i = 0; i < 5; i++)
        {
            (await rig.AskAsync(owner: "1.3"))
                .Should()
                .Be(new GateDecision.Deny(RefusalReason.CallRateLimit));
            await rig.PassAsync(10);
        }
        await rig.PassAsync(10);

        (await rig.AskAsync(owner: "1.3")).Should().BeOfType<GateDecision.Allow>();
    }

    [Fact]
    public async Task Allow_SameChannelForItsNextTrunk_IsOneCall()
    {
        await using var rig = new EngineRig();
        await rig.LimitAsync(new UsageLimits { CallsPerMinute = 1, MaxCallsToDestination = 1 });
        var first = (GateDecision.Allow)await rig.AskAsync();

        var again = await rig.AskAsync();

        again.Should().BeOfType<GateDecision.Allow>().Which.Call.Id.Should().Be(first.Call.Id);
    }

    [Fact]
    public async Task Deny_SecondCallToADestination_OfThePhoneThatIsLimited()
    {
        await using var rig = new EngineRig();
        await rig.LimitAsync(new UsageLimits { MaxCallsToDestination = 1 }, extension: "1001");
        await rig.AskAsync(owner: "1.1");

        (await rig.AskAsync(owner: "1.2"))
            .Should()
            .Be(new GateDecision.Deny(RefusalReason.DestinationLimit));
        (await rig.AskAsync("0114512345678", owner: "1.3")).Should().BeOfType<GateDecision.Allow>();
    }

    [Fact]
    public async Task TollFree_NumberThatIsLimited_IsCappedPerHourAndPerCall()
    {
        await using var rig = new EngineRig();
        await rig.LimitAsync(
            new UsageLimits { CallsPerHour = 1, MaxCallSeconds = 90 },
            number: EngineRig.TollFree
        );
        await rig.LimitAsync(new UsageLimits { CallsPerMinute = 0, CallsPerHour = 0 });

        var first = await rig.AskAsync(EngineRig.TollFree, "1.1", CallDirection.Inbound);
        var second = await rig.AskAsync(EngineRig.TollFree, "1.2", CallDirection.Inbound);

        var call = first
            .Should()
            .BeOfType<GateDecision.Allow>("limits on the phones' calls don't lock callers out")
            .Which.Call;
        (await rig.Store.Calls.FundAsync(call.Id, 600, default))
            .Should()
            .BeOfType<Calls.Funding.Refused>()
            .Which.Reason.Should()
            .Be(Domain.Calls.FundingRefusal.LongestCallReached);
        second.Should().BeOfType<GateDecision.Deny>();
    }

    [Fact]
    public async Task Call_UntilTheSpendLimit_IsWarnedEndedAndSaysWhy()
    {
        await using var rig = new EngineRig();
        await rig.LimitAsync(new UsageLimits { SpendPerHour = EngineRig.Dollars("0.09") });
        var call = await rig.TalkAsync();

        await rig.PassAsync(120);
        await rig.HangUpAsync(call, byLease: true);

        rig.Switch.Asked.Should()
            .ContainInOrder(
                "lease 1732.2 60",
                "lease 1732.2 120",
                "prompt 1732.1 limit-reached",
                "warn 1732.2"
            );
        rig.Switch.Asked.Count(line => line.StartsWith("prompt", StringComparison.Ordinal))
            .Should()
            .Be(1, "it is asked for each second, and told once");
        rig.Call.EndReason.Should().Be("spend-limit");
        rig.Call.Charge!.Value.Should().Be(EngineRig.Dollars("0.08"));
        rig.Log.Lines.Should()
            .Contain(line =>
                line.Contains("call can't be extended", StringComparison.Ordinal)
                && line.Contains(
                    "funded=120s reason=spend-limit detail=\"account 'acme' may spend 0.09 USD in an hour, of which 0.00 USD are charged or held\"",
                    StringComparison.Ordinal
                )
            )
            .And.Contain(line => line.EndsWith("reason=spend-limit", StringComparison.Ordinal));
        (await rig.EventsAsync())
            .Should()
            .ContainSingle()
            .Which.Detail.Should()
            .StartWith("the call to +442079460000 was ended: account 'acme' may spend 0.09 USD");
        await rig.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task Call_UntilTheLongestTime_EndsWithItsOwnReason()
    {
        await using var rig = new EngineRig();
        await rig.LimitAsync(new UsageLimits { MaxCallSeconds = 120 });
        var call = await rig.TalkAsync();

        await rig.PassAsync(120);
        await rig.HangUpAsync(call, byLease: true);

        rig.Switch.Asked.Should().Contain("warn 1732.2").And.NotContain("lease 1732.2 180");
        rig.Call.EndReason.Should().Be("longest-call");
        (await rig.EventsAsync())
            .Should()
            .ContainSingle()
            .Which.Detail.Should()
            .EndWith("a call of account 'acme' may last 120 s");
    }

    [Fact]
    public async Task Call_LimitRaisedInTheLastSecond_GoesOn()
    {
        await using var rig = new EngineRig();
        await rig.LimitAsync(new UsageLimits { SpendPerCall = EngineRig.Dollars("0.06") });
        var call = await rig.TalkAsync();
        await rig.PassAsync(58);

        await rig.LimitAsync(new UsageLimits { SpendPerCall = EngineRig.Dollars("0.08") });
        await rig.PassAsync(4);

        rig.Switch.Asked.Should().Contain("lease 1732.2 120");
        await rig.HangUpAsync(call);
        rig.Call.EndReason.Should().Be("hangup");
        (await rig.EventsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Call_UntilTheMoneyEnds_TheCallerHearsThatInstead()
    {
        await using var rig = new EngineRig(credit: "0.06");
        var call = await rig.TalkAsync();

        await rig.PassAsync(60);
        await rig.HangUpAsync(call, byLease: true);

        rig.Switch.Asked.Should().Contain("prompt 1732.1 credit-exhausted");
        rig.Call.EndReason.Should().Be("credit-exhausted");
        (await rig.EventsAsync()).Should().BeEmpty();
    }
}
