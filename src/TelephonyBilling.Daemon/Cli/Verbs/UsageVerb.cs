using System.CommandLine;
using TelephonyBilling.Daemon.Cli.Usage;

namespace TelephonyBilling.Daemon.Cli.Verbs;

/// <summary><c>usage</c>: what an account used in a month.</summary>
internal static class UsageVerb
{
    internal static Verb Build(CliEnvironment environment)
    {
        var id = CommonOptions.AccountArgument();
        var all = new Option<bool>("--all")
        {
            Description =
                "List calls that were not answered, refused attempts and calls that go on, too.",
        };
        return new Verb(
            "usage",
            "Show what an account used in a month: counts, each answered call that began in it, and sums by service, member, department and destination.",
            "usage acme --month 2026-11",
            "usage acme --month 2026-11 --csv > november.csv",
            "usage acme --all --json"
        )
        {
            id,
            CommonOptions.Month,
            all,
            CommonOptions.Csv,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                session.RefuseCsvWithJson();
                var (account, _) = await session.AccountAsync(session.Get(id), cancellationToken);
                var month = session.Month(CliSession.TimeZoneOf(account));
                var document = new UsageDocument(account, month, session.Get(all));
                var store = await session.OpenToReadAsync(cancellationToken);
                await store.Usage.ReadAsync(
                    account.Id,
                    month.From,
                    month.Until,
                    calls =>
                    {
                        var output = session.Environment.Out;
                        if (session.WantsCsv)
                        {
                            document.WriteCsv(output, calls);
                        }
                        else if (session.Output.IsJson)
                        {
                            document.WriteJson(output, calls);
                        }
                        else
                        {
                            document.WriteText(output, calls);
                        }
                    },
                    cancellationToken
                );
            }
        );
    }
}
