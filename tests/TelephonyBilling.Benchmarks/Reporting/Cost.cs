using System.Diagnostics;

namespace TelephonyBilling.Benchmarks.Reporting;

/// <summary>What this process spent between two moments: wall time, CPU time of all its threads, allocated bytes.</summary>
/// <param name="Elapsed">By the monotonic clock.</param>
/// <param name="Cpu">User and system time.</param>
/// <param name="Allocated">Bytes.</param>
public readonly record struct Cost(TimeSpan Elapsed, TimeSpan Cpu, long Allocated)
{
    /// <summary>CPU time as a share of one core; 1 is a whole core.</summary>
    public double Cores => Cpu / Elapsed;

    /// <summary>Begins to count.</summary>
    public static Meter Begin() => new();

    /// <summary>CPU time for each of so many things, in µs.</summary>
    public double CpuMicroseconds(double things) => Cpu.TotalMicroseconds / things;

    /// <summary>A count under way.</summary>
    public sealed class Meter
    {
        private readonly long started = Stopwatch.GetTimestamp();
        private readonly TimeSpan cpu = Environment.CpuUsage.TotalTime;
        private readonly long allocated = GC.GetTotalAllocatedBytes(precise: true);

        /// <summary>What was spent since the beginning.</summary>
        public Cost End() =>
            new(
                Stopwatch.GetElapsedTime(started),
                Environment.CpuUsage.TotalTime - cpu,
                GC.GetTotalAllocatedBytes(precise: true) - allocated
            );
    }
}
