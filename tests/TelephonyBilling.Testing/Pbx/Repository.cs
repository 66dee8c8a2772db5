namespace TelephonyBilling.Testing.Pbx;

/// <summary>Where this checkout lies: the tests use its scripts and configuration as they are.</summary>
public static class Repository
{
    /// <summary>The folder that holds <c>TelephonyBilling.sln</c>, found upwards from the test program.</summary>
    /// <exception cref="DirectoryNotFoundException">The tests do not run from inside a checkout.</exception>
    public static string Root { get; } = Find();

    /// <summary>The full path of something in the checkout.</summary>
    public static string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    private static string Find()
    {
        for (
            DirectoryInfo? folder = new(AppContext.BaseDirectory);
            folder is not null;
            folder = folder.Parent
        )
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "TelephonyBilling.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException(
            $"no TelephonyBilling.sln above {AppContext.BaseDirectory}: these tests start the scripts in eng/pbx and need the checkout"
        );
    }
}
