using System.CommandLine;
using TelephonyBilling.Daemon.Cli.Output;
using TelephonyBilling.Daemon.Cli.Rates;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Engine.Rates;
using TelephonyBilling.Storage.Sqlite;

namespace TelephonyBilling.Daemon.Cli.Verbs;

/// <summary><c>plan create|set|list|show</c>.</summary>
internal static class PlanVerbs
{
    private const string NoDecks = "none";

    internal static Verb Build(CliEnvironment environment) =>
        new Verb("plan", "What accounts pay: which decks each service has, and in which order.")
        {
            Create(environment),
            Set(environment),
            List(environment),
            Show(environment),
        };

    /// <summary>A service that can be priced, by its name.</summary>
    internal static Option<string?> ServiceOption(string description)
    {
        var service = new Option<string?>("--service")
        {
            Description = description,
            HelpName = "SERVICE",
        };
        service.AcceptOnlyFromAmong([
            .. ServiceNames.All.Where(ServiceNames.CanBePriced).Select(ServiceNames.ToName),
        ]);
        return service;
    }

    private static Argument<string> PlanArgument() =>
        new("PLAN") { Description = "The plan's name." };

    private static Option<string?> DecksOption(bool required) =>
        new("--decks")
        {
            Description =
                $"The decks with commas between; the first that has a rate for a number decides. {NoDecks}: no deck.",
            HelpName = "DECK,...",
            Required = required,
        };

    private static Verb Create(CliEnvironment environment)
    {
        var plan = PlanArgument();
        var decks = DecksOption(required: false);
        return new Verb(
            "create",
            "Create a plan. Importing a deck makes a plan of its name; this is for others.",
            "plan create pro --decks block-list,pro,standard"
        )
        {
            plan,
            decks,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var name = session.Get(plan);
                var store = await session.OpenToWriteAsync(cancellationToken);
                var named = Names(session.Get(decks));
                await CheckDecksAsync(store, named, cancellationToken);
                if (!await store.Plans.CreateAsync(name, cancellationToken))
                {
                    throw new CliFailure(
                        $"There is a plan '{name}' already; nothing was changed. Change it with: telephony-billing plan set {name}"
                    );
                }
                await SetDecksAsync(store, name, null, named, cancellationToken);
                await PrintAsync(session, store, name, cancellationToken);
            }
        );
    }

    private static Verb Set(CliEnvironment environment)
    {
        var plan = PlanArgument();
        var decks = DecksOption(required: true);
        var service = ServiceOption(
            "The decks are for this service alone. Default: for every service that has none of its own."
        );
        return new Verb(
            "set",
            "Say which decks are asked, and in which order. Calls that go on keep their rate.",
            "plan set pro --decks block-list,pro,standard",
            "plan set pro --decks tollfree --service tollfree-inbound",
            "plan set pro --decks none --service tollfree-inbound"
        )
        {
            plan,
            decks,
            service,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var name = session.Get(plan);
                var store = await session.OpenToWriteAsync(cancellationToken);
                await SetDecksAsync(
                    store,
                    name,
                    session.Get(service) is { } text ? ServiceNames.Parse(text) : null,
                    Names(session.Get(decks)),
                    cancellationToken
                );
                await PrintAsync(session, store, name, cancellationToken);
            }
        );
    }

    private static Verb List(CliEnvironment environment) =>
        new Verb("list", "List the plans with their decks.", "plan list")
        {
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var store = await session.OpenToReadAsync(cancellationToken);
                var rules = await store.Plans.RulesAsync(null, cancellationToken);
                var plans = (await store.Plans.ListAsync(cancellationToken))
                    .Select(plan => ShapeOf(plan, rules))
                    .ToList();
                var table = new TextTable("PLAN", "SERVICE", "DECKS", ">RULES");
                foreach (var plan in plans)
                {
                    table.Add(
                        plan.Name,
                        "",
                        string.Join(", ", plan.Decks),
                        plan.Rules.Count == 0 ? "" : Words.Count(plan.Rules.Count)
                    );
                    foreach (var (name, decks) in plan.ServiceDecks)
                    {
                        table.Add(plan.Name, name, string.Join(", ", decks), "");
                    }
                }
                session.Output.Print(
                    plans,
                    ShapeContext.Readable.IReadOnlyListPlanShape,
                    table,
                    "There are no plans; importing a deck makes one: telephony-billing rates import"
                );
            }
        );

    private static Verb Show(CliEnvironment environment)
    {
        var plan = PlanArgument();
        return new Verb(
            "show",
            "Show a plan: its decks by service, and the rules that lie over them.",
            "plan show pro"
        )
        {
            plan,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
                await PrintAsync(
                    session,
                    await session.OpenToReadAsync(cancellationToken),
                    session.Get(plan),
                    cancellationToken
                )
        );
    }

    private static string[] Names(string? text) =>
        text is null or NoDecks
            ? []
            : text.Split(
                ',',
                StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
            );

    private static async Task CheckDecksAsync(
        SqliteStore store,
        IReadOnlyList<string> decks,
        CancellationToken cancellationToken
    )
    {
        var known = (await store.Rates.VersionsAsync(null, cancellationToken))
            .Select(version => version.Deck)
            .ToHashSet(StringComparer.Ordinal);
        if (decks.FirstOrDefault(deck => !known.Contains(deck)) is { } unknown)
        {
            throw new CliFailure(
                $"There is no deck '{unknown}'; nothing was changed. See: telephony-billing rates list"
            );
        }
    }

    private static async Task SetDecksAsync(
        SqliteStore store,
        string plan,
        Service? service,
        IReadOnlyList<string> decks,
        CancellationToken cancellationToken
    )
    {
        await CheckDecksAsync(store, decks, cancellationToken);
        switch (await store.Plans.SetDecksAsync(plan, service, decks, cancellationToken))
        {
            case PlanChange.UnknownPlan:
                throw NoPlan(plan);
            case PlanChange.UnknownDeck:
                throw new CliFailure(
                    $"One of the decks {string.Join(", ", decks)} does not exist; nothing was changed. See: telephony-billing rates list"
                );
            default:
                break;
        }
    }

    private static CliFailure NoPlan(string plan) =>
        new($"There is no plan '{plan}'; see: telephony-billing plan list");

    private static PlanShape ShapeOf(Plan plan, IReadOnlyList<OwnedRule> rules) =>
        RateToShape.Of(plan, rules.Where(owned => owned.Owner == RuleOwner.Plan(plan.Name)));

    private static async Task PrintAsync(
        CliSession session,
        SqliteStore store,
        string name,
        CancellationToken cancellationToken
    )
    {
        var found =
            (await store.Plans.ListAsync(cancellationToken)).FirstOrDefault(plan =>
                plan.Name == name
            ) ?? throw NoPlan(name);
        var rules = await store.Plans.RulesAsync(RuleOwner.Plan(name), cancellationToken);
        var shape = ShapeOf(found, rules);
        session.Output.Print(
            shape,
            ShapeContext.Readable.PlanShape,
            output =>
            {
                TextTable.WriteBlock(
                    output,
                    [
                        ("plan", shape.Name),
                        ("decks", shape.Decks.Count == 0 ? "none" : string.Join(", ", shape.Decks)),
                        .. shape.ServiceDecks.Select(entry =>
                            (entry.Key, (string?)string.Join(", ", entry.Value))
                        ),
                    ]
                );
                if (rules.Count > 0)
                {
                    output.WriteLine();
                    RuleVerbs.Table(rules).Write(output);
                }
            }
        );
    }
}
