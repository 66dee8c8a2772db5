using System.Globalization;
using System.Runtime.InteropServices;

namespace TelephonyBilling.Benchmarks.Reporting;

/// <summary>The machine on which a benchmark runs, in one sentence.</summary>
public static class Machine
{
    /// <summary>Processor, cores, memory, system, runtime and the load of the last minute.</summary>
    public static string Describe() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Processor()}, {Environment.ProcessorCount} cores, {MemoryGiB():F0} GiB, {RuntimeInformation.OSDescription}, "
                + $"{RuntimeInformation.FrameworkDescription}, load before the start {Load()}."
        );

    private static string Processor() =>
        FirstLine("/proc/cpuinfo", "model name")?.Split(':', 2)[1].Trim()
        ?? RuntimeInformation.ProcessArchitecture.ToString();

    private static string Load() => FirstLine("/proc/loadavg", "")?.Split(' ')[0] ?? "unknown";

    private static double MemoryGiB() =>
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024.0 * 1024 * 1024);

    private static string? FirstLine(string file, string beginning) =>
        File.Exists(file)
            ? File.ReadLines(file)
                .FirstOrDefault(line => line.StartsWith(beginning, StringComparison.Ordinal))
            : null;
}
