using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Gating;
using TelephonyBilling.Engine.Switching;

namespace TelephonyBilling.Engine.Tests;

/// <summary>What the dialplan does around a feature of a call, in an <see cref="EngineRig"/>. A recording costs a cent a second.</summary>
internal static class SurchargeSteps
{
    /// <summary>The recording of the rig's only call that has one.</summary>
    public static CallRecord Surcharge(this EngineRig rig) =>
        rig.Store.AllowedCalls.Single(call => call.Parent is not null);

    /// <summary>The rig's only call.</summary>
    public static CallRecord Parent(this EngineRig rig) =>
        rig.Store.AllowedCalls.Single(call => call.Parent is null);

    /// <summary>A rig whose plan takes a cent a second for recordings and barges.</summary>
    public static EngineRig WithSurcharges(this EngineRig rig)
    {
        rig.Directory.Surcharge("recording", "0.60").Surcharge("barge", "0.60");
        return rig;
    }

    public static Task<GateDecision> AskFeatureAsync(
        this EngineRig rig,
        CallId call,
        string feature = "recording",
        string channel = EngineRig.Leg,
        bool isWatched = true
    ) =>
        rig.SurchargeGate.AuthoriseAsync(
            new SurchargeRequest(EngineRig.Pbx, CallFeature.Parse(feature), call, channel),
            isWatched
        );

    /// <summary>The gate lets a feature begin, and it begins.</summary>
    public static async Task<OpenCall> BeginFeatureAsync(
        this EngineRig rig,
        OpenCall call,
        string feature = "recording",
        string channel = EngineRig.Leg,
        bool told = true
    )
    {
        var decision = await rig.AskFeatureAsync(call.Id, feature, channel);
        var surcharge = decision.Should().BeOfType<GateDecision.Allow>().Subject.Call;
        rig.Switch.Keep(surcharge.Id, new KeptCall(channel, rig.Switch.Moment.SwitchTime, null, 0));
        if (told)
        {
            await rig.Observer.FeatureBeganAsync(
                EngineRig.Pbx,
                surcharge.Id,
                CallFeature.Parse(feature),
                channel,
                rig.Switch.Moment
            );
        }
        await rig.IdleAsync();
        return surcharge;
    }

    /// <summary>A feature ends while its channel goes on, or just before that ends.</summary>
    public static async Task EndFeatureAsync(
        this EngineRig rig,
        OpenCall surcharge,
        bool told = true
    )
    {
        if (await rig.Switch.FindKeptCallAsync(surcharge.Id, CancellationToken.None) is { } record)
        {
            rig.Switch.Keep(
                surcharge.Id,
                record with
                {
                    EndedAt = rig.Switch.Moment.SwitchTime,
                    Cause = 16,
                }
            );
        }
        if (told)
        {
            await rig.Observer.FeatureEndedAsync(EngineRig.Pbx, surcharge.Id, rig.Switch.Moment);
        }
        await rig.IdleAsync();
    }

    /// <summary>All is over: both charges are in the ledger, nothing is held, and the switch keeps no record.</summary>
    public static async Task ShouldBeChargedAsync(this EngineRig rig, string before)
    {
        await rig.ShouldBeCleanAsync();
        var charges = rig
            .Store.AllowedCalls.Select(call => call.Charge ?? EngineRig.Dollars("0"))
            .Aggregate(EngineRig.Dollars("0"), (sum, charge) => sum + charge);
        rig.Balance.Balance.Should().Be(EngineRig.Dollars(before) - charges);
        rig.Store.AllowedCalls.Should().NotContain(call => rig.Switch.Keeps(call.Id));
    }
}
