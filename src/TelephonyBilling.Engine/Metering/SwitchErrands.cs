using Microsoft.Extensions.Logging;
using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Switching;

namespace TelephonyBilling.Engine.Metering;

/// <summary>What meters want of the switches. Nothing is insisted on: after a reconnect the open calls are compared and leases are sent again.</summary>
internal sealed class SwitchErrands(
    SwitchDirectory switches,
    DaemonClock clock,
    EngineMetrics metrics,
    ILogger logger,
    CancellationToken stopping
) : ILegErrands
{
    /// <inheritdoc/>
    public async Task<CallSignal?> ExtendLeaseAsync(
        MeteredCall metered,
        MeterAction.ExtendLease lease
    )
    {
        var call = metered.Call;
        if (metered.Meter.Phase == CallPhase.Authorised && Switch(call.Pbx) is { IsWatched: false })
        {
            return null; // It may have been answered, and then its lease must not begin anew. The leg's first one still holds.
        }
        var began = clock.Now;
        try
        {
            if (await Switch(call.Pbx).ExtendLeaseAsync(lease.Leg, lease.Until, stopping))
            {
                metrics.LeaseSet(call.Pbx, clock.Now - began);
                return new CallSignal.LeaseSet(lease.Leg, lease.Until);
            }
            CallLog.LeaseOfGoneLeg(logger, call.Id, lease.Leg);
        }
        catch (SwitchUnavailableException e)
        {
            OutageLog.SwitchAway(logger, call.Id, call.Pbx, "lease", e.Message);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            OutageLog.EffectFailed(logger, call.Id, nameof(MeterAction.ExtendLease), e);
        }
        return new CallSignal.LeaseFailed(lease.Leg, lease.Until);
    }

    /// <inheritdoc/>
    public Task WarnAsync(OpenCall call, MeterAction.Warn warn)
    {
        CallLog.CallerWarned(logger, call, warn.Remaining);
        return Try(
            "warning",
            call.Pbx,
            call.Id,
            async () =>
            {
                await Switch(call.Pbx).WarnAsync(warn.Leg, stopping);
                return true;
            }
        );
    }

    /// <summary>Lets the caller hear afterwards why the call was ended, unless the reason is the one that was told before.</summary>
    internal Task SayWhyAsync(MeteredCall metered, CallSignal answer)
    {
        var call = metered.Call;
        return
            answer is CallSignal.FundingRefused { Reason: var reason }
            && reason != metered.Meter.Exhausted
            && !call.OwnerIsLeg
            && EndPrompts.Of(reason) is { } prompt
            ? Try(
                "prompt",
                call.Pbx,
                call.Id,
                () => Switch(call.Pbx).SetEndPromptAsync(call.Owner, prompt, stopping)
            )
            : Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<CallSignal?> HangUpAsync(MeteredCall metered, string leg)
    {
        var call = metered.Call;
        if (metered.Meter.Phase != CallPhase.Connected || leg != metered.Meter.ConnectedLeg)
        {
            await HangUpUnpaidAsync(call.Pbx, call.Id, leg);
            return null;
        }
        if (Switch(call.Pbx) is { IsWatched: false })
        {
            return null; // Its end may have been missed. The comparison that comes will tell, and the meter asks again.
        }
        CallLog.LegOutlivedLease(logger, call, leg);
        metrics.LeaseOutlived(call.Pbx);
        return await Try("hangup", call.Pbx, call.Id, () => EndAsync(call, leg));
    }

    /// <summary>Ends a leg that nobody pays for.</summary>
    internal Task HangUpUnpaidAsync(string pbx, CallId call, string leg)
    {
        CallLog.UnpaidLeg(logger, pbx, call, leg);
        metrics.UnpaidLeg(pbx);
        return Try("hangup", pbx, call, () => Switch(pbx).HangUpAsync(leg, stopping));
    }

    /// <summary>Clears the switch's record of a call that is in the store.</summary>
    internal Task ForgetAsync(string pbx, CallId call) =>
        Try(
            "record",
            pbx,
            call,
            async () =>
            {
                await Switch(pbx).ForgetAsync(call, stopping);
                return true;
            }
        );

    /// <summary>
    /// Ends a paid leg. Where it does not exist, its end was told and is still on its way, or got lost: either way the
    /// switch wrote its record before, and the call need not stay open.
    /// </summary>
    private async Task<CallSignal?> EndAsync(OpenCall call, string leg)
    {
        var pbx = Switch(call.Pbx);
        if (await pbx.HangUpAsync(leg, stopping))
        {
            return null;
        }
        var kept = await pbx.FindKeptCallAsync(call.Id, stopping);
        return kept is { EndedAt: { } endedAt } && kept.Leg == leg
            ? new CallSignal.LegEnded(leg, pbx.Recall(endedAt, clock), kept.Cause)
            {
                ByLease = kept.ByLease,
            }
            : new CallSignal.LegVanished(leg, NotAfter: null);
    }

    private async Task<T?> Try<T>(string what, string pbx, CallId call, Func<Task<T?>> act)
    {
        try
        {
            return await act();
        }
        catch (SwitchUnavailableException e)
        {
            OutageLog.SwitchAway(logger, call, pbx, what, e.Message);
            return default;
        }
    }

    private ISwitch Switch(string pbx) =>
        switches.Find(pbx)
        ?? throw new SwitchUnavailableException(pbx, "it is not in the configuration");
}
