using System.CommandLine;
using TelephonyBilling.Daemon.Cli.Output;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Auditing;

namespace TelephonyBilling.Daemon.Cli.Verbs;

/// <summary><c>audit list</c>.</summary>
internal static class AuditVerbs
{
    internal static Verb Build(CliEnvironment environment) =>
        new Verb("audit", "Who changed what.") { List(environment) };

    private static Verb List(CliEnvironment environment)
    {
        var subject = new Option<string?>("--subject")
        {
            Description =
                "Only changes of this: account/ID, number/DIGITS, extension/ENDPOINT, member/ACCOUNT[/NAME], limit/ACCOUNT, plan/NAME, deck/NAME, rule/ID, surcharge/PLAN[/FEATURE], exchange/FROM/TO.",
            HelpName = "SUBJECT",
        };
        var actor = new Option<string?>("--actor")
        {
            Description = "Only changes by this person or program.",
            HelpName = "NAME",
        };
        var since = CommonOptions.Time("--since", "Only changes from this time on, in UTC.");
        var limit = CommonOptions.Newest("The newest so many.", fallback: 100);
        return new Verb(
            "list",
            "List changes by the command line, by jobs and by hand, the newest first, with what was before and after.",
            "audit list --subject account/acme",
            "audit list --actor ann --since 2026-11-22 --json"
        )
        {
            subject,
            actor,
            since,
            limit,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var filter = new AuditFilter
                {
                    Subject = session.Get(subject),
                    Actor = session.Get(actor),
                    Since = session.Time(since, AccountTimeZone.Utc),
                    Limit = session.Get(limit),
                };
                var store = await session.OpenToReadAsync(cancellationToken);
                var entries = await store.Audit.ListAsync(filter, cancellationToken);
                var table = new TextTable("TIME", "BY", "WHAT", "OF", "CHANGE");
                foreach (var entry in entries)
                {
                    table.Add(
                        Words.Time(entry.At),
                        entry.Actor,
                        entry.Action,
                        entry.Subject,
                        Describe(entry)
                    );
                }
                session.Output.Print(
                    [.. entries.Select(ToShape.Of)],
                    ShapeContext.Readable.IReadOnlyListAuditShape,
                    table,
                    "There are no such changes."
                );
            }
        );
    }

    /// <summary>What changed; of what is new or gone, all that was said about it.</summary>
    private static string Describe(AuditEntry entry)
    {
        var isNew = entry.Fields.All(field => field.Before is null);
        var isGone = entry.Fields.All(field => field.After is null);
        return string.Join(
            ", ",
            entry
                .Fields.Where(field => field.IsChanged)
                .Select(field =>
                    isNew || isGone
                        ? $"{field.Name}={field.Before ?? field.After}"
                        : $"{field.Name} {Shown(field.Before)} → {Shown(field.After)}"
                )
        );
    }

    private static string Shown(string? value) => value is { Length: > 0 } ? value : "(none)";
}
