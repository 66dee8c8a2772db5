using TelephonyBilling.Benchmarks.Reporting;

namespace TelephonyBilling.Benchmarks.Metering;

/// <summary>What was seen at real pace.</summary>
/// <param name="Cost">Of the time that was watched.</param>
/// <param name="Lateness">From when a renewal was due to when it was asked for, in ms.</param>
internal sealed record Pace(Cost Cost, Percentiles Lateness);
