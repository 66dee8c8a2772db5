namespace TelephonyBilling.Daemon.Cli;

/// <summary>Files that verbs read.</summary>
internal static class InputFile
{
    /// <summary>Stands for standard input.</summary>
    internal const string StandardInput = "-";

    /// <summary>Opens a file to read, or standard input.</summary>
    internal static Stream Open(CliEnvironment environment, string file)
    {
        if (file == StandardInput)
        {
            return environment.OpenInput();
        }
        try
        {
            return new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 64 * 1024);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliFailure($"The file can't be read: {e.Message}");
        }
    }
}
