using System.CommandLine;
using System.Text.Json;
using TelephonyBilling.Daemon.Cli.Output;
using TelephonyBilling.Engine.Calls;

namespace TelephonyBilling.Daemon.Cli.Verbs;

/// <summary><c>calls live</c>: the calls that go on, once or repainted.</summary>
internal static class LiveCallsVerb
{
    internal static Verb Build(CliEnvironment environment)
    {
        var watch = new Option<bool>("--watch", "-w")
        {
            Description = "Refresh every second until Ctrl+C; with --json one array a line.",
        };
        return new Verb(
            "live",
            "Show the calls that hold money now, with their cost so far.",
            "calls live",
            "calls live --watch",
            "calls live --account acme --json"
        )
        {
            watch,
            CommonOptions.Account,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                if (!session.Get(watch))
                {
                    var calls = await LiveAsync(session, cancellationToken);
                    session.Output.Print(
                        calls,
                        ShapeContext.Readable.IReadOnlyListLiveCallShape,
                        LiveTable(calls),
                        "No call is open."
                    );
                    return;
                }
                await WatchAsync(session, cancellationToken);
            }
        );
    }

    private static async Task<IReadOnlyList<LiveCallShape>> LiveAsync(
        CliSession session,
        CancellationToken cancellationToken
    )
    {
        var store = await session.OpenToListAsync(cancellationToken);
        var filter = new CallFilter
        {
            Account = session.Get(CommonOptions.Account),
            OnlyOpen = true,
            Limit = 10_000,
        };
        var calls = await store.Calls.ListAsync(filter, cancellationToken);
        var now = session.Now;
        return [.. calls.Reverse().Select(call => ToShape.Live(call, now))];
    }

    private static async Task WatchAsync(CliSession session, CancellationToken cancellationToken)
    {
        if (!session.Output.IsJson && !session.Environment.IsTerminal)
        {
            throw CliFailure.Usage(
                "--watch repaints a terminal, and standard output is none: leave it out, or add --json."
            );
        }
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), session.Environment.Time);
        try
        {
            if (session.Output.IsJson)
            {
                await StreamAsync(session, timer, cancellationToken);
            }
            else
            {
                await LiveView.ShowAsync(
                    async () => LiveTable(await LiveAsync(session, cancellationToken)),
                    timer,
                    cancellationToken
                );
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Ctrl+C is how it is meant to end; the last picture stays.
        }
    }

    private static async Task StreamAsync(
        CliSession session,
        PeriodicTimer timer,
        CancellationToken cancellationToken
    )
    {
        do
        {
            var calls = await LiveAsync(session, cancellationToken);
            session.Environment.Out.WriteLine(
                JsonSerializer.Serialize(calls, ShapeContext.Lines.IReadOnlyListLiveCallShape)
            );
        } while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    private static TextTable LiveTable(IReadOnlyList<LiveCallShape> calls)
    {
        var table = new TextTable(
            "CALL",
            "ACCOUNT",
            "FROM",
            "TO",
            "DESTINATION",
            "STATE",
            ">CONNECTED",
            ">PAID FOR",
            ">COST",
            ">HELD",
            "PBX"
        );
        foreach (var call in calls)
        {
            table.Add(
                call.Id,
                call.Account,
                call.From,
                call.To,
                call.Destination,
                call.State,
                Words.Duration(TimeSpan.FromSeconds((long)call.ConnectedSeconds)),
                Words.Duration(TimeSpan.FromSeconds(call.FundedSeconds)),
                call.CostSoFar,
                call.Held,
                call.Pbx
            );
        }
        return table;
    }
}
