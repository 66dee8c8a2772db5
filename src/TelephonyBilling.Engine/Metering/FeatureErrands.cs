using Microsoft.Extensions.Logging;
using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Switching;

namespace TelephonyBilling.Engine.Metering;

/// <summary>
/// What the meters of surcharges want. No switch ends a feature by itself at a given time, so the daemon's clock alone does:
/// at the funded end the feature is stopped where the switch can do that, and costs nothing from then on in any case.
/// </summary>
internal sealed class FeatureErrands(
    SwitchDirectory switches,
    EngineMetrics metrics,
    ILogger logger,
    CancellationToken stopping
) : ILegErrands
{
    /// <inheritdoc/>
    public Task<CallSignal?> ExtendLeaseAsync(MeteredCall metered, MeterAction.ExtendLease lease) =>
        Task.FromResult<CallSignal?>(new CallSignal.LeaseSet(lease.Leg, lease.Until));

    /// <inheritdoc/>
    public Task WarnAsync(OpenCall call, MeterAction.Warn warn) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task<CallSignal?> HangUpAsync(MeteredCall metered, string leg)
    {
        var call = metered.Call;
        await StopAsync(call.Pbx, call.Id, call.Feature, leg);
        return metered.Meter is { Phase: CallPhase.Connected, AnsweredAt: { } began }
            ? new CallSignal.LegEnded(leg, After(began, metered.Meter.FundedSeconds), Cause: 0)
            {
                ByLease = true,
            }
            : null;
    }

    /// <summary>Stops a feature that nobody pays for (any more), where the switch can.</summary>
    internal async Task StopAsync(string pbx, CallId call, CallFeature feature, string channel)
    {
        try
        {
            var stopped =
                switches.Find(pbx) is { } found
                && await found.StopFeatureAsync(channel, feature, stopping);
            metrics.FeatureStopped(pbx, stopped);
            if (stopped)
            {
                SurchargeLog.FeatureStopped(logger, pbx, call, feature.Name, channel);
            }
            else
            {
                SurchargeLog.FeatureGoesOn(logger, pbx, call, feature.Name, channel);
            }
        }
        catch (SwitchUnavailableException e)
        {
            OutageLog.SwitchAway(logger, call, pbx, "stop of a feature", e.Message);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Its meter waits to hear that it ended, and is told so whatever became of it.
            OutageLog.EffectFailed(logger, call, "stop of a feature", e);
        }
    }

    private static Moment After(Moment began, long seconds)
    {
        var time = TimeSpan.FromSeconds(seconds);
        return new Moment(began.SwitchTime + time, began.Monotonic + time, Witnessed: false);
    }
}
