using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using TelephonyBilling.Daemon.Cli;
using TelephonyBilling.Daemon.Options;
using TelephonyBilling.Storage.Sqlite;
using TelephonyBilling.Testing.Time;

namespace TelephonyBilling.Daemon.Tests.Cli;

/// <summary>What one command line did.</summary>
public sealed record CliResult(int ExitCode, string Out, string Error)
{
    /// <summary>Standard output as JSON.</summary>
    public JsonElement Json => JsonDocument.Parse(Out).RootElement;
}

/// <summary>Runs whole command lines on a database in a folder of its own.</summary>
public sealed class CliRig : IDisposable
{
    /// <summary>4 cents on answer, 2 cents a minute to the United Kingdom, more to its mobiles; one blocked, one free.</summary>
    public const string Rates = """
        prefix,destination,connection_fee,per_minute,increments,service,flags
        44,United Kingdom,0.04,0.02,60/60,,
        4477,"United Kingdom, mobile",0.04,0.12,30/6,,
        881,Satellite,,,,,blocked: satellite
        49,Germany,,,,,free
        1800,Toll-free,0,0.03,6/6,tollfree-inbound,

        """;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("tb-cli-");

    public CliRig() =>
        File.WriteAllText(
            ConfigPath,
            """{ "Store": { "Path": "tb.db" }, "Pbx": [ { "Name": "pbx1", "AmiSecret": "x" } ] }"""
        );

    /// <summary>The clock of every command.</summary>
    public FakeTimeProvider Time { get; } = new();

    /// <summary>The configuration file.</summary>
    public string ConfigPath => Path.Combine(folder.FullName, "tb.json");

    /// <summary>Where the database is.</summary>
    public string DatabasePath => Path.Combine(folder.FullName, "tb.db");

    /// <summary>What <c>run</c> was started with.</summary>
    public DaemonOptions? Started { get; private set; }

    /// <summary>Standard input.</summary>
    public string Input { get; set; } = "";

    /// <summary>Whether a person looks at standard output.</summary>
    public bool IsTerminal { get; set; }

    public void Dispose() => folder.Delete(recursive: true);

    /// <summary>A file beside the configuration.</summary>
    public string Write(string name, string content)
    {
        var path = Path.Combine(folder.FullName, name);
        File.WriteAllText(path, content);
        return path;
    }

    /// <summary>The command line as it is parsed, for tests that look at all verbs.</summary>
    internal static System.CommandLine.RootCommand Root() =>
        CommandLine.Build(
            new CliEnvironment
            {
                Out = TextWriter.Null,
                Error = TextWriter.Null,
                Configuration = new OptionsFile(
                    new Dictionary<string, string>(StringComparer.Ordinal)
                ),
                User = "tester",
                RunDaemon = (_, _) => Task.FromResult(0),
            }
        );

    /// <summary>Runs a command line.</summary>
    public async Task<CliResult> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        using var error = new StringWriter(CultureInfo.InvariantCulture);
        var environment = new CliEnvironment
        {
            Out = output,
            Error = error,
            OpenInput = () => new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Input)),
            IsTerminal = IsTerminal,
            Configuration = new OptionsFile(new Dictionary<string, string>(StringComparer.Ordinal)),
            Time = Time,
            User = "tester",
            RunDaemon = (options, _) =>
            {
                Started = options;
                return Task.FromResult(0);
            },
        };
        var code = await CommandLine.RunAsync([.. arguments, "--config", ConfigPath], environment);
        return new CliResult(code, output.ToString(), error.ToString());
    }

    /// <summary>Runs a command line that must be done.</summary>
    public async Task<CliResult> DoAsync(params string[] arguments)
    {
        var result = await RunAsync(arguments);
        result
            .ExitCode.Should()
            .Be(0, "'{0}' should be done, but: {1}", string.Join(' ', arguments), result.Error);
        return result;
    }

    /// <summary>An account with rates, credit, a number that may call abroad, and extension 1001.</summary>
    public async Task OpenAccountAsync(string credit = "10.00")
    {
        await DoAsync("rates", "import", Write("rates.csv", Rates), "--currency", "USD");
        await DoAsync("account", "create", "acme", "--name", "Acme Ltd");
        if (credit != "0")
        {
            await DoAsync("credit", "add", "acme", credit, "--reference", "first");
        }
        await DoAsync("number", "add", "acme", "+13125550100", "--international", "on");
        await DoAsync([
            "extension",
            "add",
            "acme",
            "1001",
            "--member",
            "Ada",
            "--number",
            "+13125550100",
        ]);
    }

    /// <summary>The database as the daemon has it.</summary>
    public Task<SqliteStore> OpenStoreAsync() =>
        SqliteStore.OpenAsync(
            new SqliteStoreOptions(DatabasePath),
            Time,
            NullLogger.Instance,
            CancellationToken.None
        );
}
