using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using TelephonyBilling.Asterisk.FastAgi;
using TelephonyBilling.Benchmarks.Children;
using TelephonyBilling.Benchmarks.Reporting;

namespace TelephonyBilling.Benchmarks.Gating;

/// <summary>Authorisations over FastAGI, each with a durable reservation, against the same server without a store.</summary>
public sealed class GateBenchmark : IBenchmark
{
    private const int Seconds = 2;
    private const int Rounds = 2;
    private const int ManyAccounts = 100;

    private static readonly int[] Connections = [1, 16, 64];

    // What the gate answers for an allowed call, ready-made.
    private static readonly KeyValuePair<string, string>[] Answer =
    [
        new("TB_RESULT", "ALLOW"),
        new("TB_REASON", ""),
        new("TB_PROMPT", ""),
        new("TB_NUMBER", "442079460000"),
        new("TB_CALL_ID", "261122T104502-7f3k9qx2ab"),
        new("TB_DESTINATION", "United Kingdom"),
        new("TB_RATE", "0.02"),
        new("TB_FUNDED_SECONDS", "300"),
        new("TB_DISPLAY", ""),
    ];

    /// <inheritdoc/>
    public string Name => "gate";

    /// <inheritdoc/>
    public string Title => "Gate: authorisations over FastAGI, each with a durable reservation";

    /// <inheritdoc/>
    public async Task<BenchmarkReport> RunAsync(CancellationToken cancellationToken)
    {
        await using var load = ChildProcess.Start("gate-load");
        await using var storeless = RealGate
            .NewServer(NullLoggerFactory.Instance)
            .Map("/authorize", (session, _) => session.SetVariablesAsync(Answer));
        storeless.Start();
        await using var one = await RealGate.StartAsync(accounts: 1, cancellationToken);
        await using var many = await RealGate.StartAsync(ManyAccounts, cancellationToken);
        Server[] servers =
        [
            new("the same server without a store", storeless.EndPoint.Port, 1),
            new("gate, one account", one.Port, 1),
            new($"gate, {ManyAccounts} accounts", many.Port, ManyAccounts),
        ];
        // Twice, because the compiler's second thoughts take their time, and would be counted as the server's.
        foreach (var server in servers.Concat(servers))
        {
            await LoadAsync(load, server, Connections[^1], cancellationToken);
        }
        var rows = new List<string[]>();
        foreach (var connections in Connections)
        {
            var loads = servers.ToDictionary(server => server, _ => new List<Load>());
            for (var round = 0; round < Rounds; round++)
            {
                foreach (var server in servers)
                {
                    loads[server]
                        .Add(await LoadAsync(load, server, connections, cancellationToken));
                }
            }
            var baseline = loads[servers[0]].Max(own => own.PerSecond);
            rows.AddRange(
                servers.Select(server => Row(server, connections, loads[server], baseline))
            );
        }
        return new BenchmarkReport(
            [
                "server",
                "connections",
                "sessions/s",
                "ratio",
                "p50 µs",
                "p99 µs",
                "server CPU µs each",
            ],
            rows,
            [
                "A session is a connection: 28 lines of environment, the gate's variables in one command, the answer, the close."
                    + " The load tool is a process of its own on the same machine; it takes about as much CPU as a server."
                    + $" Each figure is the better of {Rounds} rounds of {Seconds} s; the servers take turns. The gate is whole: rules,"
                    + " directory, SQLite file with synchronous=FULL, meter loop, and a log file with a line for each call.",
            ]
        );
    }

    private static string[] Row(Server server, int connections, List<Load> loads, double baseline)
    {
        var best = loads.MaxBy(load => load.PerSecond)!;
        return
        [
            server.Name,
            BenchmarkReport.Count(connections),
            BenchmarkReport.Count(best.PerSecond),
            BenchmarkReport.Ratio(best.PerSecond / baseline),
            BenchmarkReport.Count(best.P50),
            BenchmarkReport.Count(best.P99),
            BenchmarkReport.Count(best.CpuEach),
        ];
    }

    private static async Task<Load> LoadAsync(
        ChildProcess load,
        Server server,
        int connections,
        CancellationToken cancellationToken
    )
    {
        var meter = Cost.Begin();
        var answer = await load.AskAsync(
            $"{server.Port} {connections} {Seconds} {server.Accounts}",
            cancellationToken
        );
        var cost = meter.End();
        var numbers = answer
            .Split(' ')
            .Select(word => double.Parse(word, CultureInfo.InvariantCulture))
            .ToArray();
        return new Load(
            numbers[0] / numbers[3],
            numbers[1],
            numbers[2],
            cost.CpuMicroseconds(numbers[0])
        );
    }

    private sealed record Server(string Name, int Port, int Accounts);

    private sealed record Load(double PerSecond, double P50, double P99, double CpuEach);
}
