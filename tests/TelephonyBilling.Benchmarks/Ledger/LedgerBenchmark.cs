using System.Diagnostics;
using TelephonyBilling.Benchmarks.Reporting;

namespace TelephonyBilling.Benchmarks.Ledger;

/// <summary>Durable settlements, against one commit each.</summary>
public sealed class LedgerBenchmark : IBenchmark
{
    private const int Accounts = 100;
    private const int Rounds = 3;
    private const int InARound = 20_000;
    private const int Lone = 300;

    private static readonly TimeSpan BaselineTime = TimeSpan.FromSeconds(1.5);
    private static readonly int[] Callers = [64, 1_024];

    /// <inheritdoc/>
    public string Name => "ledger";

    /// <inheritdoc/>
    public string Title => "Ledger: durable settlements";

    /// <inheritdoc/>
    public async Task<BenchmarkReport> RunAsync(CancellationToken cancellationToken)
    {
        using var folder = new ScratchFolder();
        // First, as in the daemon: it sets SQLite up for this process, and the baseline has the good of that too.
        await using var books = await StoreSettlements.OpenAsync(
            folder.File("books.db"),
            Accounts,
            cancellationToken
        );
        using var plain = new PlainCommits(folder.File("plain.db"), Accounts);
        await books.OpenCallsAsync(
            (InARound * Callers.Length * Rounds) + InARound + (Lone * Rounds),
            Accounts,
            cancellationToken
        );
        Commits(plain, TimeSpan.FromSeconds(0.5));
        await books.SettleAsync(InARound, Callers[^1], cancellationToken);
        var baseline = new List<double>();
        var together = Callers.ToDictionary(callers => callers, _ => new List<double>());
        var (plainTimes, loneTimes) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            baseline.Add(Commits(plain, BaselineTime));
            foreach (var callers in Callers)
            {
                var cost = await books.SettleAsync(InARound, callers, cancellationToken);
                together[callers].Add(InARound / cost.Elapsed.TotalSeconds);
            }
            // In turns, so that both meet the same disk.
            for (var i = 0; i < Lone; i++)
            {
                plainTimes.Add(CommitOne(plain, i));
                loneTimes.Add(await books.SettleOneAsync(cancellationToken));
            }
        }
        await books.VerifyAsync(cancellationToken);
        return Report(baseline, together, new Percentiles(plainTimes), new Percentiles(loneTimes));
    }

    private static BenchmarkReport Report(
        List<double> baseline,
        Dictionary<int, List<double>> together,
        Percentiles plain,
        Percentiles lone
    ) =>
        new(
            ["what", "callers", "settlements/s", "ratio", "alone p50 µs", "alone p99 µs"],
            [
                [
                    "SQLite, one commit each",
                    "1",
                    BenchmarkReport.Count(new Percentiles(baseline).Median),
                    BenchmarkReport.Ratio(1),
                    BenchmarkReport.Count(plain.Median),
                    BenchmarkReport.Count(plain.At(99)),
                ],
                .. together.Select(pair =>
                    (string[])
                        [
                            "SqliteStore",
                            BenchmarkReport.Count(pair.Key),
                            BenchmarkReport.Count(new Percentiles(pair.Value).Median),
                            BenchmarkReport.Ratio(
                                new Percentiles(
                                    pair.Value.Zip(baseline, (own, one) => own / one)
                                ).Median
                            ),
                            "",
                            "",
                        ]
                ),
                [
                    "SqliteStore, nobody else",
                    "1",
                    BenchmarkReport.Count(1e6 / lone.Median),
                    BenchmarkReport.Ratio(plain.Median / lone.Median),
                    BenchmarkReport.Count(lone.Median),
                    BenchmarkReport.Count(lone.At(99)),
                ],
            ],
            [
                "The baseline inserts an entry and updates a balance in one transaction, synchronous=FULL, and checks nothing. The"
                    + " store's settlement also closes the call, frees its reservation, and has every law checked by triggers;"
                    + $" {Accounts} accounts; the ledger was verified afterwards. Medians of {Rounds} rounds, in turns; a caller waits for"
                    + " its settlement to be durable before its next.",
            ]
        );

    private static double Commits(PlainCommits plain, TimeSpan duration)
    {
        var started = Stopwatch.GetTimestamp();
        var count = 0;
        while (Stopwatch.GetElapsedTime(started) < duration)
        {
            plain.Settle(count++ % Accounts, 80_000);
        }
        return count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static double CommitOne(PlainCommits plain, int account)
    {
        var started = Stopwatch.GetTimestamp();
        plain.Settle(account % Accounts, 80_000);
        return Stopwatch.GetElapsedTime(started).TotalMicroseconds;
    }
}
