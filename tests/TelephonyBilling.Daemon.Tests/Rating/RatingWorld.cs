using TelephonyBilling.Daemon.Tests.Cli;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Gating;
using TelephonyBilling.Storage.Sqlite;

namespace TelephonyBilling.Daemon.Tests.Rating;

/// <summary>
/// The plans, decks, rules and accounts of the rating sheet: made by the command line from <c>Sheet/setup.txt</c>, kept in
/// SQLite, and asked as the gate asks them.
/// </summary>
public sealed class RatingWorld : IAsyncLifetime
{
    private readonly CliRig rig = new();
    private readonly GateRules rules = new(NumberingPlan.NorthAmerica);
    private readonly Dictionary<DateTimeOffset, DirectorySnapshot> directories = [];
    private SqliteStore? store;

    public async Task InitializeAsync()
    {
        foreach (
            var line in await File.ReadAllLinesAsync(Path.Combine(RatingCase.Folder, "setup.txt"))
        )
        {
            if (line.Length > 0 && !line.StartsWith('#'))
            {
                await rig.DoAsync([.. Words(line)]);
            }
        }
        store = await rig.OpenStoreAsync();
    }

    public async Task DisposeAsync()
    {
        if (store is not null)
        {
            await store.DisposeAsync();
        }
        rig.Dispose();
    }

    /// <summary>What the gate's rules say of a case.</summary>
    internal GateProposal Propose(RatingCase asked)
    {
        if (!directories.TryGetValue(asked.At, out var directory))
        {
            directory = store!.Directory.At(asked.At);
            directories.Add(asked.At, directory);
        }
        return rules.Propose(RequestOf(asked), directory, asked.At);
    }

    private static GateRequest RequestOf(RatingCase asked)
    {
        var words = asked.From.Split(' ');
        var outside = words[0].StartsWith('+');
        return new GateRequest
        {
            Pbx = "pbx1",
            Owner = "1.1",
            Direction = outside ? CallDirection.Inbound : CallDirection.Outbound,
            Dialled = asked.Dials,
            Endpoint = outside ? "" : words[0],
            Caller = words switch
            {
                [_, "as", var shown] => shown,
                [var caller] when outside => caller,
                _ => "",
            },
            IsFax = words is [_, "fax"],
        };
    }

    /// <summary>At spaces outside quotes; a rate file lies beside the setup.</summary>
    private static IEnumerable<string> Words(string line) =>
        line.Split('"')
            .SelectMany(
                (part, i) =>
                    i % 2 == 1 ? [part] : part.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            )
            .Select(word =>
                word.EndsWith(".csv", StringComparison.Ordinal)
                    ? Path.Combine(RatingCase.Folder, word)
                    : word
            );
}
