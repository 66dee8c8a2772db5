using TelephonyBilling.Daemon.Cli.Output;

namespace TelephonyBilling.Daemon.Cli.Verbs;

/// <summary><c>ledger verify</c>.</summary>
internal static class LedgerVerbs
{
    internal static Verb Build(CliEnvironment environment) =>
        new Verb("ledger", "The append-only ledger.") { Verify(environment) };

    private static Verb Verify(CliEnvironment environment) =>
        new Verb(
            "verify",
            "Check the whole ledger: every balance is the sum of its entries, every settled call has its one charge, nothing is held for a call that is over.",
            "ledger verify",
            "ledger verify --json"
        )
        {
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var store = await session.OpenToReadAsync(cancellationToken);
                var report = await store.Ledger.VerifyAsync(cancellationToken);
                var isRight = report.Faults.Count == 0;
                session.Output.Print(
                    new VerifyShape
                    {
                        Ok = isRight,
                        Accounts = report.Accounts,
                        Entries = report.Entries,
                        OpenCalls = report.OpenCalls,
                        Faults = report.Faults,
                    },
                    ShapeContext.Readable.VerifyShape,
                    output =>
                    {
                        foreach (var fault in report.Faults)
                        {
                            output.WriteLine(fault);
                        }
                        output.WriteLine(
                            isRight
                                ? $"The ledger is right: {report.Accounts} accounts, {report.Entries} entries, {report.OpenCalls} open calls."
                                : $"The ledger has {report.Faults.Count} faults in {report.Accounts} accounts and {report.Entries} entries."
                        );
                    }
                );
                return isRight ? 0 : CliFailure.Refused;
            }
        );
}
