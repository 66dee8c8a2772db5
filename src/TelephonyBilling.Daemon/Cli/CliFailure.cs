namespace TelephonyBilling.Daemon.Cli;

/// <summary>The command can't be done; the message is a sentence for the person who gave it.</summary>
/// <param name="message">What was found, what is expected, what to do.</param>
/// <param name="exitCode">1: refused or failed; 2: wrong usage.</param>
internal sealed class CliFailure(string message, int exitCode = CliFailure.Refused)
    : Exception(message)
{
    /// <summary>Exit code of what was refused or failed.</summary>
    internal const int Refused = 1;

    /// <summary>Exit code of wrong usage.</summary>
    internal const int WrongUsage = 2;

    /// <summary>What the process ends with.</summary>
    internal int ExitCode { get; } = exitCode;

    /// <summary>The command line itself is wrong.</summary>
    internal static CliFailure Usage(string message) => new(message, WrongUsage);

    /// <summary>There is no such account.</summary>
    internal static CliFailure NoAccount(string id) =>
        new($"There is no account '{id}'; see: telephony-billing account list");
}
