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

    /// <summary>A script that asks one of them.</summary>
    public static string Script(string name) => Repository.Path("eng", "judges", name);
}
