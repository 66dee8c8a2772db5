namespace TelephonyBilling.Daemon.Tests.Rates;

/// <summary>The example files of the repository.</summary>
internal static class Examples
{
    /// <summary>The path of a file in <c>docs/examples</c>, found from the folder where the tests were built.</summary>
    internal static string Path(string name)
    {
        for (
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            folder is not null;
            folder = folder.Parent
        )
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "TelephonyBilling.sln")))
            {
                return System.IO.Path.Combine(folder.FullName, "docs", "examples", name);
            }
        }
        throw new FileNotFoundException(
            $"No folder above {AppContext.BaseDirectory} holds TelephonyBilling.sln."
        );
    }
}
