using System.Globalization;
using TelephonyBilling.Benchmarks.Reporting;

namespace TelephonyBilling.Benchmarks.Sweeps;

/// <summary>The jobs that look at every account and write to it, against the rows that they leave, inserted at once.</summary>
public sealed class SweepsBenchmark : IBenchmark
{
    private const int Accounts = 10_000;
    private const int Entries = 20;

    /// <inheritdoc/>
    public string Name => "sweeps";

    /// <inheritdoc/>
    public string Title =>
        $"Sweeps: jobs over {BenchmarkReport.Count(Accounts)} accounts, each with {Entries} entries in the month";

    /// <inheritdoc/>
    public async Task<BenchmarkReport> RunAsync(CancellationToken cancellationToken)
    {
        using var folder = new ScratchFolder();
        using var plain = new PlainOutbox(folder.File("plain.db"));
        await using var books = await SweptBooks.MakeAsync(
            folder.File("books.db"),
            Accounts,
            Entries,
            cancellationToken
        );
        // The first rows are for the compiler and the caches.
        plain.Insert(Accounts);
        var meter = Cost.Begin();
        plain.Insert(Accounts);
        var ofPlain = meter.End();
        var rows = new List<string[]>
        {
            Row("bare loop: the rows of the mails alone", ofPlain, ofPlain),
        };
        async Task MeasureAsync(string what, Func<Task<int>> sweep, int expected)
        {
            var sweeping = Cost.Begin();
            var done = await sweep();
            var cost = sweeping.End();
            rows.Add(Row(what, cost, ofPlain));
            if (done != expected)
            {
                throw new InvalidOperationException($"{what}: {done} instead of {expected}.");
            }
        }

        Task<int> Low() => books.Mail.Balances.SweepAsync(cancellationToken);
        async Task<int> Statements() =>
            Count(await books.Mail.Statements.RunAsync(cancellationToken));
        async Task<int> Rates() => Count(await books.Mail.RateChanges.RunAsync(cancellationToken));
        await MeasureAsync("low-balance-sweep, all fell", Low, Accounts);
        await MeasureAsync("low-balance-sweep, all told", Low, 0);
        await MeasureAsync("rate-change-notice, all pay more", Rates, Accounts);
        await MeasureAsync("rate-change-notice, all told", Rates, 0);
        books.GoToNextMonth();
        await MeasureAsync("monthly-statement, the month is over", Statements, Accounts);
        await MeasureAsync("monthly-statement, all told", Statements, 0);
        await MeasureAsync(
            "outbox: each mail worded, handed over and marked",
            () => books.SendAsync(cancellationToken),
            3 * Accounts
        );
        Task<int> Recharges() => books.Recharger.SweepAsync(cancellationToken);
        async Task<int> Rents() => Count(await books.Rents.RunAsync(cancellationToken));
        books.GoToNextRent();
        await MeasureAsync("number-rental, a month of each is due", Rents, Accounts);
        await MeasureAsync("number-rental, all paid", Rents, 0);
        await MeasureAsync("recharge-sweep, all low", Recharges, Accounts);
        await MeasureAsync("recharge-sweep, none low", Recharges, 0);
        return new BenchmarkReport(
            ["sweep", "s", "CPU s", "ratio"],
            rows,
            [
                "Ratios are times that of the baseline, which inserts the mails of one sweep in one transaction (write-ahead log,"
                    + " synchronous=FULL) and knows what to write. A sweep finds that out: the statement reads and adds up each account's"
                    + $" month, the notice of prices compares decks of {BenchmarkReport.Count(SweptBooks.Rates)} rates. The outbox sends the"
                    + $" {BenchmarkReport.Count(3 * Accounts)} mails of the sweeps to a mail server that takes each at once; a real one is slower."
                    + " The recharge-sweep writes each payment down, asks a provider that takes it at once, and credits it; a real one"
                    + " takes about a second each, 32 at once.",
            ]
        );
    }

    private static int Count(string done) =>
        int.Parse(done.Split(' ')[0], CultureInfo.InvariantCulture);

    private static string[] Row(string what, Cost cost, Cost plain) =>
        [
            what,
            Seconds(cost.Elapsed),
            Seconds(cost.Cpu),
            BenchmarkReport.Ratio(cost.Elapsed / plain.Elapsed),
        ];

    private static string Seconds(TimeSpan time) =>
        time.TotalSeconds.ToString("F2", CultureInfo.InvariantCulture);
}
