using System.Globalization;
using System.Net;
using TelephonyBilling.Benchmarks.Children;
using TelephonyBilling.Benchmarks.Reporting;
using TelephonyBilling.Daemon.Switches;

namespace TelephonyBilling.Benchmarks.Ami;

/// <summary>Events from a loopback socket to a handler, against a bare loop.</summary>
public sealed class AmiBenchmark : IBenchmark
{
    private const int Events = 1_000_000;
    private const int WarmUpEvents = 200_000;
    private const int Rounds = 5;
    private const int Rate = 4_000;
    private const int PacedEvents = 4 * Rate;

    /// <inheritdoc/>
    public string Name => "ami";

    /// <inheritdoc/>
    public string Title =>
        $"AMI: {BenchmarkReport.Count(Events)} mixed events from a loopback socket to a handler";

    /// <inheritdoc/>
    public async Task<BenchmarkReport> RunAsync(CancellationToken cancellationToken)
    {
        await using var sender = ChildProcess.Start("ami-sender");
        var port = (await sender.AnswerAsync(cancellationToken)).Split(' ')[1];
        var bench = new AmiBursts(
            sender,
            new IPEndPoint(IPAddress.Loopback, int.Parse(port, CultureInfo.InvariantCulture)),
            cancellationToken
        );
        Variant[] variants =
        [
            new("bare loop: splits every header, keeps none", Bare: true, []),
            new("AmiClient, nothing of it subscribed", Bare: false, []),
            new("AmiClient, the daemon's three events", Bare: false, AsteriskSwitch.Subscriptions),
            new("AmiClient, every event subscribed", Bare: false, null),
        ];
        foreach (var variant in variants)
        {
            await bench.BurstAsync(variant, WarmUpEvents);
        }
        var costs = variants.ToDictionary(variant => variant, _ => new List<Cost>());
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var variant in variants)
            {
                costs[variant].Add(await bench.BurstAsync(variant, Events));
            }
        }
        var ages = new Dictionary<Variant, Percentiles>
        {
            [variants[2]] = await bench.PaceAsync(variants[2], Rate, PacedEvents),
            [variants[3]] = await bench.PaceAsync(variants[3], Rate, PacedEvents),
        };
        return Report(variants, costs, ages);
    }

    private static BenchmarkReport Report(
        Variant[] variants,
        Dictionary<Variant, List<Cost>> costs,
        Dictionary<Variant, Percentiles> ages
    )
    {
        var traffic = new AmiTraffic();
        var bare = costs[variants[0]];
        return new BenchmarkReport(
            [
                "reader",
                "events/s",
                "ratio",
                "CPU µs each",
                "CPU ratio",
                "bytes allocated each",
                "p50 µs",
                "p99 µs",
            ],
            [
                .. variants.Select(variant =>
                {
                    var own = costs[variant];
                    var age = ages.GetValueOrDefault(variant);
                    return (string[])
                        [
                            variant.Name,
                            BenchmarkReport.Count(
                                Median(own, cost => Events / cost.Elapsed.TotalSeconds)
                            ),
                            Ratio(bare, own, cost => cost.Elapsed),
                            BenchmarkReport.Ratio(
                                Median(own, cost => cost.CpuMicroseconds(Events))
                            ),
                            Ratio(bare, own, cost => cost.Cpu),
                            BenchmarkReport.Ratio(
                                Median(own, cost => (double)cost.Allocated / Events)
                            ),
                            age is null ? "" : BenchmarkReport.Count(age.Median),
                            age is null ? "" : BenchmarkReport.Count(age.At(99)),
                        ];
                }),
            ],
            [
                $"Events of {BenchmarkReport.Ratio((double)traffic.Headers / AmiTraffic.CycleLength)} headers and"
                    + $" {traffic.Bytes.Length / AmiTraffic.CycleLength} bytes on average; 7 in a hundred are of the daemon's three"
                    + $" kinds. The sender is a process of its own. Medians of {Rounds} rounds; ratios are taken within a round."
                    + " The bytes for events that nobody asked for are those of the second row.",
                $"p50 and p99 are the age of an event when the handler gets it, at {BenchmarkReport.Count(Rate)} events a second"
                    + " from the sender, stamped before they are sent.",
            ]
        );
    }

    private static double Median(List<Cost> costs, Func<Cost, double> of) =>
        new Percentiles(costs.Select(of)).Median;

    private static string Ratio(List<Cost> bare, List<Cost> own, Func<Cost, TimeSpan> of) =>
        BenchmarkReport.Ratio(
            new Percentiles(bare.Zip(own, (one, other) => of(one) / of(other))).Median
        );

    /// <summary>One way to read.</summary>
    /// <param name="Name">For the table.</param>
    /// <param name="Bare">The baseline.</param>
    /// <param name="Subscriptions">Null: every event.</param>
    internal sealed record Variant(
        string Name,
        bool Bare,
        IReadOnlyCollection<string>? Subscriptions
    );
}
