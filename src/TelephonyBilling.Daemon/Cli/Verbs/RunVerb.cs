namespace TelephonyBilling.Daemon.Cli.Verbs;

/// <summary><c>run</c>: the daemon itself.</summary>
internal static class RunVerb
{
    internal static Verb Build(CliEnvironment environment) =>
        new Verb(
            "run",
            "Run the daemon until it is told to stop (SIGTERM or Ctrl+C).",
            "run",
            "run --config ./telephony-billing.json"
        ).Does(
            environment,
            (session, cancellationToken) =>
                environment.RunDaemon(session.ReadOptions(forDaemon: true), cancellationToken)
        );
}
