using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using TelephonyBilling.Benchmarks.Rating;
using TelephonyBilling.Benchmarks.Reporting;
using TelephonyBilling.Daemon.Rates;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Rates;
using TelephonyBilling.Storage.Sqlite;

namespace TelephonyBilling.Benchmarks.Rates;

/// <summary>Importing a large rate file, against a bare loop of inserts; and prices with overrides, against a deck alone.</summary>
public sealed class RatesBenchmark : IBenchmark
{
    private const int Rounds = 5;

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <inheritdoc/>
    public string Name => "rates";

    /// <inheritdoc/>
    public string Title =>
        $"Rates: a file of {BenchmarkReport.Count(RatingData.PrefixCount)} rows imported, and what lies over a deck looked up";

    /// <inheritdoc/>
    public async Task<BenchmarkReport> RunAsync(CancellationToken cancellationToken)
    {
        using var folder = new ScratchFolder();
        var data = new RatingData();
        var file = folder.File("rates.csv");
        RateFiles.Write(file, data);
        await using var store = await SqliteStore.OpenAsync(
            new SqliteStoreOptions(folder.File("books.db")),
            TimeProvider.System,
            NullLogger.Instance,
            cancellationToken
        );
        using var plain = new PlainImport(folder.File("plain.db"));
        var lookups = new TariffLookups(data);
        var rounds = new List<Round>();
        var prices = new List<(double, double, double)>();
        // The first round is for the compiler and the caches.
        for (var i = 0; i <= Rounds; i++)
        {
            var round = await RunAsync(store, plain, file, i, cancellationToken);
            var price = lookups.Measure();
            if (i > 0)
            {
                rounds.Add(round);
                prices.Add(price);
            }
        }
        return new BenchmarkReport(
            ["what", "CPU s", "s; ns a price", "ratio"],
            [
                Row(
                    "bare loop: split lines, insert them, one transaction",
                    rounds,
                    round => round.Plain
                ),
                Row("rates import, in whole", rounds, round => round.Import),
                Row("  read and check the file, compile the deck", rounds, round => round.Read),
                Row("  write it, compiled and checked once more", rounds, round => round.Write),
                Row("compare it with the version in force", rounds, round => round.Compare),
                Row("rates export", rounds, round => round.Export),
                .. TariffLookups.Rows(prices),
            ],
            [
                "The baseline does what `.import` of SQLite's shell does: it splits lines at commas and inserts the texts as they stand,"
                    + " in one transaction with synchronous=FULL. The import checks every value, finds what stands twice, gives way to"
                    + " calls every 4,000 rows (a commit and a pause of 5 ms each), and comes into force at once or not at all. Ratios of"
                    + " the import are times the baseline's time in the same round, those of a price times that of the deck alone;"
                    + $" medians of {Rounds} rounds. A price with rules has the number's country found too.",
            ]
        );
    }

    private static async Task<Round> RunAsync(
        SqliteStore store,
        PlainImport plain,
        string file,
        int round,
        CancellationToken cancellationToken
    )
    {
        var deck = string.Create(CultureInfo.InvariantCulture, $"round-{round}");
        var meter = Cost.Begin();
        var inserted = plain.Import(file);
        var ofPlain = meter.End();

        meter = Cost.Begin();
        var (rows, compiled) = RateFiles.Read(file);
        var ofRead = meter.End();

        meter = Cost.Begin();
        var isDone = await store.Rates.ImportAsync(
            new RateImport(deck, RateFiles.Usd, rows, Start),
            cancellationToken
        );
        var ofWrite = meter.End();
        if (!isDone || inserted != rows.Count)
        {
            throw new InvalidOperationException("The imports are not of the same rows.");
        }

        meter = Cost.Begin();
        var stored = await store.Rates.ExportAsync(deck, Start, cancellationToken);
        var inForce = RateDeck.Compile(deck, RateFiles.Usd, stored!.Rows);
        var difference = RateDeckDifference.Between(inForce, compiled);
        var ofCompare = meter.End();
        if (!difference.IsEmpty)
        {
            throw new InvalidOperationException("What was stored is not what was read.");
        }

        meter = Cost.Begin();
        stored = await store.Rates.ExportAsync(deck, Start, cancellationToken);
        RateFileWriter.Write(TextWriter.Null, stored!.Rows.Select(row => row.Rate));
        var ofExport = meter.End();
        return new Round(ofPlain, ofRead, ofWrite, ofCompare, ofExport);
    }

    private static string[] Row(string name, List<Round> rounds, Func<Round, Cost> of) =>
        [
            name,
            Seconds(rounds.Select(round => of(round).Cpu)),
            Seconds(rounds.Select(round => of(round).Elapsed)),
            BenchmarkReport.Ratio(
                new Percentiles(
                    rounds.Select(round => of(round).Elapsed / round.Plain.Elapsed)
                ).Median
            ),
        ];

    private static string Seconds(IEnumerable<TimeSpan> times) =>
        new Percentiles(times.Select(time => time.TotalSeconds)).Median.ToString(
            "F2",
            CultureInfo.InvariantCulture
        );

    private sealed record Round(Cost Plain, Cost Read, Cost Write, Cost Compare, Cost Export)
    {
        internal Cost Import =>
            new(
                Read.Elapsed + Write.Elapsed,
                Read.Cpu + Write.Cpu,
                Read.Allocated + Write.Allocated
            );
    }
}
