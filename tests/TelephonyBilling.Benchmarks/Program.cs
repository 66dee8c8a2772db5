using TelephonyBilling.Benchmarks;
using TelephonyBilling.Benchmarks.Ami;
using TelephonyBilling.Benchmarks.Children;
using TelephonyBilling.Benchmarks.Gating;
using TelephonyBilling.Benchmarks.Ledger;
using TelephonyBilling.Benchmarks.Metering;
using TelephonyBilling.Benchmarks.Rates;
using TelephonyBilling.Benchmarks.Rating;
using TelephonyBilling.Benchmarks.Reporting;
using TelephonyBilling.Benchmarks.Sweeps;

// Every benchmark is a verb; add new ones here and a folder for each.
IBenchmark[] benchmarks =
[
    new AmiBenchmark(),
    new GateBenchmark(),
    new RatingBenchmark(),
    new ImportBenchmark(),
    new RatesBenchmark(),
    new LedgerBenchmark(),
    new MeteringBenchmark(),
    new SweepsBenchmark(),
];
IChild[] children = [new AmiSender(), new GateLoad()];

if (args is [ChildProcess.Verb, var role])
{
    await children.Single(child => child.Role == role).RunAsync(Console.In, Console.Out);
    return 0;
}

var verbs = args.Where(arg => !arg.StartsWith("--", StringComparison.Ordinal)).ToArray();
var document = args.Contains("--write", StringComparer.Ordinal)
    ? BenchmarkDocument.InRepository()
    : null;
var unknown = verbs
    .Where(verb => verb != "all" && benchmarks.All(benchmark => benchmark.Name != verb))
    .ToArray();
var strange = args.Where(arg => arg.StartsWith("--", StringComparison.Ordinal) && arg != "--write")
    .ToArray();
if (verbs.Length == 0 || unknown.Length + strange.Length > 0)
{
    foreach (var wrong in unknown.Concat(strange))
    {
        await Console.Error.WriteLineAsync($"There is no benchmark or option '{wrong}'.");
    }
    await Console.Error.WriteLineAsync(
        "Usage: dotnet run -c Release --project tests/TelephonyBilling.Benchmarks -- VERB... [--write]"
    );
    foreach (var benchmark in benchmarks)
    {
        await Console.Error.WriteLineAsync($"  {benchmark.Name, -10} {benchmark.Title}");
    }
    await Console.Error.WriteLineAsync("  all        every one of them");
    await Console.Error.WriteLineAsync("  --write    also put the results into docs/benchmarks.md");
    return 2;
}
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
foreach (
    var benchmark in benchmarks.Where(benchmark =>
        verbs.Contains("all") || verbs.Contains(benchmark.Name)
    )
)
{
    // The load before the start tells a reader what else the machine was doing.
    var machine = Machine.Describe();
    Console.WriteLine($"{benchmark.Title}\n{machine}\n");
    var report = await benchmark.RunAsync(stop.Token);
    Console.WriteLine(report.ToText());
    document?.Replace(benchmark, report, machine);
}
return 0;
