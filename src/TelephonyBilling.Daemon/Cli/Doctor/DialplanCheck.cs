using System.Net;
using TelephonyBilling.Asterisk.Ami;
using TelephonyBilling.Daemon.Options;
using TelephonyBilling.Daemon.Switches.Speech;
using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Engine.Gating;
using TelephonyBilling.Engine.Metering;

namespace TelephonyBilling.Daemon.Cli.Doctor;

/// <summary>Looks whether our contexts and modules are loaded, emergency calls come first, and the gate's address fits.</summary>
internal sealed class DialplanCheck(DaemonOptions options, IAmiSender sender, Checkup checkup)
{
    private const string Emergency = "tb-emergency";
    private const string Outbound = "tb-outbound";
    private const string Settings = "tb-site-settings";
    private const string FreePbxHook = "tb-freepbx-predial";
    private const string FreePbxSettings = "tb-freepbx-settings";
    private const string FreePbxMacro = "macro-dialout-trunk-predial-hook";
    private const string Reload = "asterisk -rx \"dialplan reload\"";

    private static readonly string[] Contexts =
    [
        Outbound,
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
    ];

    private static readonly string[] SiteContexts = [Emergency, Settings, "tb-site-trunk"];

    // func_db keeps the records, func_channel and func_timeout set the lease, app_stack runs our subroutines.
    private static readonly string[] Modules =
    [
        "res_agi",
        "app_dial",
        "app_stack",
        "func_channel",
        "func_db",
        "func_timeout",
        "app_userevent",
        "app_playback",
    ];

    /// <summary>All that callers may have to hear.</summary>
    internal static readonly IReadOnlyList<string> Prompts =
    [
        .. Enum.GetValues<RefusalReason>()
            .SelectMany(reason =>
                Enum.GetValues<CallDirection>().Select(direction => reason.Prompt(direction))
            )
            .Concat(Enum.GetValues<FundingRefusal>().Select(EndPrompts.Of).OfType<string>())
            .Concat(Spoken.All)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];

    internal async Task RunAsync(bool isLocal, CancellationToken cancellationToken)
    {
        await CheckModulesAsync(cancellationToken);
        var isFreePbx = (await ShowAsync(FreePbxHook, cancellationToken)).IsSuccess;
        var isWhole = await CheckContextsAsync(
            "dialplan",
            Contexts,
            "telephony-billing.conf",
            cancellationToken
        );
        if (isFreePbx)
        {
            await CheckFreePbxAsync(cancellationToken);
            await CheckGateAddressAsync(FreePbxSettings, cancellationToken);
        }
        else if (
            await CheckContextsAsync(
                "site dialplan",
                SiteContexts,
                "telephony-billing-site.conf",
                cancellationToken
            ) && isWhole
        )
        {
            await CheckEmergencyFirstAsync(cancellationToken);
            await CheckGateAddressAsync(Settings, cancellationToken);
        }
        await CheckPromptsAsync(isLocal, cancellationToken);
    }

    /// <summary>FreePBX's own dialplan calls our hook before each trunk; its emergency routes are its own business.</summary>
    private async Task CheckFreePbxAsync(CancellationToken cancellationToken)
    {
        const string name = "FreePBX hook";
        var macro = await ShowAsync(FreePbxMacro, cancellationToken);
        if (
            macro.Items.Any(item =>
                item["AppData"]?.StartsWith(FreePbxHook, StringComparison.Ordinal) == true
            )
        )
        {
            checkup.Ok(name, $"{FreePbxMacro} asks the gate");
        }
        else
        {
            checkup.Fail(
                name,
                $"{FreePbxMacro} does not call {FreePbxHook}, so no call is billed",
                $"Add the lines of asterisk-config/freepbx/predial-hook-16.conf or -17.conf to extensions_custom.conf, then: {Reload}"
            );
        }
    }

    private async Task CheckModulesAsync(CancellationToken cancellationToken)
    {
        var missing = new List<string>();
        foreach (var module in Modules)
        {
            var response = await sender.SendAsync(
                AmiActions.ModuleCheck(module),
                cancellationToken
            );
            if (!response.IsSuccess)
            {
                missing.Add(module);
            }
        }
        if (missing.Count == 0)
        {
            checkup.Ok("modules", string.Join(", ", Modules));
        }
        else
        {
            checkup.Fail(
                "modules",
                $"{string.Join(", ", missing)} not loaded",
                "Load them in modules.conf (load = NAME.so), or now: asterisk -rx \"module load NAME.so\""
            );
        }
    }

    private async Task<bool> CheckContextsAsync(
        string name,
        string[] contexts,
        string file,
        CancellationToken cancellationToken
    )
    {
        var missing = new List<string>();
        foreach (var context in contexts)
        {
            if (!(await ShowAsync(context, cancellationToken)).IsSuccess)
            {
                missing.Add(context);
            }
        }
        if (missing.Count == 0)
        {
            checkup.Ok(name, $"{contexts.Length} contexts of {file} are loaded");
            return true;
        }
        checkup.Fail(
            name,
            $"no context {string.Join(", ", missing)}",
            $"Copy {file} to extensions.d/, add #include \"extensions.d/{file}\" to extensions.conf, then: {Reload}"
        );
        return false;
    }

    /// <summary>Law: emergency calls never touch billing, so their context stands before ours wherever ours is included.</summary>
    private async Task CheckEmergencyFirstAsync(CancellationToken cancellationToken)
    {
        const string name = "emergency first";
        var all = await sender.SendAsync(new AmiAction("ShowDialPlan"), cancellationToken);
        var includes = all
            .Items.Where(item => item["IncludeContext"] is not null)
            .GroupBy(item => item["Context"] ?? "", StringComparer.Ordinal)
            .ToDictionary(
                group => group.Key,
                group => group.Select(item => item["IncludeContext"]!).ToList(),
                StringComparer.Ordinal
            );
        var users = includes.Where(pair => pair.Value.Contains(Outbound)).ToList();
        if (users.Count == 0)
        {
            checkup.Warn(
                name,
                $"no context includes {Outbound}, so no phone's calls are billed",
                $"In the context of the phones: include => {Emergency}, then their extensions, then include => {Outbound}."
            );
            return;
        }
        var wrong = users
            .Where(pair =>
                pair.Value.IndexOf(Emergency) is var at
                && (at < 0 || at > pair.Value.IndexOf(Outbound))
            )
            .Select(pair => pair.Key)
            .ToList();
        if (wrong.Count > 0)
        {
            checkup.Fail(
                name,
                $"context {string.Join(", ", wrong)} includes {Outbound} but not {Emergency} before it",
                $"Put include => {Emergency} first in it: emergency calls must not ask the gate."
            );
        }
        else
        {
            checkup.Ok(name, $"in {string.Join(", ", users.Select(pair => pair.Key))}");
        }
    }

    private async Task CheckGateAddressAsync(string context, CancellationToken cancellationToken)
    {
        const string name = "gate address";
        const string variable = "TB_GATE=";
        var settings = await ShowAsync(context, cancellationToken);
        var gate = settings
            .Items.Select(item => item["AppData"] ?? "")
            .FirstOrDefault(data => data.StartsWith(variable, StringComparison.Ordinal))
            ?[variable.Length..];
        var listen = options.FastAgi.Listen;
        if (gate is null)
        {
            checkup.Fail(
                name,
                $"[{context}] does not set TB_GATE",
                $"Set TB_GATE={listen} there, then: {Reload}"
            );
        }
        else if (
            gate.Split(':')[^1]
            != listen.Port.ToString(System.Globalization.CultureInfo.InvariantCulture)
        )
        {
            checkup.Fail(
                name,
                $"the dialplan asks {gate}, the gate listens on {listen}",
                $"Set TB_GATE in [{context}] (then: {Reload}), or FastAgi:Listen here."
            );
        }
        else if (
            IPEndPoint.TryParse(gate, out var asked)
            && !IPAddress.IsLoopback(asked.Address)
            && IPAddress.IsLoopback(listen.Address)
        )
        {
            checkup.Fail(
                name,
                $"the dialplan asks {gate}, but the gate listens on {listen} only",
                "Set FastAgi:Listen to this machine's address."
            );
        }
        else
        {
            checkup.Ok(name, $"the dialplan asks {gate}");
        }
    }

    private async Task CheckPromptsAsync(bool isLocal, CancellationToken cancellationToken)
    {
        const string name = "prompts";
        const string mend =
            "Copy asterisk-config/sounds/en/telephony-billing to the sounds/en folder of the PBX; a refused caller hears silence without them.";
        var folder = await sender.GetvarAsync(null, "ASTDATADIR", cancellationToken);
        if (string.IsNullOrEmpty(folder) || !isLocal)
        {
            checkup.Warn(
                name,
                "can't be looked for from here",
                $"On the PBX: ls {(string.IsNullOrEmpty(folder) ? "/usr/share/asterisk" : folder)}/sounds/en/telephony-billing"
            );
            return;
        }
        var path = Path.Combine(folder, "sounds", "en", "telephony-billing");
        var missing = Prompts
            .Where(prompt =>
                !Directory.Exists(path) || Directory.GetFiles(path, prompt + ".*").Length == 0
            )
            .ToList();
        if (missing.Count > 0)
        {
            checkup.Warn(name, $"no {string.Join(", ", missing)} in {path}", mend);
        }
        else if (!Directory.Exists(Path.Combine(folder, "sounds", "en", "digits")))
        {
            checkup.Warn(
                name,
                $"no numbers in {folder}/sounds/en/digits, so prices and balances are told without them",
                "Install Asterisk's core sounds (package asterisk-core-sounds-en, or make menuselect)."
            );
        }
        else
        {
            checkup.Ok(name, path);
        }
    }

    private Task<AmiResponse> ShowAsync(string context, CancellationToken cancellationToken) =>
        sender.SendAsync(new AmiAction("ShowDialPlan").With("Context", context), cancellationToken);
}
