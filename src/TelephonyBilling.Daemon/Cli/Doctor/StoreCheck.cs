using TelephonyBilling.Daemon.Options;
using TelephonyBilling.Storage;
using TelephonyBilling.Storage.Sqlite;

namespace TelephonyBilling.Daemon.Cli.Doctor;

/// <summary>Looks at the database: whether it opens, its schema, its disk, and its sums.</summary>
internal sealed class StoreCheck(StoreOptions options, Checkup checkup)
{
    private const long Mebibyte = 1024 * 1024;
    private const long LeastFreeBytes = 100 * Mebibyte;
    private const long GoodFreeBytes = 1024 * Mebibyte;
    private static readonly TimeSpan LedgerPatience = TimeSpan.FromSeconds(20);

    internal async Task RunAsync(SqliteStore? store, CancellationToken cancellationToken)
    {
        CheckDisk();
        try
        {
            var found = await SqliteInspection.RunAsync(
                new SqliteStoreOptions(options.Path),
                cancellationToken
            );
            CheckFile(found);
        }
        catch (StoreOpenException e)
        {
            checkup.Fail(
                "file",
                e.Message,
                "Start the daemon once, which makes the database; or name the right file in Store:Path, and run doctor as a user who may read it."
            );
            return;
        }
        if (store is not null)
        {
            await CheckLedgerAsync(store, cancellationToken);
        }
    }

    internal void CheckFile(SqliteInspection found)
    {
        checkup.Ok(
            "file",
            $"{options.Path}, {found.FileBytes / Mebibyte} MiB, log {found.LogBytes / Mebibyte} MiB"
        );
        if (!found.IsOfFolderOwner)
        {
            var path = Path.GetFullPath(options.Path);
            checkup.Warn(
                "owner",
                "the file belongs to another user than its folder",
                $"If the daemon can't write it, such as after a restore: chown --reference={Path.GetDirectoryName(path)} {path}*"
            );
        }
        if (found.SchemaVersion == found.NewestVersion)
        {
            checkup.Ok("schema", $"version {found.SchemaVersion}");
        }
        else if (found.SchemaVersion < found.NewestVersion)
        {
            checkup.Fail(
                "schema",
                $"version {found.SchemaVersion}, this program needs {found.NewestVersion}",
                "Restart the daemon: it makes a backup and brings the database up to date."
            );
        }
        else
        {
            checkup.Fail(
                "schema",
                $"version {found.SchemaVersion}, this program knows {found.NewestVersion}",
                "A newer program wrote this database: install that one again."
            );
        }
        if (found.JournalMode.Equals("wal", StringComparison.OrdinalIgnoreCase))
        {
            checkup.Ok("journal", "write-ahead log");
        }
        else
        {
            checkup.Warn(
                "journal",
                $"mode '{found.JournalMode}' instead of a write-ahead log",
                "Restart the daemon, which sets it; network file systems can't have it: keep the database on a local disk."
            );
        }
        if (found.Damage.Count == 0)
        {
            checkup.Ok("integrity", "SQLite's quick check found nothing");
        }
        else
        {
            checkup.Fail(
                "integrity",
                string.Join("; ", found.Damage),
                "The file is damaged: stop the daemon, keep a copy, and restore the last backup."
            );
        }
    }

    private void CheckDisk()
    {
        const string name = "disk";
        var folder = Path.GetDirectoryName(Path.GetFullPath(options.Path))!;
        if (!Directory.Exists(folder))
        {
            checkup.Fail(
                name,
                $"there is no folder {folder}",
                "Make it, owned by the daemon's user, or change Store:Path."
            );
            return;
        }
        var free = new DriveInfo(folder).AvailableFreeSpace;
        var found = $"{free / Mebibyte} MiB free at {folder}";
        if (free < LeastFreeBytes)
        {
            checkup.Fail(name, found, "Free some: a full disk refuses every chargeable call.");
        }
        else if (free < GoodFreeBytes)
        {
            checkup.Warn(name, found, "Free some before it is full.");
        }
        else
        {
            checkup.Ok(name, found);
        }
    }

    private async Task CheckLedgerAsync(SqliteStore store, CancellationToken cancellationToken)
    {
        const string name = "ledger";
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(LedgerPatience);
        try
        {
            var report = await store.Ledger.VerifyAsync(patience.Token);
            if (report.Faults.Count == 0)
            {
                checkup.Ok(
                    name,
                    $"right: {report.Accounts} accounts, {report.Entries} entries, {report.OpenCalls} open calls"
                );
            }
            else
            {
                checkup.Fail(
                    name,
                    $"{report.Faults.Count} faults, the first: {report.Faults[0]}",
                    "See all with: telephony-billing ledger verify"
                );
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            checkup.Warn(
                name,
                $"too long for a quick look of {LedgerPatience.TotalSeconds} s",
                "Check it whole with: telephony-billing ledger verify"
            );
        }
    }
}
