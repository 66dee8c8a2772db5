using Microsoft.Extensions.Logging;
using TelephonyBilling.Benchmarks.Fakes;
using TelephonyBilling.Benchmarks.Reporting;
using TelephonyBilling.Daemon.Observability;
using TelephonyBilling.Daemon.Options;
using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Engine;
using TelephonyBilling.Engine.Metering;
using TelephonyBilling.Engine.Switching;

namespace TelephonyBilling.Benchmarks.Metering;

/// <summary>
/// The daemon's meter loop by the real clock, its log formatted and thrown away, in front of a store and a switch that do
/// everything at once.
/// </summary>
internal sealed class MeteredPace
{
    private readonly DaemonClock clock = new(TimeProvider.System);
    private readonly MeterOptions options = new();
    private readonly Dictionary<CallId, TimeSpan> answeredAt = [];
    private readonly List<double> lateness = [];
    private TimeSpan watchedFrom = TimeSpan.MaxValue;

    /// <summary>Lets so many calls, answered within the last quota, go on for a time.</summary>
    public async Task<Pace> RunAsync(
        int calls,
        TimeSpan duration,
        CancellationToken cancellationToken
    )
    {
        using var log = LogSetup.Create(new LoggingOptions(), Stream.Null);
        using var metrics = new EngineMetrics();
        var switches = new SwitchDirectory();
        switches.Add(new WatchedSwitch(OpenCalls.Pbx, clock));
        using var effects = new MeterEffects(
            new GrantingStore(Renewed),
            switches,
            clock,
            metrics,
            log.CreateLogger<MeterEffects>()
        );
        var loop = new MeterLoop(options, effects, clock, metrics, log.CreateLogger<MeterLoop>());
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Prepare(calls, out var open);
        var running = loop.RunAsync(stopping.Token);
        await AdmitAsync(loop, open);
        await loop.AskAsync(book => book.Calls.Count, cancellationToken);
        GC.Collect();
        watchedFrom = clock.Now;
        var meter = Cost.Begin();
        await Task.Delay(duration, cancellationToken);
        var cost = meter.End();
        effects.Stop();
        await stopping.CancelAsync();
        await running;
        lock (lateness)
        {
            return new Pace(cost, new Percentiles(lateness));
        }
    }

    // Answered evenly over the time in which a call waits for its first renewal, the first one due in a moment.
    private void Prepare(int calls, out Engine.Calls.OpenCall[] open)
    {
        var made = new OpenCalls();
        var longest = TimeSpan.FromSeconds(OpenCalls.QuotaSeconds) - options.RenewBefore;
        open = new Engine.Calls.OpenCall[calls];
        for (var i = 0; i < calls; i++)
        {
            open[i] = made.Make(i, clock.UtcNow);
            answeredAt.Add(open[i].Id, clock.Now - longest + (longest / calls * i));
        }
    }

    private async Task AdmitAsync(MeterLoop loop, Engine.Calls.OpenCall[] open)
    {
        for (var i = 0; i < open.Length; i++)
        {
            var call = open[i];
            await loop.ExpectAsync(call.Pbx, call.Owner);
            await loop.AdmitAsync(call);
            var at = answeredAt[call.Id];
            var answered = new Moment(clock.UtcNow - (clock.Now - at), at, Witnessed: true);
            await loop.SignalAsync(call.Id, new CallSignal.LegAnswered(OpenCalls.Leg(i), answered));
        }
    }

    private void Renewed(CallId call, long wantedSeconds)
    {
        var funded = TimeSpan.FromSeconds(wantedSeconds - OpenCalls.QuotaSeconds);
        var due = answeredAt[call] + funded - options.RenewBefore;
        if (due < watchedFrom)
        {
            return; // It was due before all calls were there.
        }
        lock (lateness)
        {
            lateness.Add((clock.Now - due).TotalMilliseconds);
        }
    }
}
