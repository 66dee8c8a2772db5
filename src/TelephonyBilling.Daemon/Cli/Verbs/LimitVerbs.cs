using System.CommandLine;
using TelephonyBilling.Daemon.Cli.Output;
using TelephonyBilling.Domain.Limits;
using TelephonyBilling.Engine.Limits;

namespace TelephonyBilling.Daemon.Cli.Verbs;

/// <summary><c>limit set|show|list</c>.</summary>
internal static class LimitVerbs
{
    internal static Verb Build(CliEnvironment environment) =>
        new Verb(
            "limit",
            "How much accounts, numbers and extensions may spend, call, and when, against fraud."
        )
        {
            LimitSetVerb.Build(environment),
            Show(environment),
            List(environment),
        };

    private static Verb Show(CliEnvironment environment)
    {
        var scope = LimitedBooks.ScopeArgument();
        var subject = LimitedBooks.SubjectArgument();
        return new Verb(
            "show",
            "Show somebody's limits, and what is used of them now.",
            "limit show account acme",
            "limit show extension 1001 --json"
        )
        {
            scope,
            subject,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var books = await LimitedBooks.OpenAsync(
                    session,
                    session.Get(scope),
                    session.Get(subject),
                    cancellationToken
                );
                await books.PrintAsync(cancellationToken);
            }
        );
    }

    private static Verb List(CliEnvironment environment) =>
        new Verb("list", "List who has limits.", "limit list", "limit list --account acme --json")
        {
            CommonOptions.Account,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var store = await session.OpenToListAsync(cancellationToken);
                var limits = await store.Limits.ListAsync(
                    session.Get(CommonOptions.Account),
                    cancellationToken
                );
                var table = new TextTable("ACCOUNT", "OF", "SUBJECT", "LIMITS");
                foreach (var (owner, set) in limits)
                {
                    table.Add(
                        owner.Account,
                        owner.Scope.ToText(),
                        Subject(owner),
                        string.Join(", ", Texts(set))
                    );
                }
                session.Output.Print(
                    [.. limits.Select(ToShape.Of)],
                    ShapeContext.Readable.IReadOnlyListLimitShape,
                    table,
                    "Nobody has limits; set some with: telephony-billing limit set account ACCOUNT --spend-per-day AMOUNT"
                );
            }
        );

    /// <summary>The subject as people know it.</summary>
    internal static string Subject(LimitOwner owner) =>
        owner.Scope == LimitScope.Number ? Words.Number(owner.Subject) : owner.Subject;

    private static IEnumerable<string> Texts(UsageLimits limits)
    {
        var subject = new LimitedSubject(LimitScope.Account, "", limits);
        var nothing = UsageSoFar.None(default);
        var currency = (limits.SpendPerCall ?? limits.SpendPerHour ?? limits.SpendPerDay)?.Currency;
        return subject
            .Compare(currency is { } unit ? UsageSoFar.None(unit) : nothing)
            .Select(use => $"{use.Kind.ToText()} {use.Limit}")
            .Concat(limits.AllowedHours is { } hours ? [$"hours {hours}"] : []);
    }
}
