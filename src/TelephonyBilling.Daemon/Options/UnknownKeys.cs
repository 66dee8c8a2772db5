using Microsoft.Extensions.Configuration;

namespace TelephonyBilling.Daemon.Options;

/// <summary>Finds the keys of a configuration that nobody asked for.</summary>
/// <param name="root">The configuration.</param>
/// <param name="known">Every path that was asked for.</param>
internal sealed class UnknownKeys(IConfigurationRoot root, IReadOnlySet<string> known)
{
    /// <summary>Their paths, each with a sentence that names the keys that there are.</summary>
    internal IEnumerable<(string Path, string Problem)> Find() =>
        root.AsEnumerable()
            .Where(pair => IsLeaf(pair.Key, pair.Value) && !known.Contains(pair.Key))
            .Select(pair => pair.Key)
            .Order(StringComparer.Ordinal)
            .Select(path =>
                (path, $"there is no such key; keys here are {string.Join(", ", Beside(path))}.")
            );

    private bool IsLeaf(string path, string? value) =>
        value is not null || !root.GetSection(path).GetChildren().Any();

    /// <summary>The known keys of the same section, or of the nearest one above that is known at all.</summary>
    private List<string> Beside(string path)
    {
        string? parent = path;
        do
        {
            parent = ConfigurationPath.GetParentPath(parent);
            var names = known
                .Where(key => IsIn(key, parent))
                .Select(key => ConfigurationPath.GetSectionKey(key)!)
                .Where(key => !char.IsAsciiDigit(key[0]))
                .Order(StringComparer.Ordinal)
                .ToList();
            if (names.Count > 0)
            {
                return names;
            }
        } while (!string.IsNullOrEmpty(parent));
        return [];
    }

    private static bool IsIn(string key, string? parent) =>
        (ConfigurationPath.GetParentPath(key) ?? "").Equals(
            parent ?? "",
            StringComparison.OrdinalIgnoreCase
        );
}
