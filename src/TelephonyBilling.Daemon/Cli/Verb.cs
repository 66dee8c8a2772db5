using System.CommandLine;

namespace TelephonyBilling.Daemon.Cli;

/// <summary>A command with examples for its help.</summary>
internal sealed class Verb : Command
{
    internal Verb(string name, string description, params string[] examples)
        : base(name, description) => Examples = examples;

    /// <summary>Command lines without the program's name.</summary>
    internal IReadOnlyList<string> Examples { get; }

    /// <summary>Sets what the verb does; it gives the exit code.</summary>
    internal Verb Does(
        CliEnvironment environment,
        Func<CliSession, CancellationToken, Task<int>> action
    )
    {
        SetAction(
            async (parsed, cancellationToken) =>
            {
                await using var session = new CliSession(environment, parsed);
                return await action(session, cancellationToken);
            }
        );
        return this;
    }

    /// <summary>As above, for what either throws or is done.</summary>
    internal Verb Does(
        CliEnvironment environment,
        Func<CliSession, CancellationToken, Task> action
    ) =>
        Does(
            environment,
            async (session, cancellationToken) =>
            {
                await action(session, cancellationToken);
                return 0;
            }
        );
}
