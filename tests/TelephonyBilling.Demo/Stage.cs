using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using TelephonyBilling.Testing.Pbx;

namespace TelephonyBilling.Demo;

/// <summary>What the scenes play on: a real Asterisk, the carrier behind its trunk, the daemon, and a screen.</summary>
public sealed class Stage : IAsyncDisposable
{
    private readonly Stopwatch since = Stopwatch.StartNew();
    private readonly bool live = !Console.IsOutputRedirected;

    private Stage(AsteriskInstance pbx, SippCarrier carrier, BillingDaemon daemon, int deskPort)
    {
        Pbx = pbx;
        Carrier = carrier;
        Daemon = daemon;
        DeskPort = deskPort;
    }

    /// <summary>The PBX.</summary>
    public AsteriskInstance Pbx { get; }

    /// <summary>The carrier behind the trunk; it answers each call after a moment.</summary>
    public SippCarrier Carrier { get; }

    /// <summary>The program.</summary>
    public BillingDaemon Daemon { get; }

    /// <summary>Where phone 1001 takes calls.</summary>
    public int DeskPort { get; }

    /// <summary>Sets everything up.</summary>
    public static async Task<Stage> SetUpAsync()
    {
        var deskPort = Loopback.FreePort();
        var pbx = await AsteriskInstance.StartAsync(
            new AsteriskOptions { Version = 22, Phones = [new("1001", deskPort), new("1002")] }
        );
        var carrier = await SippCarrier.StartAsync(pbx);
        var daemon = new BillingDaemon(
            new BillingOptions
            {
                Pbxes = new Dictionary<string, AsteriskInstance>(StringComparer.Ordinal)
                {
                    ["demo"] = pbx,
                },
                GatePort = pbx.GatePort,
                Metering = new Dictionary<string, object>(StringComparer.Ordinal)
                {
                    ["FirstQuotaSeconds"] = 5,
                    ["QuotaSeconds"] = 5,
                    ["RenewBeforeSeconds"] = 3,
                    ["WarnBeforeSeconds"] = 3,
                },
            }
        );
        return new Stage(pbx, carrier, daemon, deskPort);
    }

    /// <summary>A scene's title.</summary>
    public void Title(string text) =>
        Line("1;36", $"\n[{since.Elapsed.TotalSeconds, 5:0.0} s] {text}");

    /// <summary>Something that happens.</summary>
    public void Say(string text) => Line("0", "          " + text);

    /// <summary>Something that was to be seen, and was.</summary>
    public void Check(bool asPromised, string what)
    {
        if (!asPromised)
        {
            throw new DemoFailedException(what);
        }
        Line("32", "        ✓ " + what);
    }

    /// <summary>Runs a verb, shows it as it would be typed, and shows what it prints.</summary>
    public async Task TypeAsync(params string[] arguments)
    {
        Line("33", "        $ telephony-billing " + string.Join(' ', arguments.Select(Quoted)));
        var printed = await Daemon.DoAsync(arguments);
        foreach (var line in printed.TrimEnd().Split('\n'))
        {
            Say(line);
        }
    }

    /// <summary>An account's money now.</summary>
    public async Task<(decimal Balance, decimal Held)> MoneyAsync()
    {
        var account = await Daemon.AskAsync("account", "show", "demo");
        return (Amount(account["balance"]), Amount(account["held"]));
    }

    /// <summary>The newest call records, newest first.</summary>
    public async Task<IReadOnlyList<JsonNode>> CallsAsync(int count)
    {
        var calls = await Daemon.AskAsync("calls", "list", "--account", "demo");
        return [.. calls.AsArray().Take(count).Select(call => call!)];
    }

    /// <summary>Shows what the calls that go on cost, until a condition holds.</summary>
    public async Task WatchAsync(Task until)
    {
        while (!until.IsCompleted)
        {
            var calls = (await Daemon.AskAsync("calls", "live")).AsArray();
            if (calls.Count > 0)
            {
                var costs = calls.Select(call =>
                    $"{call!["from"]} → {call["to"]} {call["costSoFar"]} of {call["held"]} held"
                );
                Tick(string.Join("    ", costs));
            }
            await Task.WhenAny(until, Task.Delay(TimeSpan.FromMilliseconds(500)));
        }
        await until;
        if (live)
        {
            Console.WriteLine();
        }
    }

    /// <summary>A number of the JSON output, exact: an amount is a text there, a time a number.</summary>
    public static decimal Amount(JsonNode? value) =>
        decimal.Parse(value!.ToString(), NumberStyles.Number, CultureInfo.InvariantCulture);

    /// <summary>Waits until no call holds money.</summary>
    public async Task SettledAsync()
    {
        for (var i = 0; i < 40; i++)
        {
            if ((await MoneyAsync()).Held == 0)
            {
                return;
            }
        }
        throw new DemoFailedException("calls are settled when they are over\n" + Daemon.Describe());
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Daemon.DisposeAsync();
        await Carrier.DisposeAsync();
        await Pbx.DisposeAsync();
    }

    private static string Quoted(string argument) =>
        argument.Contains(' ') ? $"\"{argument}\"" : argument;

    private void Tick(string text)
    {
        if (live)
        {
            Console.Write($"\r\u001b[K\u001b[35m        ◷ {text}\u001b[0m");
        }
        else
        {
            Console.WriteLine("        ◷ " + text);
        }
    }

    private void Line(string colour, string text) =>
        Console.WriteLine(live ? $"\u001b[{colour}m{text}\u001b[0m" : text);
}

/// <summary>Something that the demo promises did not come about.</summary>
public sealed class DemoFailedException(string what) : Exception(what);
