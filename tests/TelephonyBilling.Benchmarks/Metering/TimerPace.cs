using System.Diagnostics;
using TelephonyBilling.Benchmarks.Reporting;

namespace TelephonyBilling.Benchmarks.Metering;

/// <summary>The baseline: a timer of the runtime for each call, which does nothing but note that it fired, and is set anew.</summary>
internal sealed class TimerPace : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(OpenCalls.QuotaSeconds - 15);

    private readonly long origin = Stopwatch.GetTimestamp();
    private readonly Timer[] timers;
    private readonly TimeSpan[] due;
    private readonly List<double> lateness = [];

    private TimerPace(int calls)
    {
        timers = new Timer[calls];
        due = new TimeSpan[calls];
    }

    private TimeSpan Now => Stopwatch.GetElapsedTime(origin);

    /// <summary>Lets so many timers run for a time; gives also the live memory of each.</summary>
    public static async Task<(Pace Pace, double BytesEach)> RunAsync(
        int calls,
        TimeSpan duration,
        CancellationToken cancellationToken
    )
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        using var pace = new TimerPace(calls);
        pace.Start();
        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)calls;
        var meter = Cost.Begin();
        await Task.Delay(duration, cancellationToken);
        var cost = meter.End();
        lock (pace.lateness)
        {
            return (new Pace(cost, new Percentiles(pace.lateness)), bytes);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var timer in timers)
        {
            timer.Dispose();
        }
    }

    private void Start()
    {
        for (var i = 0; i < timers.Length; i++)
        {
            var index = i;
            due[i] = Now + (Period / timers.Length * i);
            timers[i] = new Timer(
                _ => Fired(index),
                state: null,
                due[i] - Now,
                Timeout.InfiniteTimeSpan
            );
        }
    }

    private void Fired(int index)
    {
        lock (lateness)
        {
            lateness.Add((Now - due[index]).TotalMilliseconds);
        }
        due[index] += Period;
        // Before its own start has returned, the first may fire without being in its place yet: it fires once then.
        timers[index]?.Change(due[index] - Now, Timeout.InfiniteTimeSpan);
    }
}
