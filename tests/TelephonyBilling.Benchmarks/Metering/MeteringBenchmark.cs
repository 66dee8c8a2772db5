using TelephonyBilling.Benchmarks.Reporting;

namespace TelephonyBilling.Benchmarks.Metering;

/// <summary>100,000 concurrent calls: memory, CPU and lateness, beside a bare timer for each.</summary>
public sealed class MeteringBenchmark : IBenchmark
{
    private const int Calls = 100_000;

    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(20);

    /// <inheritdoc/>
    public string Name => "metering";

    /// <inheritdoc/>
    public string Title =>
        $"Metering: {BenchmarkReport.Count(Calls)} concurrent calls, quota {OpenCalls.QuotaSeconds} s";

    /// <inheritdoc/>
    public async Task<BenchmarkReport> RunAsync(CancellationToken cancellationToken)
    {
        var hour = await Task.Run(
            () => VirtualHour.Run(Calls, cancellationToken),
            cancellationToken
        );
        var (timers, timerBytes) = await TimerPace.RunAsync(Calls, Watched, cancellationToken);
        var meters = await new MeteredPace().RunAsync(Calls, Watched, cancellationToken);
        return new BenchmarkReport(
            [
                "what",
                "bytes per call",
                "renewals/s",
                "cores used",
                "CPU µs per renewal",
                "late p50 ms",
                "late p99 ms",
            ],
            [
                Row("a timer of the runtime for each, at real pace", timerBytes, timers),
                Row("MeterLoop, at real pace", hour.BytesPerCall, meters),
                [
                    "MeterBook, one virtual hour",
                    BenchmarkReport.Count(hour.BytesPerCall),
                    BenchmarkReport.Count(hour.Renewals / 3600.0),
                    Cores(hour.Cpu / TimeSpan.FromHours(1)),
                    BenchmarkReport.Ratio(hour.Cpu.TotalMicroseconds / hour.Renewals),
                    "",
                    "",
                ],
            ],
            [
                "Bytes per call are live memory after a full collection: the meter, its queue and look-up entries, and the call"
                    + " as the gate opened it, with numbers, channels and id of its own. The timer has nothing but itself.",
                $"The virtual hour took {BenchmarkReport.Ratio(hour.Cpu.TotalSeconds)} s of CPU for"
                    + $" {BenchmarkReport.Count(hour.Renewals)} renewals and as many leases. At real pace"
                    + $" {Watched.TotalSeconds:F0} s were watched: a renewal goes through the loop, a store and a switch that say yes at"
                    + " once, and the log's formatting. Lateness is from when a renewal was due to when the store was asked.",
            ]
        );
    }

    private static string[] Row(string name, double bytes, Pace pace) =>
        [
            name,
            BenchmarkReport.Count(bytes),
            BenchmarkReport.Count(pace.Lateness.Count / pace.Cost.Elapsed.TotalSeconds),
            Cores(pace.Cost.Cores),
            BenchmarkReport.Ratio(pace.Cost.CpuMicroseconds(pace.Lateness.Count)),
            BenchmarkReport.Ratio(pace.Lateness.Median),
            BenchmarkReport.Ratio(pace.Lateness.At(99)),
        ];

    private static string Cores(double cores) =>
        cores.ToString("F4", System.Globalization.CultureInfo.InvariantCulture);
}
