using TelephonyBilling.Daemon.Options;
using TelephonyBilling.Engine.Jobs;
using TelephonyBilling.Storage.Sqlite;

namespace TelephonyBilling.Daemon.Jobs;

/// <summary>Every job of this program: what the daemon schedules and what <c>jobs run</c> runs.</summary>
public static class JobCatalog
{
    /// <summary>Names and default schedules, for the configuration.</summary>
    public static IReadOnlyDictionary<string, string> DefaultSchedules { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [LedgerVerification] = "0 15 3 * * ?",
            [DatabaseBackup] = "0 45 3 * * ?",
        };

    private const string LedgerVerification = "ledger-verification";
    private const string DatabaseBackup = "database-backup";

    /// <summary>The jobs over a store.</summary>
    public static IReadOnlyList<Job> Build(
        DaemonOptions options,
        SqliteStore store,
        TimeProvider time
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(store);
        var backup = new DatabaseBackup(options.Store.Path, options.Jobs, store, time);
        return
        [
            new Job(
                LedgerVerification,
                "Checks the whole ledger from its first entry.",
                options.Jobs.ScheduleOf(LedgerVerification),
                cancellationToken => VerifyAsync(store, cancellationToken)
            ),
            new Job(
                DatabaseBackup,
                "Copies the database beside itself and removes old copies.",
                options.Jobs.ScheduleOf(DatabaseBackup),
                backup.RunAsync
            ),
        ];
    }

    private static async Task<string> VerifyAsync(
        SqliteStore store,
        CancellationToken cancellationToken
    )
    {
        var report = await store.Ledger.VerifyAsync(cancellationToken);
        return report.Faults.Count == 0
            ? $"{report.Accounts} accounts, {report.Entries} entries, no fault"
            : throw new InvalidOperationException(
                $"The ledger has {report.Faults.Count} faults; the first: {report.Faults[0]} See: telephony-billing ledger verify"
            );
    }
}
