using TelephonyBilling.Daemon.Jobs;

namespace TelephonyBilling.Daemon.Options;

/// <summary>Timed work: section <c>Jobs</c>.</summary>
public sealed record JobsOptions
{
    /// <summary>Cron expressions of Quartz by job, in UTC; empty: never by itself.</summary>
    public IReadOnlyDictionary<string, string> Schedules { get; init; } =
        JobCatalog.DefaultSchedules;

    /// <summary>Where copies of the database go; null: beside it.</summary>
    public string? BackupFolder { get; init; }

    /// <summary>How many days they are kept, 1 to 3650. Default 14.</summary>
    public int BackupDays { get; init; } = 14;

    /// <summary>The schedule of a job; empty: never by itself.</summary>
    public string ScheduleOf(string job) => Schedules[job];
}
