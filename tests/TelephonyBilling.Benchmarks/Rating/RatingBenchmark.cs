using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using BenchmarkDotNet.Validators;
using BenchmarkReport = TelephonyBilling.Benchmarks.Reporting.BenchmarkReport;

namespace TelephonyBilling.Benchmarks.Rating;

/// <summary>Lookups in a large deck, against SQLite and against a dictionary.</summary>
public sealed class RatingBenchmark : IBenchmark
{
    private const double NanosecondsPerSecond = 1e9;

    /// <inheritdoc/>
    public string Name => "rating";

    /// <inheritdoc/>
    public string Title =>
        $"Rating: longest prefix of {BenchmarkReport.Count(RatingData.PrefixCount)}, one thread";

    /// <inheritdoc/>
    public Task<BenchmarkReport> RunAsync(CancellationToken cancellationToken) =>
        Task.Run(Run, cancellationToken);

    private static BenchmarkReport Run()
    {
        var log = new AccumulationLogger();
        var summary = BenchmarkRunner.Run<RatingLookups>(Configuration(log));
        if (summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success))
        {
            throw new InvalidOperationException($"The benchmark did not run:\n{log.GetLog()}");
        }
        var sqlite = Median(summary, nameof(RatingLookups.Sqlite));
        var compile = Report(summary, nameof(RatingLookups.Compile));
        return new BenchmarkReport(
            [
                "lookup",
                "per second",
                "ratio",
                "ns each",
                "ns in the best run",
                "bytes allocated each",
            ],
            [
                Row(summary, nameof(RatingLookups.Sqlite), "SQLite in memory, Dapper", sqlite),
                Row(
                    summary,
                    nameof(RatingLookups.DictionaryOfTexts),
                    "dictionary of texts, longest first",
                    sqlite
                ),
                Row(summary, nameof(RatingLookups.Deck), "RateDeck", sqlite),
                Row(
                    summary,
                    nameof(RatingLookups.DeckWithOverrides),
                    "Tariff: two decks, rules of plan and account",
                    sqlite
                ),
            ],
            [
                $"Compiling the deck takes {BenchmarkReport.Ratio(compile.ResultStatistics!.Median / 1e6)} ms and allocates"
                    + $" {BenchmarkReport.Ratio(Allocated(compile) / 1e6)} MB. Medians of up to 25 runs of 0.2 s; the best run"
                    + " tells what a busy machine hides. Every number is"
                    + " below some prefix, in random order, so that caches help as little as they can.",
                $"The tariff asks a deck of {Overrides.ShortDeck} rates before the large one, {Overrides.PlanRules} rules of the plan"
                    + $" and {Overrides.AccountRules} of the account, and gives a quote: price, source and what was laid over it.",
            ]
        );
    }

    private static ManualConfig Configuration(ILogger log) =>
        ManualConfig
            .CreateEmpty()
            // In this process: the variants share one set of data and the machine's state of the moment.
            .AddJob(
                Job.Default.WithToolchain(InProcessEmitToolchain.Instance)
                    .WithWarmupCount(3)
                    .WithIterationTime(Perfolizer.Horology.TimeInterval.FromMilliseconds(200))
                    .WithIterationCount(25)
            )
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddValidator(JitOptimizationsValidator.FailOnError)
            .WithOptions(ConfigOptions.DisableLogFile)
            .AddLogger(log);

    private static string[] Row(Summary summary, string method, string name, double baseline)
    {
        var nanoseconds = Median(summary, method);
        return
        [
            name,
            BenchmarkReport.Count(NanosecondsPerSecond / nanoseconds),
            BenchmarkReport.Ratio(baseline / nanoseconds),
            BenchmarkReport.Ratio(nanoseconds),
            BenchmarkReport.Ratio(Report(summary, method).ResultStatistics!.Min),
            BenchmarkReport.Count(Allocated(Report(summary, method))),
        ];
    }

    private static double Median(Summary summary, string method) =>
        Report(summary, method).ResultStatistics!.Median;

    private static long Allocated(BenchmarkDotNet.Reports.BenchmarkReport report) =>
        report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0;

    private static BenchmarkDotNet.Reports.BenchmarkReport Report(Summary summary, string method) =>
        summary.Reports.Single(report =>
            report.BenchmarkCase.Descriptor.WorkloadMethod.Name == method
        );
}
