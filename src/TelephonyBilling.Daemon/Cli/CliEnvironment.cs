using TelephonyBilling.Daemon.Options;

namespace TelephonyBilling.Daemon.Cli;

/// <summary>What the command line touches of the world, so that tests can run whole commands without a process.</summary>
public sealed record CliEnvironment
{
    /// <summary>What was asked for goes there.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>What went wrong goes there.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Reads a file that is named <c>-</c>.</summary>
    public Func<Stream> OpenInput { get; init; } = Console.OpenStandardInput;

    /// <summary>Whether a person looks at <see cref="Out"/> on a terminal that can repaint: otherwise there is no colour and no repainting.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>Reads the configuration.</summary>
    public required OptionsFile Configuration { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Who does it: the operating-system user, as it is written into the ledger.</summary>
    public required string User { get; init; }

    /// <summary>Runs the daemon until the token; gives the exit code.</summary>
    public required Func<DaemonOptions, CancellationToken, Task<int>> RunDaemon { get; init; }

    /// <summary>The environment of this process.</summary>
    public static CliEnvironment OfThisProcess(
        Func<DaemonOptions, CancellationToken, Task<int>> runDaemon
    ) =>
        new()
        {
            Out = Console.Out,
            Error = Console.Error,
            IsTerminal =
                !Console.IsOutputRedirected
                && Environment.GetEnvironmentVariable("TERM") is not (null or "dumb"),
            Configuration = OptionsFile.OfThisProcess(),
            User = Environment.UserName,
            RunDaemon = runDaemon,
        };
}
