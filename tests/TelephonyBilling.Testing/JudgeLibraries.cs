using TelephonyBilling.Testing.Pbx;

namespace TelephonyBilling.Testing;

/// <summary>Libraries of others, fetched into the user's cache by <c>eng/judges/fetch</c>.</summary>
public static class JudgeLibraries
{
    /// <summary>Fetches them where they are not there yet, and gives the folder that holds <c>node_modules</c>.</summary>
    /// <exception cref="InvalidOperationException">They can't be had; the message says why.</exception>
    public static async Task<string> FetchAsync()
    {
        var printed = await ChildProcess.RunAsync(
            Script("fetch"),
            ["--root"],
            TimeSpan.FromMinutes(5)
        );
        return printed
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Last(Path.IsPathRooted);
    }

    /// <summary>TrueType files of DejaVu Sans, the plain and the bold one, whatever this machine has.</summary>
    public static async Task<(string Plain, string Bold)> FontAsync()
    {
        var fonts = Path.Combine(await FetchAsync(), "node_modules", "dejavu-fonts-ttf", "ttf");
        return (Path.Combine(fonts, "DejaVuSans.ttf"), Path.Combine(fonts, "DejaVuSans-Bold.ttf"));
    }

    /// <summary>A script that asks one of them.</summary>
    public static string Script(string name) => Repository.Path("eng", "judges", name);
}
