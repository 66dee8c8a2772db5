using System.Text;
using TelephonyBilling.Benchmarks.Reporting;
using TelephonyBilling.Daemon.Rates;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Benchmarks.Rating;

/// <summary>A rate file into the books, against splitting its lines and inserting what comes out.</summary>
public sealed class ImportBenchmark : IBenchmark
{
    private const int Rounds = 3;

    private static readonly Currency Usd = Currency.Parse("USD");

    /// <inheritdoc/>
    public string Name => "import";

    /// <inheritdoc/>
    public string Title =>
        $"Import: a rate file of {BenchmarkReport.Count(RatingData.PrefixCount)} rows into the books";

    /// <inheritdoc/>
    public async Task<BenchmarkReport> RunAsync(CancellationToken cancellationToken)
    {
        using var folder = new ScratchFolder();
        var file = File(new RatingData());
        await using var books = await ImportedBooks.OpenAsync(
            folder.File("books.db"),
            cancellationToken
        );
        var (bare, read, kept) = (new List<Cost>(), new List<Cost>(), new List<Cost>());
        // The first is for the compiler.
        for (var round = -1; round < Rounds; round++)
        {
            var meter = Cost.Begin();
            BareImport.Run(file, folder.File($"bare{round}.db"));
            var bareCost = meter.End();

            meter = Cost.Begin();
            var rows = Read(file);
            var readCost = meter.End();

            meter = Cost.Begin();
            await books.ImportAsync(rows, cancellationToken);
            var keptCost = meter.End();
            if (round >= 0)
            {
                bare.Add(bareCost);
                read.Add(readCost);
                kept.Add(keptCost);
            }
        }
        return Report(file.Length, bare, read, kept);
    }

    private static BenchmarkReport Report(
        long bytes,
        List<Cost> bare,
        List<Cost> read,
        List<Cost> kept
    )
    {
        List<Cost> both =
        [
            .. read.Zip(
                kept,
                (one, other) =>
                    new Cost(
                        one.Elapsed + other.Elapsed,
                        one.Cpu + other.Cpu,
                        one.Allocated + other.Allocated
                    )
            ),
        ];
        return new BenchmarkReport(
            ["what", "rows/s", "ratio", "seconds", "CPU µs a row", "bytes allocated a row"],
            [
                Row("split at commas, insert, one commit; nothing checked", bare, bare),
                Row("rate file read, every row checked, deck compiled", read, bare),
                Row("rates written to the books while calls go on", kept, bare),
                Row("both: rates import", both, bare),
            ],
            [
                $"A file of {BenchmarkReport.Count(bytes / 1e6)} MB in memory; the books are on disk. Medians of {Rounds} rounds, in"
                    + " turns. The baseline keeps each field as the text that it found and puts the prefix into its key.",
            ]
        );
    }

    private static string[] Row(string what, List<Cost> own, List<Cost> bare)
    {
        var seconds = Median(own, cost => cost.Elapsed.TotalSeconds);
        return
        [
            what,
            BenchmarkReport.Count(RatingData.PrefixCount / seconds),
            BenchmarkReport.Ratio(
                new Percentiles(bare.Zip(own, (plain, mine) => plain.Elapsed / mine.Elapsed)).Median
            ),
            BenchmarkReport.Ratio(seconds),
            BenchmarkReport.Ratio(
                Median(own, cost => cost.CpuMicroseconds(RatingData.PrefixCount))
            ),
            BenchmarkReport.Count(Median(own, cost => cost.Allocated / RatingData.PrefixCount)),
        ];
    }

    private static double Median(List<Cost> costs, Func<Cost, double> of) =>
        new Percentiles(costs.Select(of)).Median;

    private static byte[] File(RatingData data)
    {
        var text = new StringWriter();
        RateFileWriter.Write(text, data.Rows.Select(row => row.Rate));
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static IReadOnlyList<RateRow> Read(byte[] file)
    {
        if (
            !RateFileReader.TryReadRows(new MemoryStream(file), Usd, out var rows, out var errors)
            || !RateDeck.TryCompile("benchmark", Usd, rows, at: null, out _, out errors)
        )
        {
            throw new InvalidOperationException($"The file is wrong: {errors}");
        }
        return rows;
    }
}
