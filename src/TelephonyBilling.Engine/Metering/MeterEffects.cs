using Microsoft.Extensions.Logging;
using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Switching;

namespace TelephonyBilling.Engine.Metering;

/// <summary>Carries out what meters decide, at the store and at the switches, and reports what came of it.</summary>
public sealed class MeterEffects(
    ICallStore calls,
    SwitchDirectory switches,
    DaemonClock clock,
    EngineMetrics metrics,
    ILogger<MeterEffects> logger
) : IMeterEffects, IDisposable
{
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource stopping = new();
    private int underWay;

    /// <summary>Takes what the store answered; set by the loop.</summary>
    internal Func<CallId, CallSignal, ValueTask> Report { get; set; } =
        (_, _) => ValueTask.CompletedTask;

    /// <summary>Hears that a call's settlement or release is in the store; set by the loop.</summary>
    internal Func<CallId, ValueTask> Closed { get; set; } = _ => ValueTask.CompletedTask;

    /// <summary>Things begun and not finished, such as a settlement that waits for its store.</summary>
    public int UnderWay => Volatile.Read(ref underWay);

    /// <inheritdoc/>
    public void Begin(MeteredCall call, MeterAction action) => _ = RunAsync(call, action);

    /// <inheritdoc/>
    public void HangUpUnpaid(string pbx, CallId call, string leg)
    {
        metrics.UnpaidLeg(pbx);
        Log.UnpaidLeg(logger, pbx, call, leg);
        _ = HangUpUnpaidAsync(pbx, call, leg);
    }

    private async Task HangUpUnpaidAsync(string pbx, CallId call, string leg)
    {
        try
        {
            await Guard("hangup", pbx, call, () => Switch(pbx).HangUpAsync(leg, stopping.Token));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The daemon stops; the leg's own lease bounds it.
        }
        catch (Exception e)
        {
            Log.EffectFailed(logger, call, "hangup", e);
        }
    }

    /// <summary>Ends retries: what is not in the store yet is found again at the next start.</summary>
    public void Stop() => stopping.Cancel();

    /// <inheritdoc/>
    public void Dispose() => stopping.Dispose();

    private async Task RunAsync(MeteredCall metered, MeterAction action)
    {
        Interlocked.Increment(ref underWay);
        try
        {
            var call = metered.Call;
            switch (action)
            {
                case MeterAction.ExtendLease lease:
                    await ExtendLeaseAsync(metered, lease);
                    break;
                case MeterAction.Reserve reserve:
                    await ReserveAsync(metered, reserve);
                    break;
                case MeterAction.RecordAnswer answer:
                    NoteAnswer(metered);
                    await RecordAnswerAsync(call.Id, answer);
                    break;
                case MeterAction.Warn warn:
                    Log.CallerWarned(logger, call, warn.Remaining);
                    await Guard(
                        "warning",
                        call.Pbx,
                        call.Id,
                        () => Switch(call.Pbx).WarnAsync(warn.Leg, stopping.Token)
                    );
                    break;
                case MeterAction.HangUp hangUp:
                    await HangUpAsync(metered, hangUp.Leg);
                    break;
                case MeterAction.Settle settle:
                    await SettleAsync(metered, settle.Settlement);
                    break;
                case MeterAction.Release release:
                    await ReleaseAsync(metered, release);
                    break;
                default:
                    throw new InvalidOperationException(
                        $"The meter wants {action}, which nobody carries out."
                    );
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The daemon stops; the call is open in the store, and the next start goes on with it.
        }
        catch (Exception e)
        {
            Log.EffectFailed(logger, metered.Call.Id, action.GetType().Name, e);
        }
        finally
        {
            Interlocked.Decrement(ref underWay);
        }
    }

    private void NoteAnswer(MeteredCall metered)
    {
        if (metered.Meter.AnsweredAt is { Witnessed: true })
        {
            Log.CallAnswered(logger, metered.Call, metered.Meter.FundedSeconds);
            metrics.Answered(metered.Call.Pbx);
        }
        else
        {
            Log.CallFoundAgain(logger, metered.Call, metered.Meter.FundedSeconds);
        }
    }

    private async Task ExtendLeaseAsync(MeteredCall metered, MeterAction.ExtendLease lease)
    {
        var call = metered.Call;
        if (metered.Meter.Phase == CallPhase.Authorised && Switch(call.Pbx) is { IsWatched: false })
        {
            return; // It may have been answered, and then its lease must not begin anew. The leg's first one still holds.
        }
        var began = clock.Now;
        CallSignal signal = new CallSignal.LeaseFailed(lease.Leg, lease.Until);
        try
        {
            if (await Switch(call.Pbx).ExtendLeaseAsync(lease.Leg, lease.Until, stopping.Token))
            {
                signal = new CallSignal.LeaseSet(lease.Leg, lease.Until);
                metrics.LeaseSet(call.Pbx, clock.Now - began);
            }
            else
            {
                Log.LeaseOfGoneLeg(logger, call.Id, lease.Leg);
            }
        }
        catch (SwitchUnavailableException e)
        {
            Log.SwitchAway(logger, call.Id, call.Pbx, "lease", e.Message);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.EffectFailed(logger, call.Id, nameof(MeterAction.ExtendLease), e);
        }
        await Report(call.Id, signal);
    }

    private Task<bool> RecordAnswerAsync(CallId call, MeterAction.RecordAnswer answer) =>
        Insist(
            call,
            "answer record",
            async () =>
            {
                await calls.RecordAnswerAsync(call, answer.Leg, answer.AnsweredAt, stopping.Token);
                return true;
            }
        );

    private async Task HangUpAsync(MeteredCall metered, string leg)
    {
        var call = metered.Call;
        if (metered.Meter.Phase == CallPhase.Connected && leg == metered.Meter.ConnectedLeg)
        {
            if (Switch(call.Pbx) is { IsWatched: false })
            {
                return; // Its end may have been missed. The comparison that comes will tell, and the meter asks again.
            }
            Log.LegOutlivedLease(logger, call, leg);
            metrics.LeaseOutlived(call.Pbx);
            await Guard("hangup", call.Pbx, call.Id, () => EndAsync(call, leg));
            return;
        }
        Log.UnpaidLeg(logger, call.Pbx, call.Id, leg);
        metrics.UnpaidLeg(call.Pbx);
        await Guard(
            "hangup",
            call.Pbx,
            call.Id,
            () => Switch(call.Pbx).HangUpAsync(leg, stopping.Token)
        );
    }

    /// <summary>
    /// Ends a paid leg. Where it does not exist, its end was told and is still on its way, or got lost: either way the
    /// switch wrote its record before, and the call need not stay open.
    /// </summary>
    private async Task EndAsync(OpenCall call, string leg)
    {
        var pbx = Switch(call.Pbx);
        if (await pbx.HangUpAsync(leg, stopping.Token))
        {
            return;
        }
        var kept = await pbx.FindKeptCallAsync(call.Id, stopping.Token);
        await Report(
            call.Id,
            kept is { EndedAt: { } endedAt } && kept.Leg == leg
                ? new CallSignal.LegEnded(leg, pbx.Recall(endedAt, clock), kept.Cause)
                {
                    ByLease = kept.ByLease,
                }
                : new CallSignal.LegVanished(leg, NotAfter: null)
        );
    }

    private async Task ReserveAsync(MeteredCall metered, MeterAction.Reserve reserve)
    {
        CallSignal signal;
        try
        {
            var funding = await calls.FundAsync(
                metered.Call.Id,
                reserve.WantedSeconds,
                stopping.Token
            );
            switch (funding)
            {
                case Funding.Extended extended:
                    Log.CallFunded(logger, metered.Call, extended.TotalSeconds);
                    signal = new CallSignal.Funded(extended.TotalSeconds);
                    break;
                case Funding.Refused refused:
                    if (metered.Meter.Exhausted is null)
                    {
                        Log.CreditRunsOut(
                            logger,
                            metered.Call,
                            reserve.FundedSeconds,
                            refused.Reason
                        );
                    }
                    signal = new CallSignal.FundingRefused(refused.Reason);
                    break;
                default:
                    throw new InvalidOperationException(
                        $"The store gave {funding}, which the meter does not know."
                    );
            }
        }
        catch (StoreUnavailableException e)
        {
            Log.StoreAway(logger, metered.Call.Id, "reservation", e.Message);
            signal = new CallSignal.FundingFailed();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Whatever it is, the meter waits for an answer and would never ask again without one.
            Log.EffectFailed(logger, metered.Call.Id, nameof(MeterAction.Reserve), e);
            signal = new CallSignal.FundingFailed();
        }
        await Report(metered.Call.Id, signal);
    }

    private async Task SettleAsync(MeteredCall metered, CallSettlement settlement)
    {
        var outcome = await Insist(
            metered.Call.Id,
            "settlement",
            () => calls.SettleAsync(settlement, stopping.Token)
        );
        if (outcome == SettleOutcome.Settled)
        {
            Log.CallSettled(logger, metered.Call, settlement);
            metrics.Settled(metered.Call.Pbx, settlement);
        }
        await CloseAsync(metered.Call);
    }

    private async Task ReleaseAsync(MeteredCall metered, MeterAction.Release release)
    {
        var call = metered.Call;
        var released = await Insist(
            call.Id,
            "release",
            () =>
                calls.ReleaseAsync(
                    call.Id,
                    release.Reason,
                    release.Cause,
                    clock.UtcNow,
                    stopping.Token
                )
        );
        if (released)
        {
            Log.CallReleased(logger, call, release.Reason.ToText(), release.Cause);
            metrics.Released(call.Pbx, release.Reason);
        }
        await CloseAsync(call);
    }

    private async Task CloseAsync(OpenCall call)
    {
        await Closed(call.Id);
        // Only now: had we died before, this record would have told the next start how the call ended.
        await Guard(
            "record",
            call.Pbx,
            call.Id,
            () => Switch(call.Pbx).ForgetAsync(call.Id, stopping.Token)
        );
    }

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
                Log.StoreAwayRetrying(logger, call, what, wait, e.Message);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Log.EffectFailed(logger, call, what, e);
            }
            await Task.Delay(wait, clock.TimeProvider, stopping.Token);
        }
    }

    private async Task Guard(string what, string pbx, CallId call, Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (SwitchUnavailableException e)
        {
            // After the reconnect the open calls are compared and leases are sent again.
            Log.SwitchAway(logger, call, pbx, what, e.Message);
        }
        catch (StoreUnavailableException e)
        {
            Log.StoreAway(logger, call, what, e.Message);
        }
    }

    private ISwitch Switch(string pbx) =>
        switches.Find(pbx)
        ?? throw new SwitchUnavailableException(pbx, "it is not in the configuration");
}
