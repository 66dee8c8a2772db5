using System.Globalization;
using System.Net.Sockets;

namespace TelephonyBilling.Testing.Pbx;

/// <summary>A desk phone that the PBX knows.</summary>
/// <param name="Number">Its extension.</param>
/// <param name="Port">The port on <see cref="Loopback.Phones"/> where it takes calls; 0 if it only makes them.</param>
/// <param name="Account">Set as channel variable <c>TB_ACCOUNT</c>, where given.</param>
public sealed record DeskPhone(string Number, int Port = 0, string? Account = null);

/// <summary>What differs from one PBX of a test to the next.</summary>
public sealed record AsteriskOptions
{
    /// <summary>16 or 22.</summary>
    public required int Version { get; init; }

    /// <summary>Port of the gate on loopback: <c>TB_GATE</c>.</summary>
    public int GatePort { get; init; } = Loopback.FreePort();

    /// <summary>Port on <see cref="Loopback.Carrier"/> to which calls to the trunk go.</summary>
    public int CarrierPort { get; init; } = Loopback.FreePort(Loopback.Carrier);

    /// <summary>The phones; 1001 and 1002 unless told.</summary>
    public IReadOnlyList<DeskPhone> Phones { get; init; } = [new("1001"), new("1002")];

    /// <summary>Dialplan added at the end of <c>extensions.conf</c>.</summary>
    public string ExtraDialplan { get; init; } = "";

    /// <summary>Sections of <c>followme.conf</c>.</summary>
    public string FollowMe { get; init; } = "";

    /// <summary>What it calls itself when it asks a gate that serves several PBXes; empty: nothing.</summary>
    public string Name { get; init; } = "";
}

/// <summary>
/// A real Asterisk with <c>asterisk-config/</c> as it is shipped, in a temporary folder, on ports of its own
/// (<c>eng/pbx/start</c>). It can be killed and started again; the folder, and with it Asterisk's database, stays until
/// it is disposed.
/// </summary>
public sealed class AsteriskInstance : IAsyncDisposable
{
    /// <summary>The secret of both AMI users.</summary>
    public const string Secret = "for-tests-only";

    private readonly AsteriskOptions options;
    private readonly string folder;
    private ChildProcess? process;
    private AmiProbe? probe;

    private AsteriskInstance(AsteriskOptions options, string folder)
    {
        this.options = options;
        this.folder = folder;
        AmiPort = Loopback.FreePort();
        SipPort = Loopback.FreePort();
        RtpPort = Loopback.FreePorts(300);
    }

    /// <summary>16 or 22.</summary>
    public int Version => options.Version;

    /// <summary>AMI, user <c>telephony-billing</c>.</summary>
    public int AmiPort { get; }

    /// <summary>SIP over UDP on <see cref="Loopback.Phones"/>, for phones and the carrier.</summary>
    public int SipPort { get; }

    /// <summary>First of 300 RTP ports.</summary>
    public int RtpPort { get; }

    /// <summary>Where the PBX expects the gate.</summary>
    public int GatePort => options.GatePort;

    /// <summary>Where the PBX expects the carrier.</summary>
    public int CarrierPort => options.CarrierPort;

    /// <summary>The folder with <c>etc</c>, <c>log</c>, <c>var</c>.</summary>
    public string Folder => folder;

    /// <summary>A connected onlooker.</summary>
    /// <exception cref="InvalidOperationException">The PBX is not running.</exception>
    public AmiProbe Probe =>
        probe
        ?? throw new InvalidOperationException($"Asterisk {Version} of this test is not running");

    /// <summary>What Asterisk logged, warnings and the execution of the dialplan included.</summary>
    public string Log
    {
        get
        {
            string file = Path.Combine(folder, "log", "messages");
            return LiveFile.Read(file);
        }
    }

    /// <summary>Writes the configuration, starts Asterisk and waits until it is fully booted.</summary>
    public static async Task<AsteriskInstance> StartAsync(AsteriskOptions options)
    {
        string newFolder = Directory.CreateTempSubdirectory("tb-pbx-").FullName;
        AsteriskInstance instance = new(options, newFolder);
        try
        {
            foreach (
                (string file, string text) in new[]
                {
                    ("extensions", options.ExtraDialplan),
                    ("followme", options.FollowMe),
                }
            )
            {
                await File.WriteAllTextAsync(Path.Combine(newFolder, $"extra-{file}.conf"), text);
            }

            await ChildProcess.RunAsync(
                Repository.Path("eng", "pbx", "start"),
                instance.StartArguments(),
                TimeSpan.FromMinutes(5)
            );
            await instance.StartAsync();
            return instance;
        }
        catch
        {
            await instance.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts Asterisk again after <see cref="KillAsync"/> or <see cref="StopAsync"/>.</summary>
    public async Task StartAsync()
    {
        process = await ChildProcess.StartAsync(
            $"Asterisk {Version}",
            Path.Combine(folder, "pbx"),
            ["-f", "-n"]
        );
        probe = await Eventually.FindAsync(
            TryConnectAsync,
            $"AMI of Asterisk {Version}",
            TimeSpan.FromSeconds(60),
            () => process.HasExited ? "it ended:\n" + process.Tail() : process.Tail(10)
        );
        await probe.FindEventAsync(
            "FullyBooted",
            _ => true,
            $"Asterisk {Version} to be fully booted",
            TimeSpan.FromSeconds(60)
        );
    }

    /// <summary><c>kill -9</c>.</summary>
    public async Task KillAsync()
    {
        if (process is not null)
            await process.DisposeAsync();
        await ForgetProcessAsync();
    }

    /// <summary>Stops Asterisk as <c>core stop now</c> does: channels are hung up first.</summary>
    public async Task StopAsync()
    {
        if (process is not null)
        {
            await process.SignalAsync("TERM");
            await process.WaitForExitAsync(Eventually.Generous);
            await process.DisposeAsync();
        }

        await ForgetProcessAsync();
    }

    /// <summary>The channels that there are, as events of <c>CoreShowChannels</c>.</summary>
    public Task<IReadOnlyList<AmiFields>> ChannelsAsync() =>
        Probe.ListAsync("CoreShowChannels", "CoreShowChannel", "CoreShowChannelsComplete");

    /// <summary>The records of calls in Asterisk's database, by call id; see <c>asterisk-config/README.md</c>.</summary>
    public async Task<IReadOnlyDictionary<string, PbxRecord>> RecordsAsync()
    {
        IReadOnlyList<AmiFields> found = await Probe.ListAsync(
            "DBGetTree",
            "DBGetTreeResponse",
            "DBGetTreeComplete",
            ("Family", "TelephonyBilling")
        );
        return found.ToDictionary(
            item => item["Key"]["/TelephonyBilling/".Length..],
            item => PbxRecord.Parse(item["Val"]),
            StringComparer.Ordinal
        );
    }

    /// <summary>Waits until no channel is left.</summary>
    public Task WaitUntilIdleAsync() =>
        Eventually.TrueAsync(
            async () => (await ChannelsAsync()).Count == 0,
            $"all channels of Asterisk {Version} to end"
        );

    /// <summary>
    /// Waits until so many channels hear each other: a phone has its 200 a moment before it joins the bridge, and a
    /// transfer in between fails.
    /// </summary>
    public Task WaitUntilBridgedAsync(int channels = 2) =>
        Eventually.TrueAsync(
            async () =>
                (await ChannelsAsync()).Count(channel => channel["BridgeId"].Length > 0)
                >= channels,
            $"{channels} channels of Asterisk {Version} to be in a bridge"
        );

    /// <summary>What a failed test should show.</summary>
    public string Describe() => $"Asterisk {Version} said last:\n{LastOf(Log, 120)}";

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(folder, recursive: true);
    }

    private IEnumerable<string> StartArguments()
    {
        static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

        return
        [
            Text(options.Version),
            folder,
            "--prepare",
            "--ami",
            Text(AmiPort),
            "--sip",
            Text(SipPort),
            "--rtp",
            $"{Text(RtpPort)}-{Text(RtpPort + 299)}",
            "--gate",
            $"{Loopback.Phones}:{Text(GatePort)}",
            "--carrier",
            $"{Loopback.Carrier}:{Text(CarrierPort)}",
            "--secret",
            Secret,
            .. options.Name.Length > 0 ? (string[])["--name", options.Name] : [],
            .. options.Phones.SelectMany(phone =>
                (string[])
                    [
                        "--phone",
                        phone.Number
                            + (phone.Port > 0 ? $"@{Loopback.Phones}:{Text(phone.Port)}" : "")
                            + (phone.Account is null ? "" : "," + phone.Account),
                    ]
            ),
        ];
    }

    private async Task<AmiProbe?> TryConnectAsync()
    {
        try
        {
            return await AmiProbe.ConnectAsync(AmiPort, "onlooker", Secret);
        }
        catch (Exception notYet) when (notYet is SocketException or IOException)
        {
            return null;
        }
    }

    private async Task ForgetProcessAsync()
    {
        process = null;
        if (probe is not null)
            await probe.DisposeAsync();
        probe = null;
    }

    private static string LastOf(string text, int lines) =>
        string.Join('\n', text.Split('\n').TakeLast(lines));
}

/// <summary>The record of a call in Asterisk's database: <c>UNIQUEID|ANSWERED|ENDED|CAUSE|HOW</c>.</summary>
public sealed record PbxRecord(
    string UniqueId,
    decimal? Answered,
    decimal? Ended,
    string Cause,
    string How
)
{
    /// <summary>Reads a record.</summary>
    /// <exception cref="FormatException">It has not five fields, or a time is not a number.</exception>
    public static PbxRecord Parse(string value)
    {
        string[] fields = value.Split('|');
        return fields.Length == 5
            ? new PbxRecord(fields[0], Time(fields[1]), Time(fields[2]), fields[3], fields[4])
            : throw new FormatException($"a record has five fields, this one: '{value}'");
    }

    private static decimal? Time(string field) =>
        field.Length == 0 ? null : decimal.Parse(field, CultureInfo.InvariantCulture);
}
