using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using TelephonyBilling.Asterisk.FastAgi;
using TelephonyBilling.Daemon.Cli.Doctor;
using TelephonyBilling.Testing.Asterisk;

namespace TelephonyBilling.Daemon.Tests.Cli;

/// <summary>The doctor against a PBX and a gate that are as they should be, but for one thing.</summary>
public sealed class DoctorVerbTests : IAsyncLifetime
{
    private static readonly string[] Commands =
    [
        "AbsoluteTimeout",
        "Hangup",
        "Status",
        "Getvar",
        "CoreShowChannels",
        "CoreStatus",
        "DBGet",
        "DBDel",
        "Originate",
    ];

    private static readonly string[] Contexts =
    [
        "tb-outbound",
        "tb-gate",
        "tb-unreachable",
        "tb-refuse",
        "tb-leg",
        "tb-answered",
        "tb-ended",
        "tb-tollfree-in",
        "tb-did-in",
        "tb-surcharge-on",
        "tb-surcharge-off",
        "tb-balance-line",
        "tb-say",
        "tb-emergency",
        "tb-site-settings",
        "tb-site-trunk",
    ];

    private readonly CliRig rig = new();
    private readonly FakeAmiServer pbx = new() { User = "telephony-billing", Secret = "s3cret" };
    private readonly List<string> commands = [.. Commands];
    private readonly List<string> contexts = [.. Contexts];
    private readonly List<string> includes = ["tb-emergency", "desk-phones", "tb-outbound"];
    private readonly List<string> general = ["enabled=yes", "timestampevents=yes"];
    private readonly List<string> user = ["writetimeout=5000", "read=system,call,user"];
    private FastAgiServer gate = null!;
    private string gateAddress = "";
    private string hook = "";
    private string sounds = "/none";

    public async Task InitializeAsync()
    {
        pbx.OnAction = AnswerAsync;
        gate = new FastAgiServer(
            new FastAgiServerOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, 0) },
            TimeProvider.System,
            NullLogger<FastAgiServer>.Instance
        );
        gate.Map("/ping", (session, _) => session.SetVariablesAsync([new("TB_PONG", "yes")]));
        gate.Map(
            "/authorize",
            (session, _) =>
                session.SetVariablesAsync([
                    new("TB_RESULT", "FREE"),
                    new("TB_REASON", ""),
                    new("TB_NUMBER", "911"),
                ])
        );
        gate.Start();
        gateAddress = gate.EndPoint.ToString();
        rig.Write(
            "tb.json",
            $$"""
            {
              "Store": { "Path": "tb.db" },
              "Pbx": [ { "Name": "pbx1", "AmiPort": {{pbx.Port}}, "AmiSecret": "s3cret" } ],
              "FastAgi": { "Listen": "{{gateAddress}}" }
            }
            """
        );
        await rig.OpenAccountAsync();
    }

    public async Task DisposeAsync()
    {
        await gate.DisposeAsync();
        await pbx.DisposeAsync();
        rig.Dispose();
    }

    [Fact]
    public async Task Doctor_AllIsWell_FailsNothing()
    {
        var result = await rig.RunAsync("doctor", "--json");

        Names(result, "fail").Should().BeEmpty();
        result.ExitCode.Should().Be(0);
        Names(result, "ok")
            .Should()
            .Contain([
                "configuration",
                "database: schema",
                "database: ledger",
                "pbx1: login",
                "pbx1: privileges",
                "pbx1: timestampevents",
                "pbx1: writetimeout",
                "pbx1: dialplan",
                "pbx1: emergency first",
                "pbx1: gate address",
                "gate: answer",
                "gate: emergency",
            ]);
    }

    [Fact]
    public async Task Doctor_MissingPrivilege_FailsAndNamesIt()
    {
        commands.Remove("DBDel");

        await ShouldFailAsync("pbx1: privileges", "may not send DBDel");
    }

    [Fact]
    public async Task Doctor_TooManyPrivileges_Warns()
    {
        commands.Add("Command");

        await ShouldWarnAsync("pbx1: privileges", "Command");
    }

    [Fact]
    public async Task Doctor_NoTimestamps_Fails()
    {
        general.Remove("timestampevents=yes");

        await ShouldFailAsync("pbx1: timestampevents", "not set");
    }

    [Fact]
    public async Task Doctor_ShortWriteTimeout_Warns()
    {
        user.Remove("writetimeout=5000");

        await ShouldWarnAsync("pbx1: writetimeout", "100 ms");
    }

    [Fact]
    public async Task Doctor_SettingsUnreadable_SaysThatItCouldNotCheck()
    {
        general.Clear();

        await ShouldWarnAsync("pbx1: settings", "could not be checked");
    }

    [Fact]
    public async Task Doctor_MissingEventClass_Fails()
    {
        user[1] = "read=call,system";

        await ShouldFailAsync("pbx1: event classes", "user missing");
    }

    [Fact]
    public async Task Doctor_MissingContext_Fails()
    {
        contexts.Remove("tb-ended");

        await ShouldFailAsync("pbx1: dialplan", "no context tb-ended");
    }

    [Fact]
    public async Task Doctor_PromptOrNumbersMissing_Warns()
    {
        sounds = Path.Combine(Path.GetDirectoryName(rig.ConfigPath)!, "data");
        var ours = Path.Combine(sounds, "sounds", "en", "telephony-billing");
        Directory.CreateDirectory(ours);
        foreach (var prompt in DialplanCheck.Prompts)
        {
            await File.WriteAllTextAsync(Path.Combine(ours, prompt + ".ulaw"), "");
        }

        await ShouldWarnAsync("pbx1: prompts", "sounds/en/digits");
        Directory.CreateDirectory(Path.Combine(sounds, "sounds", "en", "digits"));
        Names(await rig.RunAsync("doctor", "--json"), "ok").Should().Contain("pbx1: prompts");
        File.Delete(Path.Combine(ours, "cents.ulaw"));
        await ShouldWarnAsync("pbx1: prompts", "no cents in");
    }

    [Fact]
    public async Task Doctor_EmergencyBehindTheGate_Fails()
    {
        includes.Reverse();

        await ShouldFailAsync("pbx1: emergency first", "from-phones");
    }

    [Fact]
    public async Task Doctor_DialplanAsksElsewhere_Fails()
    {
        gateAddress = "127.0.0.1:1";

        await ShouldFailAsync("pbx1: gate address", "asks 127.0.0.1:1");
    }

    [Fact]
    public async Task Doctor_FreePbxWithItsHook_IsWell()
    {
        contexts.RemoveAll(context => context.StartsWith("tb-site", StringComparison.Ordinal));
        contexts.AddRange(["tb-freepbx-predial", "tb-freepbx-settings"]);
        contexts.Add("macro-dialout-trunk-predial-hook");
        hook = "tb-freepbx-predial,s,1";

        var result = await rig.RunAsync("doctor", "--json");

        Names(result, "fail").Should().BeEmpty();
        Names(result, "ok").Should().Contain("pbx1: FreePBX hook");
    }

    [Fact]
    public async Task Doctor_FreePbxWithoutItsHook_Fails()
    {
        contexts.AddRange(["tb-freepbx-predial", "tb-freepbx-settings"]);

        await ShouldFailAsync("pbx1: FreePBX hook", "does not call tb-freepbx-predial");
    }

    [Fact]
    public async Task Doctor_WrongSecret_Fails()
    {
        pbx.Secret = "other";

        await ShouldFailAsync("pbx1: login", "refused");
    }

    [Fact]
    public async Task Doctor_PbxGone_Fails()
    {
        await pbx.DisposeAsync();

        await ShouldFailAsync("pbx1: connection", "127.0.0.1");
    }

    [Fact]
    public async Task Doctor_PlaceholderSecret_Fails()
    {
        var text = await File.ReadAllTextAsync(rig.ConfigPath);
        rig.Write("tb.json", text.Replace("s3cret", "CHANGE-ME", StringComparison.Ordinal));
        pbx.Secret = "CHANGE-ME";

        await ShouldFailAsync("pbx1: secret", "CHANGE-ME");
    }

    [Fact]
    public async Task Doctor_DaemonDown_Fails()
    {
        await gate.DisposeAsync();

        await ShouldFailAsync("gate: answer", "refused");
    }

    [Fact]
    public async Task Doctor_NoDatabase_FailsAndGoesOn()
    {
        File.Delete(rig.DatabasePath);

        var result = await ShouldFailAsync("database: file", "tb.db");

        Names(result, "ok").Should().Contain("pbx1: login");
    }

    [Fact]
    public async Task Doctor_BadConfiguration_ListsItsErrors()
    {
        rig.Write("tb.json", """{ "Pbx": [ { "Name": "a", "AmiSecret": "x", "Kwota": 1 } ] }""");

        await ShouldFailAsync("configuration", "Kwota");
    }

    [Fact]
    public async Task Doctor_ForPeople_EndsWithTheSum()
    {
        commands.Remove("DBDel");

        var result = await rig.RunAsync("doctor");

        result.ExitCode.Should().Be(1);
        result.Out.Should().Contain("FAIL  pbx1: privileges").And.Contain("-> Give it write =");
        result.Out.TrimEnd().Should().EndWith("warnings.").And.Contain("1 failed");
    }

    private static List<string> Names(CliResult result, string outcome) =>
        [
            .. result
                .Json.EnumerateArray()
                .Where(check => check.GetProperty("result").GetString() == outcome)
                .Select(check => check.GetProperty("name").GetString()!),
        ];

    private static JsonElement Find(CliResult result, string name) =>
        result.Json.EnumerateArray().First(check => check.GetProperty("name").GetString() == name);

    private async Task<CliResult> ShouldFailAsync(string name, string found)
    {
        var result = await rig.RunAsync("doctor", "--json");
        Names(result, "fail").Should().Contain(name);
        Find(result, name).GetProperty("found").GetString().Should().Contain(found);
        Find(result, name).GetProperty("mend").GetString().Should().NotBeNullOrEmpty();
        result.ExitCode.Should().Be(1);
        return result;
    }

    private async Task ShouldWarnAsync(string name, string found)
    {
        var result = await rig.RunAsync("doctor", "--json");
        Names(result, "warn").Should().Contain(name);
        Find(result, name).GetProperty("found").GetString().Should().Contain(found);
        Names(result, "fail").Should().BeEmpty();
        result.ExitCode.Should().Be(0);
    }

    private async ValueTask<bool> AnswerAsync(FakeAmiPeer peer, FakeAmiAction action)
    {
        switch (action.Name)
        {
            case "ListCommands":
                await peer.RespondAsync(
                    action,
                    "Success",
                    [.. commands.Select(command => $"{command}: what it does (Priv: all)")]
                );
                return true;
            case "GetConfig":
                var lines = action["Category"] == "general" ? general : user;
                if (lines.Count == 0)
                {
                    return false;
                }
                await peer.RespondAsync(
                    action,
                    "Success",
                    [
                        $"Category-000000: {action["Category"]}",
                        .. lines.Select(
                            (line, i) =>
                                string.Create(
                                    CultureInfo.InvariantCulture,
                                    $"Line-000000-{i:000000}: {line}"
                                )
                        ),
                    ]
                );
                return true;
            case "ModuleCheck":
                await peer.RespondAsync(action, "Success", "Version: ");
                return true;
            case "Getvar":
                await peer.RespondAsync(
                    action,
                    "Success",
                    "Variable: ASTDATADIR",
                    $"Value: {sounds}"
                );
                return true;
            case "ShowDialPlan":
                return await ShowAsync(peer, action);
            default:
                return false;
        }
    }

    private async Task<bool> ShowAsync(FakeAmiPeer peer, FakeAmiAction action)
    {
        if (action["Context"] is not { } context)
        {
            await peer.RespondListAsync(
                action,
                "ListDialplan",
                includes.Select(include =>
                    new[] { "Context: from-phones", $"IncludeContext: {include}" }
                )
            );
            return true;
        }
        if (!contexts.Contains(context))
        {
            return false;
        }
        var data = context.EndsWith("settings", StringComparison.Ordinal)
            ? $"TB_GATE={gateAddress}"
            : hook;
        await peer.RespondListAsync(
            action,
            "ListDialplan",
            [
                [$"Context: {context}", "Application: Set", $"AppData: {data}"],
            ]
        );
        return true;
    }
}
