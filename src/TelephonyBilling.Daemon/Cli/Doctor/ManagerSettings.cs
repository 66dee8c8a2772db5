using TelephonyBilling.Asterisk.Ami;

namespace TelephonyBilling.Daemon.Cli.Doctor;

/// <summary>
/// One category of <c>manager.conf</c>, as <c>GetConfig</c> gives it: <c>Line-000000-000003: timestampevents=yes</c>.
/// The action is in the classes <c>config</c> and <c>system</c>, and our user has the latter.
/// </summary>
internal sealed class ManagerSettings
{
    private readonly Dictionary<string, string> values = new(StringComparer.OrdinalIgnoreCase);

    internal string? this[string key] => values.GetValueOrDefault(key);

    /// <summary>Reads a category.</summary>
    /// <returns>Null where the user may not, or there is no such category in that file.</returns>
    internal static async Task<ManagerSettings?> ReadAsync(
        IAmiSender pbx,
        string category,
        CancellationToken cancellationToken
    )
    {
        var action = new AmiAction("GetConfig")
            .With("Filename", "manager.conf")
            .With("Category", category);
        var response = await pbx.SendAsync(action, cancellationToken);
        if (!response.IsSuccess)
        {
            return null;
        }
        var settings = new ManagerSettings();
        foreach (var field in response.Message.Fields)
        {
            var equals = field.Value.IndexOf('=', StringComparison.Ordinal);
            if (field.Key.StartsWith("Line-", StringComparison.OrdinalIgnoreCase) && equals > 0)
            {
                settings.values[field.Value[..equals].Trim()] = field.Value[(equals + 1)..].Trim();
            }
        }
        return settings.values.Count > 0 ? settings : null;
    }

    /// <summary>Whether a value is one of those that Asterisk takes for true.</summary>
    internal bool IsTrue(string key) =>
        this[key]?.ToUpperInvariant() is "YES" or "TRUE" or "Y" or "T" or "1" or "ON";

    /// <summary>Whether a comma-separated value holds a word, or <c>all</c>.</summary>
    internal bool Includes(string key, string word) =>
        (this[key] ?? "")
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Any(part =>
                part.Equals(word, StringComparison.OrdinalIgnoreCase)
                || part.Equals("all", StringComparison.OrdinalIgnoreCase)
            );
}
