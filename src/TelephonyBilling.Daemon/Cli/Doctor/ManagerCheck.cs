using System.Globalization;
using TelephonyBilling.Asterisk.Ami;
using TelephonyBilling.Daemon.Options;

namespace TelephonyBilling.Daemon.Cli.Doctor;

/// <summary>Looks at the manager interface of a PBX: privileges, settings of <c>manager.conf</c>, and the clock.</summary>
internal sealed class ManagerCheck(
    PbxOptions pbx,
    IAmiSender sender,
    Checkup checkup,
    TimeProvider time
)
{
    private const string ManagerFile = "manager.d/telephony-billing.conf";
    private const int GoodWriteTimeout = 1000;
    private static readonly TimeSpan GoodClock = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BadClock = TimeSpan.FromSeconds(30);

    // What the daemon sends; see Switches/.
    private static readonly string[] Needed =
    [
        "AbsoluteTimeout",
        "Hangup",
        "Status",
        "Getvar",
        "CoreShowChannels",
        "CoreStatus",
        "DBGet",
        "DBDel",
    ];

    private static readonly string[] EventClasses = ["system", "call", "user"];

    // More than it should have: whoever steals the secret could run programs with these.
    private static readonly string[] TooMuch = ["Command", "UpdateConfig", "ModuleLoadAll"];

    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        await CheckPrivilegesAsync(cancellationToken);
        await CheckSettingsAsync(cancellationToken);
        await CheckClockAsync(cancellationToken);
    }

    private async Task CheckPrivilegesAsync(CancellationToken cancellationToken)
    {
        const string name = "privileges";
        var response = await sender.SendAsync(AmiActions.ListCommands(), cancellationToken);
        var allowed = response
            .Message.Fields.Select(field => field.Key)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        var tone = pbx.WarnTone switch
        {
            WarnTone.Beep => "Originate",
            WarnTone.Dtmf => "PlayDTMF",
            _ => null,
        };
        var missing = (tone is null ? Needed : Needed.Append(tone))
            .Where(action => !allowed.Contains(action))
            .ToList();
        var excess = TooMuch.Where(allowed.Contains).ToList();
        if (missing.Count > 0)
        {
            checkup.Fail(
                name,
                $"user '{pbx.AmiUser}' may not send {string.Join(", ", missing)}",
                $"Give it write = system,call,reporting,originate in {ManagerFile}, then: asterisk -rx \"manager reload\""
            );
        }
        else if (excess.Count > 0)
        {
            checkup.Warn(
                name,
                $"user '{pbx.AmiUser}' may send {string.Join(", ", excess)} too, which the daemon never does",
                $"Take the classes command and config (or all) away from it: write = system,call,reporting,originate in {ManagerFile}"
            );
        }
        else
        {
            checkup.Ok(name, $"user '{pbx.AmiUser}' may do what is needed and no more");
        }
    }

    private async Task CheckSettingsAsync(CancellationToken cancellationToken)
    {
        var general = await ManagerSettings.ReadAsync(sender, "general", cancellationToken);
        var user = await ManagerSettings.ReadAsync(sender, pbx.AmiUser, cancellationToken);
        if (general is null || user is null)
        {
            checkup.Warn(
                "settings",
                $"[{(general is null ? "general" : pbx.AmiUser)}] of manager.conf can't be read over AMI, so timestampevents, writetimeout and the event classes could not be checked",
                $"Look for timestampevents = yes in [general], and for the lines of {ManagerFile} in [{pbx.AmiUser}]."
            );
            return;
        }
        if (general.IsTrue("timestampevents"))
        {
            checkup.Ok("timestampevents", "on");
        }
        else
        {
            checkup.Fail(
                "timestampevents",
                $"{general["timestampevents"] ?? "not set"}: events don't say when they happened",
                "Set timestampevents = yes in [general] of manager.conf, then: asterisk -rx \"manager reload\""
            );
        }
        CheckWriteTimeout(user["writetimeout"]);
        var missing = EventClasses.Where(word => !user.Includes("read", word)).ToList();
        if (missing.Count == 0)
        {
            checkup.Ok("event classes", $"read = {user["read"]}");
        }
        else
        {
            checkup.Fail(
                "event classes",
                $"read = {user["read"] ?? ""}: {string.Join(", ", missing)} missing",
                $"Set read = system,call,user in {ManagerFile}, then: asterisk -rx \"manager reload\""
            );
        }
    }

    private void CheckWriteTimeout(string? text)
    {
        const string name = "writetimeout";
        // main/manager.c: 100 ms where nothing is set.
        var known = int.TryParse(
            text ?? "100",
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var milliseconds
        );
        if (known && milliseconds >= GoodWriteTimeout)
        {
            checkup.Ok(name, $"{milliseconds} ms");
        }
        else
        {
            checkup.Warn(
                name,
                text is null ? "not set, so 100 ms" : $"{text} ms",
                $"Set writetimeout = 5000 in [{pbx.AmiUser}]: a short pause of the daemon's machine makes Asterisk drop the connection."
            );
        }
    }

    private async Task CheckClockAsync(CancellationToken cancellationToken)
    {
        const string name = "clock";
        var asked = time.GetUtcNow();
        var started = time.GetTimestamp();
        var pong = await sender.SendAsync(AmiActions.Ping(), cancellationToken);
        var travel = time.GetElapsedTime(started);
        if (
            !pong.Message.TryGetBytes("Timestamp", out var text)
            || !AmiTimestamp.TryParse(text, out var shown)
        )
        {
            checkup.Warn(
                name,
                "the PBX's pong bears no time",
                "Is this an Asterisk of 16 or later?"
            );
            return;
        }
        var difference = shown - (asked + (travel / 2));
        var found = string.Create(
            CultureInfo.InvariantCulture,
            $"{difference.TotalSeconds:+0.000;-0.000;0.000} s against this machine"
        );
        var size = difference.Duration();
        const string mend =
            "Calls are priced right all the same, but their times in records and logs differ: run NTP (chrony) on both machines.";
        if (size > BadClock)
        {
            checkup.Fail(name, found, mend);
        }
        else if (size > GoodClock)
        {
            checkup.Warn(name, found, mend);
        }
        else
        {
            checkup.Ok(name, found);
        }
    }
}
