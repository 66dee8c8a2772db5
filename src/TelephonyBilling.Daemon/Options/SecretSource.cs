namespace TelephonyBilling.Daemon.Options;

/// <summary>
/// Finds a secret: the key itself, the file that <c>…File</c> names, or a systemd credential (a file in
/// <c>$CREDENTIALS_DIRECTORY</c>), in that order.
/// </summary>
internal sealed class SecretSource(
    OptionsReader section,
    Func<string, string> fullPath,
    IReadOnlyDictionary<string, string> environment
)
{
    /// <summary>Reads a secret.</summary>
    /// <param name="key">The key.</param>
    /// <param name="credential">The systemd credential's name.</param>
    /// <param name="needed">Whether it is an error if it is missing or unreadable; otherwise it is then empty.</param>
    internal Secret Read(string key, string credential, bool needed)
    {
        var text = section.OptionalText(key);
        var file = section.OptionalText(key + "File");
        if (text is not null && file is not null)
        {
            section.Fail(key, $"{key} and {key}File are both given; expected one of them.");
        }
        if (text is not null)
        {
            return new Secret(text);
        }
        if (file is not null)
        {
            return FromFile(key + "File", fullPath(file), needed);
        }
        if (
            environment.TryGetValue("CREDENTIALS_DIRECTORY", out var directory)
            && Path.Combine(directory, credential) is var path
            && File.Exists(path)
        )
        {
            return FromFile(key, path, needed);
        }
        if (needed)
        {
            section.Fail(
                key,
                $"it is missing; expected it here, in a file that {key}File names, or as the systemd credential '{credential}'."
            );
        }
        return default;
    }

    private Secret FromFile(string key, string path, bool needed)
    {
        try
        {
            var secret = File.ReadAllText(path).TrimEnd('\r', '\n');
            if (secret.Length == 0 && needed)
            {
                section.Fail(key, $"the file '{path}' is empty; expected the secret in it.");
            }
            return new Secret(secret);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (needed)
            {
                section.Fail(key, $"the secret can't be read: {e.Message}");
            }
            return default;
        }
    }
}
