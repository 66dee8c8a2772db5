using System.Diagnostics.Metrics;

namespace TelephonyBilling.Daemon.Observability;

/// <summary>Chooses a histogram's buckets: those that its instrument advises, else by what it measures.</summary>
internal static class HistogramBounds
{
    // Waits from a tenth of a millisecond (a gate's decision) to the longest time-out.
    private static readonly double[] Waits =
    [
        0.0001,
        0.00025,
        0.0005,
        0.001,
        0.0025,
        0.005,
        0.01,
        0.025,
        0.05,
        0.1,
        0.25,
        0.5,
        1,
        2.5,
        5,
        10,
    ];

    // Connected time.
    private static readonly double[] CallTimes =
    [
        1,
        6,
        15,
        30,
        60,
        120,
        300,
        600,
        1800,
        3600,
        7200,
        14400,
    ];

    private static readonly double[] Counts =
    [
        1,
        2,
        5,
        10,
        20,
        50,
        100,
        200,
        500,
        1000,
        2000,
        5000,
        10000,
    ];

    internal static double[] Of(Instrument instrument) =>
        instrument switch
        {
            Histogram<double> { Advice.HistogramBucketBoundaries: { } advised } => [.. advised],
            Histogram<long> { Advice.HistogramBucketBoundaries: { } advised } =>
            [
                .. advised.Select(bound => (double)bound),
            ],
            { Unit: "s" } => instrument.Name.StartsWith("call.", StringComparison.Ordinal)
                ? CallTimes
                : Waits,
            _ => Counts,
        };
}
