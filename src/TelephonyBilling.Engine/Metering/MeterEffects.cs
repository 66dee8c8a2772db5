using Microsoft.Extensions.Logging;
using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Switching;

namespace TelephonyBilling.Engine.Metering;

/// <summary>Carries out what meters decide, at the store and at the switches, and reports what came of it.</summary>
public sealed class MeterEffects : IMeterEffects, IDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly StoreErrands store;
    private readonly SwitchErrands switches;
    private readonly FeatureErrands features;
    private readonly EngineMetrics metrics;
    private readonly ILogger<MeterEffects> logger;
    private int underWay;

    /// <summary>Effects on this store and these switches.</summary>
    public MeterEffects(
        ICallStore calls,
        SwitchDirectory switches,
        DaemonClock clock,
        EngineMetrics metrics,
        ILogger<MeterEffects> logger
    )
    {
        this.metrics = metrics;
        this.logger = logger;
        store = new StoreErrands(calls, clock, metrics, logger, stopping.Token);
        this.switches = new SwitchErrands(switches, clock, metrics, logger, stopping.Token);
        features = new FeatureErrands(switches, metrics, logger, stopping.Token);
    }

    /// <summary>Takes what the store or a switch answered; set by the loop.</summary>
    internal Func<CallId, CallSignal, ValueTask> Report { get; set; } =
        (_, _) => ValueTask.CompletedTask;

    /// <summary>Hears that a call's settlement or release is in the store; set by the loop.</summary>
    internal Func<CallId, ValueTask> Closed { get; set; } = _ => ValueTask.CompletedTask;

    /// <summary>Things begun and not finished, such as a settlement that waits for its store.</summary>
    public int UnderWay => Volatile.Read(ref underWay);

    /// <inheritdoc/>
    public void Begin(MeteredCall call, MeterAction action)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(action);
        _ = RunAsync(call.Call.Id, action.GetType().Name, () => CarryOutAsync(call, action));
    }

    /// <inheritdoc/>
    public void Judge(string pbx, CallId call, string leg) =>
        _ = RunAsync(call, "hangup", () => JudgeAsync(pbx, call, leg));

    /// <inheritdoc/>
    public void JudgeFeature(string pbx, CallId surcharge, CallFeature feature, string channel) =>
        _ = RunAsync(
            surcharge,
            "stop",
            async () =>
            {
                if (!await IsOpenAsync(pbx, surcharge))
                {
                    await features.StopAsync(pbx, surcharge, feature, channel);
                }
            }
        );

    /// <inheritdoc/>
    public void JudgeRecord(string pbx, CallId surcharge) =>
        _ = RunAsync(
            surcharge,
            "record",
            async () =>
            {
                if (!await IsOpenAsync(pbx, surcharge))
                {
                    await switches.ForgetAsync(pbx, surcharge);
                }
            }
        );

    /// <summary>Ends retries: what is not in the store yet is found again at the next start.</summary>
    public void Stop() => stopping.Cancel();

    /// <inheritdoc/>
    public void Dispose() => stopping.Dispose();

    private async Task RunAsync(CallId call, string what, Func<Task> act)
    {
        Interlocked.Increment(ref underWay);
        try
        {
            await act();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The daemon stops; the call is open in the store, and the next start goes on with it. A leg has its lease.
        }
        catch (Exception e)
        {
            OutageLog.EffectFailed(logger, call, what, e);
        }
        finally
        {
            Interlocked.Decrement(ref underWay);
        }
    }

    private async Task CarryOutAsync(MeteredCall metered, MeterAction action)
    {
        var call = metered.Call;
        switch (action)
        {
            case MeterAction.ExtendLease lease:
                await ReportAsync(call.Id, await Legs(call).ExtendLeaseAsync(metered, lease));
                break;
            case MeterAction.Reserve reserve:
                var funding = await store.ReserveAsync(metered, reserve);
                var saying = switches.SayWhyAsync(metered, funding);
                await ReportAsync(call.Id, funding);
                await saying;
                break;
            case MeterAction.RecordAnswer answer:
                NoteAnswer(metered);
                await store.RecordAnswerAsync(call.Id, answer);
                break;
            case MeterAction.Warn warn:
                await Legs(call).WarnAsync(call, warn);
                break;
            case MeterAction.HangUp hangUp:
                await ReportAsync(call.Id, await Legs(call).HangUpAsync(metered, hangUp.Leg));
                break;
            case MeterAction.Settle settle:
                await store.SettleAsync(call, settle.Settlement);
                await CloseAsync(call);
                break;
            case MeterAction.Release release:
                await store.ReleaseAsync(call, release);
                await CloseAsync(call);
                break;
            default:
                throw new InvalidOperationException(
                    $"The meter wants {action}, which nobody carries out."
                );
        }
    }

    /// <summary>
    /// A leg whose call is open in the store is left to the daemon that opened it: both share the store, so its money is
    /// set aside, and its own lease bounds it should that daemon be dead.
    /// </summary>
    private async Task JudgeAsync(string pbx, CallId call, string leg)
    {
        switch (await store.FindAsync(call))
        {
            case { EndedAt: null } open when open.Pbx == pbx:
                CallLog.LegLeftToOtherDaemon(logger, pbx, call, leg);
                break;
            case null:
                CallLog.LegOfStrangeCall(logger, pbx, call, leg);
                metrics.StrangeLeg(pbx);
                await switches.HangUpUnpaidAsync(pbx, call, leg);
                break;
            default:
                await switches.HangUpUnpaidAsync(pbx, call, leg);
                break;
        }
    }

    /// <summary>Whether a surcharge is open in the store: another daemon's, which hears of it itself.</summary>
    private async Task<bool> IsOpenAsync(string pbx, CallId surcharge) =>
        await store.FindAsync(surcharge) is { IsOpen: true } open && open.Pbx == pbx;

    private ILegErrands Legs(OpenCall call) => call.Parent is null ? switches : features;

    private ValueTask ReportAsync(CallId call, CallSignal? signal) =>
        signal is null ? ValueTask.CompletedTask : Report(call, signal);

    private void NoteAnswer(MeteredCall metered)
    {
        if (metered.Call.Parent is { } parent)
        {
            SurchargeLog.Began(logger, metered.Call, parent, metered.Meter.FundedSeconds);
        }
        else if (metered.Meter.AnsweredAt is { Witnessed: true })
        {
            CallLog.CallAnswered(logger, metered.Call, metered.Meter.FundedSeconds);
            metrics.Answered(metered.Call.Pbx);
        }
        else
        {
            CallLog.CallFoundAgain(logger, metered.Call, metered.Meter.FundedSeconds);
        }
    }

    private async Task CloseAsync(OpenCall call)
    {
        await Closed(call.Id);
        // Only now: had we died before, this record would have told the next start how the call ended.
        await switches.ForgetAsync(call.Pbx, call.Id);
    }
}
