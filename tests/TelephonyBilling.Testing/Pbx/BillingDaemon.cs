using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TelephonyBilling.Testing.Pbx;

/// <summary>How a daemon under test is configured, where it differs from the defaults.</summary>
public sealed record BillingOptions
{
    /// <summary>The PBXes by name. At least one.</summary>
    public required IReadOnlyDictionary<string, AsteriskInstance> Pbxes { get; init; }

    /// <summary>The AMI port to connect to instead of the PBX's own, by PBX name: where a test cuts the connection.</summary>
    public IReadOnlyDictionary<string, int> AmiPorts { get; init; } =
        new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>Where the gate listens: the port that the PBX's dialplan asks.</summary>
    public required int GatePort { get; init; }

    /// <summary>Keys of section <c>Metering</c>.</summary>
    public IReadOnlyDictionary<string, object> Metering { get; init; } =
        new Dictionary<string, object>(StringComparer.Ordinal);

    /// <summary>Key <c>WarnTone</c> of every PBX.</summary>
    public string WarnTone { get; init; } = "Beep";

    /// <summary>Keys of section <c>Payments</c>; none: no card is charged.</summary>
    public IReadOnlyDictionary<string, object> Payments { get; init; } =
        new Dictionary<string, object>(StringComparer.Ordinal);

    /// <summary>Keys of section <c>Invoicing</c>.</summary>
    public IReadOnlyDictionary<string, object> Invoicing { get; init; } =
        new Dictionary<string, object>(StringComparer.Ordinal);

    /// <summary>Keys of section <c>Mail</c>; none: mails wait.</summary>
    public IReadOnlyDictionary<string, object> Mail { get; init; } =
        new Dictionary<string, object>(StringComparer.Ordinal);
}

/// <summary>
/// The real program in a folder of its own: <c>telephony-billing run</c>, which can be killed and started again, and every
/// other verb beside it on the same database.
/// </summary>
public sealed class BillingDaemon : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly BillingOptions options;
    private readonly string folder = Directory.CreateTempSubdirectory("tb-daemon-").FullName;
    private readonly int metricsPort = Loopback.FreePort();
    private readonly HttpClient http = new();
    private readonly List<string> logs = [];
    private ChildProcess? process;

    /// <summary>A daemon that isn't started yet; the verbs work.</summary>
    public BillingDaemon(BillingOptions options)
    {
        this.options = options;
        File.WriteAllText(ConfigurationFile, Configuration());
    }

    /// <summary>The configuration that it was given.</summary>
    public string ConfigurationFile => Path.Combine(folder, "telephony-billing.json");

    /// <summary>Its database.</summary>
    public string DatabaseFile => Path.Combine(folder, "telephony-billing.db");

    /// <summary>Where <c>/metrics</c>, <c>/healthz</c> and <c>/readyz</c> are.</summary>
    public Uri Web => new($"http://127.0.0.1:{metricsPort}/");

    /// <summary>Whether it runs.</summary>
    public bool IsRunning => process is { HasExited: false };

    /// <summary>All that it logged, over all its lives.</summary>
    public string Log => string.Concat(logs) + process?.Output;

    /// <summary>
    /// The program: the one that was built with these tests, or the one that <c>TELEPHONYBILLING_PROGRAM</c> names.
    /// </summary>
    public static string Program { get; } = FindProgram();

    /// <summary>Starts it and waits until every PBX is watched.</summary>
    public async Task StartAsync()
    {
        if (IsRunning)
            throw new InvalidOperationException("The daemon is running already.");
        process = await ChildProcess.StartAsync(
            "telephony-billing",
            Program,
            ["run", "--config", ConfigurationFile],
            folder
        );
        await WaitUntilReadyAsync();
    }

    /// <summary>Waits until <c>/readyz</c> says that every PBX is watched.</summary>
    public async Task WaitUntilReadyAsync()
    {
        using CancellationTokenSource limit = new(Patience);
        while (true)
        {
            if (process is null or { HasExited: true })
                throw new InvalidOperationException($"The daemon has ended:\n{Log}");
            try
            {
                string body = await http.GetStringAsync(new Uri(Web, "readyz"), limit.Token);
                if (JsonNode.Parse(body)!["checks"]!.AsArray().All(check => (bool)check!["ok"]!))
                    return;
                await Task.Delay(20, limit.Token);
            }
            catch (HttpRequestException)
            {
                await Task.Delay(20, limit.Token); // Not listening yet, or not ready (503).
            }
            catch (OperationCanceledException late)
            {
                throw new TimeoutException(
                    $"The daemon was not ready after {Patience.TotalSeconds} s:\n{Log}",
                    late
                );
            }
        }
    }

    /// <summary><c>kill -9</c>.</summary>
    public async Task KillAsync()
    {
        if (process is null)
            return;
        await process.KillAsync();
        await EndAsync();
    }

    /// <summary>SIGTERM, and waits until it has ended of itself.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync()
    {
        if (process is null)
            return 0;
        await process.SignalAsync("TERM");
        int code = await process.WaitForExitAsync(Patience);
        await EndAsync();
        return code;
    }

    /// <summary>Runs another verb, whatever comes of it.</summary>
    public async Task<VerbResult> TryAsync(params string[] arguments)
    {
        await using ChildProcess verb = await ChildProcess.StartAsync(
            string.Join(' ', arguments),
            Program,
            [.. arguments, "--config", ConfigurationFile],
            folder
        );
        int code = await verb.WaitForExitAsync(Patience);
        return new VerbResult(code, verb.Output);
    }

    /// <summary>Runs another verb, which has to succeed, and gives back what it printed.</summary>
    public async Task<string> DoAsync(params string[] arguments)
    {
        VerbResult result = await TryAsync(arguments);
        return result.ExitCode == 0
            ? result.Output
            : throw new InvalidOperationException(
                $"telephony-billing {string.Join(' ', arguments)} ended with {result.ExitCode}:\n{result.Output}"
            );
    }

    /// <summary>Runs another verb with <c>--json</c>, which has to succeed.</summary>
    public async Task<JsonNode> AskAsync(params string[] arguments) =>
        JsonNode.Parse(await DoAsync([.. arguments, "--json"]))!;

    /// <summary>What went on, for a failing test's message.</summary>
    public string Describe() => $"The daemon logged:\n{Log}";

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        http.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private async Task EndAsync()
    {
        logs.Add(process!.Output);
        await process.DisposeAsync();
        process = null;
    }

    private string Configuration()
    {
        JsonArray pbxes = [];
        foreach ((string name, AsteriskInstance pbx) in options.Pbxes)
        {
            pbxes.Add(
                new JsonObject
                {
                    ["Name"] = name,
                    ["Host"] = IPAddress.Loopback.ToString(),
                    ["AmiPort"] = options.AmiPorts.TryGetValue(name, out int port)
                        ? port
                        : pbx.AmiPort,
                    ["AmiUser"] = "telephony-billing",
                    ["AmiSecret"] = AsteriskInstance.Secret,
                    ["WarnTone"] = options.WarnTone,
                }
            );
        }
        return new JsonObject
        {
            ["Pbx"] = pbxes,
            ["FastAgi"] = new JsonObject { ["Listen"] = At(options.GatePort) },
            ["Store"] = new JsonObject { ["Path"] = DatabaseFile },
            ["Metering"] = JsonSerializer.SerializeToNode(options.Metering),
            ["Mail"] = JsonSerializer.SerializeToNode(options.Mail),
            ["Invoicing"] = JsonSerializer.SerializeToNode(options.Invoicing),
            ["Payments"] = JsonSerializer.SerializeToNode(options.Payments),
            ["Metrics"] = new JsonObject { ["Listen"] = At(metricsPort) },
            ["Logging"] = new JsonObject { ["Level"] = "Debug" },
        }.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
    }

    private static string At(int port) =>
        string.Create(CultureInfo.InvariantCulture, $"{IPAddress.Loopback}:{port}");

    private static string FindProgram()
    {
        if (Environment.GetEnvironmentVariable("TELEPHONYBILLING_PROGRAM") is { Length: > 0 } named)
            return named;
        // The tests lie in bin/CONFIGURATION/FRAMEWORK, and so does the program of the same build.
        DirectoryInfo framework = new(AppContext.BaseDirectory.TrimEnd('/'));
        string built = Repository.Path(
            "src",
            "TelephonyBilling.Daemon",
            "bin",
            framework.Parent!.Name,
            framework.Name,
            "telephony-billing"
        );
        return File.Exists(built)
            ? built
            : throw new FileNotFoundException(
                $"The program is not built: expected {built}. Run 'make build', or name one in TELEPHONYBILLING_PROGRAM."
            );
    }
}

/// <summary>What a verb of the command line did.</summary>
/// <param name="ExitCode">0 done, 1 refused or failed, 2 wrong usage.</param>
/// <param name="Output">What it printed.</param>
public sealed record VerbResult(int ExitCode, string Output);
