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
    private const int DapperCalls = 12_000;

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
        using var dapper = await DapperSettlements.OpenAsync(
            folder.File("dapper.db"),
            DapperCalls,
            Accounts,
            cancellationToken
        );
        await books.OpenCallsAsync(
            (InARound * Callers.Length * Rounds) + InARound + (Lone * Rounds),
            Accounts,
            cancellationToken
        );
        Commits(plain, TimeSpan.FromSeconds(0.5));
        Settlements(dapper);
        await books.SettleAsync(InARound, Callers[^1], cancellationToken);
        var (baseline, sameEach) = (new List<Pace>(), new List<Pace>());
        var together = Callers.ToDictionary(callers => callers, _ => new List<Pace>());
        var (plainTimes, loneTimes) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            baseline.Add(Commits(plain, BaselineTime));
            sameEach.Add(Settlements(dapper));
            foreach (var callers in Callers)
            {
                var cost = await books.SettleAsync(InARound, callers, cancellationToken);
                together[callers].Add(Pace.Of(InARound, cost));
            }
            // In turns, so that both meet the same disk.
            for (var i = 0; i < Lone; i++)
            {
                plainTimes.Add(CommitOne(plain, i));
                loneTimes.Add(await books.SettleOneAsync(cancellationToken));
            }
        }
        await books.VerifyAsync(cancellationToken);
        return Report(
            baseline,
            sameEach,
            together,
            new Percentiles(plainTimes),
            new Percentiles(loneTimes)
        );
    }

    private static BenchmarkReport Report(
        List<Pace> baseline,
        List<Pace> sameEach,
        Dictionary<int, List<Pace>> together,
        Percentiles plain,
        Percentiles lone
    ) =>
        new(
            [
                "what",
                "callers",
                "settlements/s",
                "ratio",
                "to the same",
                "CPU µs each",
                "alone p50 µs",
                "alone p99 µs",
            ],
            [
                [
                    "SQLite, one commit each",
                    "1",
                    PerSecond(baseline),
                    BenchmarkReport.Ratio(1),
                    "",
                    CpuEach(baseline),
                    BenchmarkReport.Count(plain.Median),
                    BenchmarkReport.Count(plain.At(99)),
                ],
                [
                    "the same writes by Dapper, one commit each",
                    "1",
                    PerSecond(sameEach),
                    RatioOf(sameEach, baseline),
                    BenchmarkReport.Ratio(1),
                    CpuEach(sameEach),
                    "",
                    "",
                ],
                .. together.Select(pair =>
                    (string[])
                        [
                            "SqliteStore",
                            BenchmarkReport.Count(pair.Key),
                            PerSecond(pair.Value),
                            RatioOf(pair.Value, baseline),
                            RatioOf(pair.Value, sameEach),
                            CpuEach(pair.Value),
                            "",
                            "",
                        ]
                ),
                [
                    "SqliteStore, nobody else",
                    "1",
                    BenchmarkReport.Count(1e6 / lone.Median),
                    BenchmarkReport.Ratio(plain.Median / lone.Median),
                    "",
                    "",
                    BenchmarkReport.Count(lone.Median),
                    BenchmarkReport.Count(lone.At(99)),
                ],
            ],
            [
                "The baseline inserts an entry and updates a balance in one transaction, synchronous=FULL, and checks nothing. A"
                    + " settlement also closes the call, frees its reservation, and has every law checked by triggers; the second"
                    + $" row does all that too, and the other ratio is to it. {Accounts} accounts; the ledger was verified afterwards. Medians of {Rounds} rounds, in turns; a caller waits for"
                    + " its settlement to be durable before its next.",
            ]
        );

    private static Pace Commits(PlainCommits plain, TimeSpan duration)
    {
        var meter = Cost.Begin();
        var started = Stopwatch.GetTimestamp();
        var count = 0;
        while (Stopwatch.GetElapsedTime(started) < duration)
        {
            plain.Settle(count++ % Accounts, 80_000);
        }
        return Pace.Of(count, meter.End());
    }

    private static Pace Settlements(DapperSettlements dapper)
    {
        const int count = DapperCalls / (Rounds + 1);
        var meter = Cost.Begin();
        for (var i = 0; i < count; i++)
        {
            dapper.SettleOne();
        }
        return Pace.Of(count, meter.End());
    }

    private static string PerSecond(IEnumerable<Pace> rounds) =>
        BenchmarkReport.Count(new Percentiles(rounds.Select(round => round.PerSecond)).Median);

    private static string CpuEach(IEnumerable<Pace> rounds) =>
        BenchmarkReport.Ratio(new Percentiles(rounds.Select(round => round.CpuEach)).Median);

    /// <summary>The median of what the rounds have as ratios.</summary>
    private static string RatioOf(IEnumerable<Pace> own, IEnumerable<Pace> other) =>
        BenchmarkReport.Ratio(
            new Percentiles(
                own.Zip(other, (mine, theirs) => mine.PerSecond / theirs.PerSecond)
            ).Median
        );

    private static double CommitOne(PlainCommits plain, int account)
    {
        var started = Stopwatch.GetTimestamp();
        plain.Settle(account % Accounts, 80_000);
        return Stopwatch.GetElapsedTime(started).TotalMicroseconds;
    }

    /// <summary>Settlements a second, and the CPU time of each in µs.</summary>
    private sealed record Pace(double PerSecond, double CpuEach)
    {
        public static Pace Of(int count, Cost cost) =>
            new(count / cost.Elapsed.TotalSeconds, cost.CpuMicroseconds(count));
    }
}
