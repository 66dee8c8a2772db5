using TelephonyBilling.Benchmarks.Reporting;

namespace TelephonyBilling.Benchmarks;

/// <summary>One subject that is measured against the simplest thing that does the same, in one run.</summary>
public interface IBenchmark
{
    /// <summary>The verb that starts it, and the mark of its section in <c>docs/benchmarks.md</c>.</summary>
    string Name { get; }

    /// <summary>What is measured, as a heading.</summary>
    string Title { get; }

    /// <summary>Measures; may take minutes.</summary>
    Task<BenchmarkReport> RunAsync(CancellationToken cancellationToken);
}
