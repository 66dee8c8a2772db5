using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>One numbered change of the schema, forward only.</summary>
/// <param name="Version">Counts from 1 without gaps.</param>
/// <param name="Name">What it does, as in its file name <c>0001-first-schema.sql</c>.</param>
/// <param name="Sql">Its statements; they run in one transaction.</param>
internal sealed record Migration(int Version, string Name, string Sql)
{
    private const string Folder = "TelephonyBilling.Storage.Sqlite.Migrations.";

    /// <summary>SHA-256 of the statements, line ends as on Unix: a database tells by it that it was made from other ones.</summary>
    internal string Checksum =>
        Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n")))
        );

    /// <summary>All that this program knows, in order.</summary>
    internal static IReadOnlyList<Migration> All { get; } =
    [.. Load().OrderBy(migration => migration.Version)];

    private static IEnumerable<Migration> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var resource in assembly.GetManifestResourceNames())
        {
            if (!resource.StartsWith(Folder, StringComparison.Ordinal))
            {
                continue;
            }
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            var version = int.Parse(
                resource.AsSpan(Folder.Length, 4),
                CultureInfo.InvariantCulture
            );
            yield return new Migration(
                version,
                resource[(Folder.Length + 5)..^".sql".Length],
                reader.ReadToEnd()
            );
        }
    }
}
