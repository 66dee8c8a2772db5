using System.Net;
using Quartz;
using TelephonyBilling.Daemon.Jobs;
using TelephonyBilling.Engine.Retention;

namespace TelephonyBilling.Daemon.Options;

/// <summary>Makes the options out of the configuration's keys: every key, its default and its limits stand here.</summary>
/// <param name="root">The whole configuration.</param>
/// <param name="folder">The configuration file's folder: relative paths begin there.</param>
/// <param name="environment">The environment, for systemd's credentials.</param>
internal sealed class OptionsBinder(
    OptionsReader root,
    string folder,
    IReadOnlyDictionary<string, string> environment
)
{
    private const int MaxPort = 65_535;
    private const int SecondsPerDay = 86_400;

    internal DaemonOptions Bind(bool forDaemon) =>
        new()
        {
            Pbx = BindPbxes(forDaemon),
            FastAgi = BindFastAgi(root.Section("FastAgi")),
            Store = BindStore(root.Section("Store")),
            Metering = BindMetering(root.Section("Metering")),
            Numbering = NumberingBinder.Bind(root.Section("Numbering")),
            Metrics = new MetricsOptions
            {
                Listen = root.Section("Metrics")
                    .Listen("Listen", new MetricsOptions().Listen, mayBeEmpty: true),
            },
            Payments = new PaymentsBinder(root.Section("Payments"), FullPath, environment).Bind(
                forDaemon
            ),
            Invoicing = new InvoicingBinder(root.Section("Invoicing"), FullPath).Bind(),
            Numbers = new NumbersOptions
            {
                LeastBalanceToRent = root.Section("Numbers")
                    .Number(
                        "LeastBalanceToRent",
                        new NumbersOptions().LeastBalanceToRent,
                        0,
                        1_000_000
                    ),
            },
            Mail = new MailBinder(root.Section("Mail"), FullPath, environment).Bind(forDaemon),
            Jobs = BindJobs(root.Section("Jobs")),
            Retention = BindRetention(root.Section("Retention")),
            Logging = BindLogging(root.Section("Logging")),
        };

    private static bool IsName(string text) =>
        text.Length is > 0 and <= 32
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    private StoreOptions BindStore(OptionsReader section)
    {
        var defaults = new StoreOptions();
        var daemon = section.Text("Daemon", defaults.Daemon);
        if (daemon.Length > 0 && !IsName(daemon))
        {
            section.Fail(
                "Daemon",
                $"found '{daemon}', expected a name of up to 32 letters, digits, dots, dashes or underscores, or nothing."
            );
        }
        return new StoreOptions
        {
            Path = FullPath(section.Text("Path", defaults.Path)),
            Daemon = daemon,
        };
    }

    private List<PbxOptions> BindPbxes(bool forDaemon)
    {
        var found = new List<PbxOptions>();
        foreach (var section in root.Sections("Pbx"))
        {
            var pbx = BindPbx(section, forDaemon);
            if (found.Exists(other => other.Name == pbx.Name))
            {
                section.Fail("Name", $"found '{pbx.Name}' a second time; each PBX needs its own.");
            }
            found.Add(pbx);
        }
        if (found.Count == 0 && forDaemon)
        {
            root.Fail(
                "Pbx",
                "no PBX is configured; expected a list such as [{ \"Name\": \"pbx1\", \"Host\": \"127.0.0.1\", \"AmiSecret\": \"…\" }]."
            );
        }
        return found;
    }

    private PbxOptions BindPbx(OptionsReader section, bool forDaemon)
    {
        const string aName = "a name of 1 to 32 letters, digits, dots, dashes or underscores";
        var name = section.RequiredText("Name", aName);
        if (name.Length > 0 && !IsName(name))
        {
            section.Fail("Name", $"found '{name}', expected {aName}.");
        }
        var defaults = new PbxOptions { Name = name };
        var host = section.Text("Host", defaults.Host);
        if (Uri.CheckHostName(host) == UriHostNameType.Unknown)
        {
            section.Fail("Host", $"found '{host}', expected a host name or an address.");
        }
        var secrets = new SecretSource(section, FullPath, environment);
        var certificates = section.OptionalText("TlsCertificateFile");
        if (certificates is not null && forDaemon && !File.Exists(FullPath(certificates)))
        {
            section.Fail("TlsCertificateFile", $"there is no file '{FullPath(certificates)}'.");
        }
        return defaults with
        {
            Host = host,
            AmiPort = section.Integer("AmiPort", defaults.AmiPort, 1, MaxPort),
            AmiUser = section.Text("AmiUser", defaults.AmiUser),
            AmiSecret = secrets.Read("AmiSecret", $"{name}-ami-secret", forDaemon),
            Tls = section.Switch("Tls", defaults.Tls),
            TlsCertificateFile = certificates is null ? null : FullPath(certificates),
            TlsHostName = section.OptionalText("TlsHostName"),
            WarnTone = section.Choice("WarnTone", defaults.WarnTone, Enum.GetValues<WarnTone>()),
        };
    }

    private static FastAgiOptions BindFastAgi(OptionsReader section)
    {
        var defaults = new FastAgiOptions();
        var peers = new List<IPNetwork>();
        foreach (var text in section.Texts("AllowedPeers", []))
        {
            if (PeerNetwork.TryParse(text, out var network))
            {
                peers.Add(network);
            }
            else
            {
                section.Fail(
                    "AllowedPeers",
                    $"found '{text}', expected an address or a network such as 192.0.2.7 or 192.0.2.0/24."
                );
            }
        }
        return new FastAgiOptions
        {
            Listen = section.Listen("Listen", defaults.Listen)!,
            AllowedPeers = peers,
            MaxSessions = section.Integer("MaxSessions", defaults.MaxSessions, 1, 100_000),
            HeaderTimeoutSeconds = section.Integer(
                "HeaderTimeoutSeconds",
                defaults.HeaderTimeoutSeconds,
                1,
                60
            ),
            CommandTimeoutSeconds = section.Integer(
                "CommandTimeoutSeconds",
                defaults.CommandTimeoutSeconds,
                1,
                60
            ),
        };
    }

    private static MeteringOptions BindMetering(OptionsReader section)
    {
        var defaults = new MeteringOptions();
        var metering = new MeteringOptions
        {
            QuotaSeconds = section.Integer("QuotaSeconds", defaults.QuotaSeconds, 1, SecondsPerDay),
            FirstQuotaSeconds = section.Integer(
                "FirstQuotaSeconds",
                defaults.FirstQuotaSeconds,
                1,
                SecondsPerDay
            ),
            RenewBeforeSeconds = section.Number(
                "RenewBeforeSeconds",
                defaults.RenewBeforeSeconds,
                0.1m,
                600
            ),
            WarnBeforeSeconds = section.Number(
                "WarnBeforeSeconds",
                defaults.WarnBeforeSeconds,
                0,
                600
            ),
            RetrySeconds = section.Number("RetrySeconds", defaults.RetrySeconds, 0.1m, 60),
            HangupGraceMilliseconds = section.Integer(
                "HangupGraceMilliseconds",
                defaults.HangupGraceMilliseconds,
                50,
                10_000
            ),
            RefuseWhileBlind = section.Switch("RefuseWhileBlind", defaults.RefuseWhileBlind),
            ShowOnDisplay = section.Switch("ShowOnDisplay", defaults.ShowOnDisplay),
            AnnouncePrice = section.Switch("AnnouncePrice", defaults.AnnouncePrice),
        };
        if (
            metering.RenewBeforeSeconds
            >= Math.Min(metering.QuotaSeconds, metering.FirstQuotaSeconds)
        )
        {
            section.Fail(
                "RenewBeforeSeconds",
                $"found {metering.RenewBeforeSeconds}, expected less than QuotaSeconds ({metering.QuotaSeconds}) and FirstQuotaSeconds ({metering.FirstQuotaSeconds})."
            );
        }
        if (metering.WarnBeforeSeconds > metering.RenewBeforeSeconds)
        {
            section.Fail(
                "WarnBeforeSeconds",
                $"found {metering.WarnBeforeSeconds}, expected at most RenewBeforeSeconds ({metering.RenewBeforeSeconds}): before that nobody knows that the money ends."
            );
        }
        return metering;
    }

    private JobsOptions BindJobs(OptionsReader section)
    {
        var defaults = new JobsOptions();
        var schedules = new Dictionary<string, string>(StringComparer.Ordinal);
        var given = section.Section("Schedules");
        foreach (var (job, usual) in JobCatalog.DefaultSchedules)
        {
            var schedule = given.TextOrEmpty(job, usual);
            if (schedule.Length > 0 && !CronExpression.TryParse(schedule, out _))
            {
                given.Fail(
                    job,
                    $"found '{schedule}', expected a cron expression with seconds, such as '{usual}', or nothing."
                );
            }
            schedules[job] = schedule;
        }
        var backups = section.OptionalText("BackupFolder");
        return new JobsOptions
        {
            Schedules = schedules,
            BackupFolder = backups is null ? null : FullPath(backups),
            BackupDays = section.Integer("BackupDays", defaults.BackupDays, 1, 3650),
        };
    }

    private static RetentionPolicy BindRetention(OptionsReader section)
    {
        var defaults = new RetentionPolicy();
        return new RetentionPolicy
        {
            Calls = BindDaysKept(section, "CallDays", defaults.Calls),
            Mails = BindDaysKept(section, "MailDays", defaults.Mails),
        };
    }

    /// <summary>At least a month, since limits and reports look that far back.</summary>
    private static TimeSpan? BindDaysKept(OptionsReader section, string key, TimeSpan? usual)
    {
        const int least = 31;
        var days = section.Integer(key, usual?.Days ?? 0, 0, 36_500);
        if (days is > 0 and < least)
        {
            section.Fail(key, $"found {days}, expected 0 (for ever) or at least {least} days.");
        }
        return days == 0 ? null : TimeSpan.FromDays(days);
    }

    private LoggingOptions BindLogging(OptionsReader section)
    {
        var defaults = new LoggingOptions();
        var file = section.OptionalText("File");
        return new LoggingOptions
        {
            Format = section.Choice("Format", defaults.Format, Enum.GetValues<LogFormat>()),
            Level = section.Choice(
                "Level",
                defaults.Level,
                LogLevel.Trace,
                LogLevel.Debug,
                LogLevel.Information,
                LogLevel.Warning,
                LogLevel.Error
            ),
            File = file is null ? null : FullPath(file),
            FileDays = section.Integer("FileDays", defaults.FileDays, 1, 3650),
            MaskNumbers = section.Switch("MaskNumbers", defaults.MaskNumbers),
        };
    }

    private string FullPath(string path) => Path.GetFullPath(path, folder);
}
