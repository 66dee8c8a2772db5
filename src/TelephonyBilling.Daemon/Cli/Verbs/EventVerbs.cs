using System.CommandLine;
using TelephonyBilling.Daemon.Cli.Output;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Events;

namespace TelephonyBilling.Daemon.Cli.Verbs;

/// <summary><c>events list</c>.</summary>
internal static class EventVerbs
{
    internal static Verb Build(CliEnvironment environment) =>
        new Verb("events", "Things that people want to know of, such as limits that were reached.")
        {
            List(environment),
        };

    private static Verb List(CliEnvironment environment)
    {
        var kind = new Option<string?>("--kind")
        {
            Description = $"Only those of this kind, such as {EventKinds.LimitReached}.",
            HelpName = "KIND",
        };
        var since = CommonOptions.Time(
            "--since",
            "Only those from this time on, in the account's time zone if --account is given, else in UTC."
        );
        var limit = CommonOptions.Newest("The newest so many.", fallback: 100);
        return new Verb(
            "list",
            "List events, the newest first.",
            "events list --account acme --kind limit-reached",
            "events list --since 2026-11-22 --json"
        )
        {
            CommonOptions.Account,
            kind,
            since,
            limit,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var zone = AccountTimeZone.Utc;
                if (session.Get(CommonOptions.Account) is { } id)
                {
                    var (account, _) = await session.AccountAsync(id, cancellationToken);
                    zone = CliSession.TimeZoneOf(account);
                }
                var filter = new EventFilter
                {
                    Account = session.Get(CommonOptions.Account),
                    Kind = session.Get(kind),
                    Since = session.Time(since, zone),
                    Limit = session.Get(limit),
                };
                var store = await session.OpenToReadAsync(cancellationToken);
                var events = await store.Events.ListAsync(filter, cancellationToken);
                var table = new TextTable("TIME", "ACCOUNT", "KIND", "OF", "CALL", "WHAT");
                foreach (var found in events)
                {
                    table.Add(
                        Words.Time(found.At, zone),
                        found.Account,
                        found.Kind,
                        found.Subject,
                        found.Call,
                        found.Detail
                    );
                }
                session.Output.Print(
                    [.. events.Select(ToShape.Of)],
                    ShapeContext.Readable.IReadOnlyListEventShape,
                    table,
                    "There are no such events."
                );
            }
        );
    }
}
