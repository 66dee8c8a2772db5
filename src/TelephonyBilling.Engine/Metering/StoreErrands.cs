using Microsoft.Extensions.Logging;
using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Switching;

namespace TelephonyBilling.Engine.Metering;

/// <summary>What meters want of the store. What must be in the store is asked for until it is.</summary>
internal sealed class StoreErrands(
    ICallStore calls,
    DaemonClock clock,
    EngineMetrics metrics,
    ILogger logger,
    CancellationToken stopping
)
{
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(30);

    internal Task RecordAnswerAsync(CallId call, MeterAction.RecordAnswer answer) =>
        Insist(
            call,
            "answer record",
            async () =>
            {
                await calls.RecordAnswerAsync(call, answer.Leg, answer.AnsweredAt, stopping);
                return true;
            }
        );

    /// <returns>What the meter is to be told: it waits for an answer and would never ask again without one.</returns>
    internal async Task<CallSignal> ReserveAsync(MeteredCall metered, MeterAction.Reserve reserve)
    {
        try
        {
            var funding = await calls.FundAsync(metered.Call.Id, reserve.WantedSeconds, stopping);
            switch (funding)
            {
                case Funding.Extended extended:
                    CallLog.CallFunded(logger, metered.Call, extended.TotalSeconds);
                    return new CallSignal.Funded(extended.TotalSeconds);
                case Funding.Refused refused:
                    if (metered.Meter.Exhausted is null)
                    {
                        CallLog.CreditRunsOut(logger, metered.Call, reserve.FundedSeconds, refused);
                    }
                    return new CallSignal.FundingRefused(refused.Reason) { Limit = refused.Limit };
                default:
                    throw new InvalidOperationException(
                        $"The store gave {funding}, which the meter does not know."
                    );
            }
        }
        catch (StoreUnavailableException e)
        {
            OutageLog.StoreAway(logger, metered.Call.Id, "reservation", e.Message);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            OutageLog.EffectFailed(logger, metered.Call.Id, nameof(MeterAction.Reserve), e);
        }
        return new CallSignal.FundingFailed();
    }

    internal async Task SettleAsync(OpenCall call, CallSettlement settlement)
    {
        var outcome = await Insist(
            call.Id,
            "settlement",
            () => calls.SettleAsync(settlement, stopping)
        );
        if (outcome == SettleOutcome.AlreadyClosed)
        {
            return;
        }
        if (outcome == SettleOutcome.LegChargedBefore)
        {
            CallLog.LegChargedBefore(logger, call.Id, call.Pbx, settlement.Leg);
            settlement = settlement.AtNoCharge();
        }
        CallLog.CallSettled(logger, call, settlement);
        metrics.Settled(call.Pbx, settlement);
    }

    internal async Task ReleaseAsync(OpenCall call, MeterAction.Release release)
    {
        var released = await Insist(
            call.Id,
            "release",
            () => calls.ReleaseAsync(call.Id, release.Reason, release.Cause, clock.UtcNow, stopping)
        );
        if (released)
        {
            CallLog.CallReleased(logger, call, release.Reason.ToText(), release.Cause);
            metrics.Released(call.Pbx, release.Reason);
        }
    }

    /// <returns>A call's record; null: this store has never known the call.</returns>
    internal Task<CallRecord?> FindAsync(CallId call) =>
        Insist(call, "leg", () => calls.FindAsync(call, stopping));

    /// <summary>Asks the store until it answers: money that is owed is not given up because a disk was full for a while.</summary>
    private async Task<T> Insist<T>(CallId call, string what, Func<Task<T>> ask)
    {
        for (
            var wait = TimeSpan.FromSeconds(1);
            ;
            wait = wait * 2 < LongestRetry ? wait * 2 : LongestRetry
        )
        {
            try
            {
                return await ask();
            }
            catch (StoreUnavailableException e)
            {
                OutageLog.StoreAwayRetrying(logger, call, what, wait, e.Message);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                OutageLog.EffectFailed(logger, call, what, e);
            }
            await Task.Delay(wait, clock.TimeProvider, stopping);
        }
    }
}
