namespace TelephonyBilling.Asterisk.Tests;

/// <summary>The samples beside the tests.</summary>
internal static class WireFiles
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Wire");

    public static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(Folder, name));

    public static IEnumerable<string> All() =>
        Directory
            .EnumerateFiles(Folder, "*.ami", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Folder, f).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);
}
