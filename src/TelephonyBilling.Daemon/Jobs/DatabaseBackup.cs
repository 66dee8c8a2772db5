using System.Globalization;
using TelephonyBilling.Daemon.Options;
using TelephonyBilling.Storage.Sqlite;

namespace TelephonyBilling.Daemon.Jobs;

/// <summary>Copies the database while it is in use, and keeps the copies for some days.</summary>
internal sealed class DatabaseBackup(
    string path,
    JobsOptions options,
    SqliteStore store,
    TimeProvider time
)
{
    private const string Suffix = ".copy";

    internal async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        var folder = options.BackupFolder ?? Path.GetDirectoryName(Path.GetFullPath(path))!;
        var name = Path.GetFileName(path);
        var now = time.GetUtcNow();
        var target = Path.Combine(
            folder,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{name}.{now.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}{Suffix}"
            )
        );
        await store.CopyToAsync(target, cancellationToken);
        var removed = RemoveOld(folder, name, now);
        return $"{target}, {new FileInfo(target).Length} bytes, {removed} old copies removed";
    }

    private int RemoveOld(string folder, string name, DateTimeOffset now)
    {
        var removed = 0;
        foreach (var file in Directory.GetFiles(folder, $"{name}.*{Suffix}"))
        {
            var stamp = Path.GetFileName(file)[(name.Length + 1)..^Suffix.Length];
            if (
                DateTimeOffset.TryParseExact(
                    stamp,
                    "yyyyMMdd'T'HHmmss'Z'",
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal,
                    out var made
                )
                && now - made > TimeSpan.FromDays(options.BackupDays)
            )
            {
                File.Delete(file);
                removed++;
            }
        }
        return removed;
    }
}
