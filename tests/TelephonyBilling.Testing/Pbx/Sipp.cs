using System.Globalization;
using System.Net;

namespace TelephonyBilling.Testing.Pbx;

/// <summary>Runs SIPp on a scenario, with its message log (<c>eng/pbx/fetch sipp</c>).</summary>
public sealed class Sipp : IAsyncDisposable
{
    private static readonly Lazy<Task<string>> Package = new(FetchAsync);

    private readonly ChildProcess process;
    private readonly string folder;

    private Sipp(ChildProcess process, string folder)
    {
        this.process = process;
        this.folder = folder;
    }

    /// <summary>What went over the wire so far.</summary>
    public IReadOnlyList<SipMessage> Messages =>
        SipMessageLog.Read(Path.Combine(folder, "messages.log"));

    /// <summary>The calls so far.</summary>
    public IReadOnlyList<SipCall> Calls => SipCall.Group(Messages);

    /// <summary>Starts SIPp.</summary>
    /// <param name="name">For messages.</param>
    /// <param name="scenario">SIPp's XML.</param>
    /// <param name="address">Where it sends from and listens.</param>
    /// <param name="port">Its SIP port.</param>
    /// <param name="arguments">Further arguments.</param>
    public static async Task<Sipp> StartAsync(
        string name,
        string scenario,
        IPAddress address,
        int port,
        params string[] arguments
    )
    {
        string program = await Package.Value;
        string workFolder = Directory.CreateTempSubdirectory("tb-sipp-").FullName;
        string file = Path.Combine(workFolder, "scenario.xml");
        await File.WriteAllTextAsync(file, scenario);
        ChildProcess child = await ChildProcess.StartAsync(
            name,
            program,
            [
                "-sf",
                file,
                "-i",
                address.ToString(),
                "-p",
                port.ToString(CultureInfo.InvariantCulture),
                "-mp",
                Loopback.FreePorts(4, address).ToString(CultureInfo.InvariantCulture),
                "-nostdin",
                "-trace_msg",
                "-message_file",
                Path.Combine(workFolder, "messages.log"),
                "-trace_err",
                "-error_file",
                Path.Combine(workFolder, "errors.log"),
                .. arguments,
            ],
            workFolder
        );
        return new Sipp(child, workFolder);
    }

    /// <summary>Waits until all calls of its scenario are over. SIPp's own verdict is not asked: the messages are.</summary>
    public Task WaitForEndAsync(TimeSpan within) => process.WaitForExitAsync(within);

    /// <summary>What it saw and said, for a failed test.</summary>
    public string Describe()
    {
        string errors = Path.Combine(folder, "errors.log");
        return string.Join('\n', Messages)
            + (File.Exists(errors) ? "\nSIPp says:\n" + File.ReadAllText(errors) : "");
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<string> FetchAsync()
    {
        string output = await ChildProcess.RunAsync(
            Repository.Path("eng", "pbx", "fetch"),
            ["--root", "sipp"],
            TimeSpan.FromMinutes(5)
        );
        string root = output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Last(line => Path.IsPathRooted(line));
        return Path.Combine(root, "run");
    }
}
