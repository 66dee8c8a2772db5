using System.CommandLine;
using TelephonyBilling.Daemon.Cli.Output;
using TelephonyBilling.Daemon.Cli.Rates;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Rates;
using TelephonyBilling.Storage.Sqlite;

namespace TelephonyBilling.Daemon.Cli.Verbs;

/// <summary><c>rule add|list|remove</c>.</summary>
internal static class RuleVerbs
{
    internal static Verb Build(CliEnvironment environment) =>
        new Verb(
            "rule",
            "What a plan or an account lays over its decks. The most specific rule counts: the longest prefix, then the country, then all; an account's before its plan's."
        )
        {
            Add(environment),
            List(environment),
            Remove(environment),
        };

    /// <summary>Rules in a table.</summary>
    internal static TextTable Table(IEnumerable<OwnedRule> rules)
    {
        var table = new TextTable(">RULE", "OF", "FOR", "EFFECT", "DESTINATION", "NOTE");
        foreach (var (owner, rule) in rules)
        {
            table.Add(
                Words.Count(rule.Id),
                Say(owner),
                RuleWords.Match(rule),
                RuleWords.Say(rule.Effect),
                rule.Destination,
                rule.Note
            );
        }
        return table;
    }

    private static (Option<string?> Plan, Option<string?> Account) OwnerOptions(
        string plan,
        string account
    ) =>
        (
            new Option<string?>("--plan") { Description = plan, HelpName = "PLAN" },
            new Option<string?>("--account", "-a") { Description = account, HelpName = "ACCOUNT" }
        );

    private static RuleOwner? OwnerOf(
        CliSession session,
        (Option<string?> Plan, Option<string?> Account) options
    ) =>
        (session.Get(options.Plan), session.Get(options.Account)) switch
        {
            (not null, not null) => throw CliFailure.Usage(
                "--plan and --account were both given: expected one of them."
            ),
            ({ } plan, _) => RuleOwner.Plan(plan),
            (_, { } account) => RuleOwner.Account(account.ToLowerInvariant()),
            _ => null,
        };

    private static Verb Add(CliEnvironment environment)
    {
        var owner = OwnerOptions("The plan whose rule it is.", "The account whose rule it is.");
        var format = new RuleOptions();
        var verb = new Verb(
            "add",
            "Add a rule to a plan or an account. Calls that go on keep their rate.",
            "rule add --plan pro --country US --service international-outbound --included",
            "rule add --plan pro --country GB --percent 80",
            "rule add --account acme --prefix 4420 --rate 0.01 --fee 0 --increments 6/6",
            "rule add --account acme --prefix 8816 --block satellite --note \"ticket 4711\""
        )
        {
            owner.Plan,
            owner.Account,
            CommonOptions.Json,
        };
        format.AddTo(verb);
        return verb.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var of =
                    OwnerOf(session, owner)
                    ?? throw CliFailure.Usage("Say whose rule it is: --plan or --account.");
                var store = await session.OpenToWriteAsync(cancellationToken);
                var rule = format.Read(
                    session,
                    await CurrencyOfAsync(session, store, of, cancellationToken)
                );
                var (outcome, id) = await store.Plans.AddRuleAsync(of, rule, cancellationToken);
                switch (outcome)
                {
                    case RuleOutcome.UnknownOwner:
                        throw new CliFailure(
                            $"There is no {Say(of)}; nothing was changed. See: telephony-billing {(of.IsPlan ? "plan" : "account")} list"
                        );
                    case RuleOutcome.Duplicate:
                        throw new CliFailure(
                            $"{Capital(Say(of))} has a rule for {RuleWords.Match(rule)} already, {id}; nothing was changed. Take it away with: telephony-billing rule remove {id}"
                        );
                    default:
                        Print(session, new OwnedRule(of, rule with { Id = id }));
                        break;
                }
            }
        );
    }

    /// <summary>The one currency in which the owner's prices are; null: there is no one.</summary>
    private static async Task<Currency?> CurrencyOfAsync(
        CliSession session,
        SqliteStore store,
        RuleOwner owner,
        CancellationToken cancellationToken
    )
    {
        if (!owner.IsPlan)
        {
            return (await session.AccountAsync(owner.Name, cancellationToken)).Account.Currency;
        }
        var decks = store.Directory.Current().FindTariff(owner.Name)?.Decks ?? [];
        return decks.Select(entry => entry.Deck.Currency).Distinct().ToList() is [var only]
            ? only
            : null;
    }

    private static void Print(CliSession session, OwnedRule added)
    {
        session.Output.Print(
            RateToShape.Of(added),
            ShapeContext.Readable.RuleShape,
            Table([added]).Write
        );
        if (added.Rule.Service is null)
        {
            session.Output.Note(
                "It holds for calls in and out; narrow it with --service if that is not meant."
            );
        }
    }

    private static Verb List(CliEnvironment environment)
    {
        var owner = OwnerOptions("Only those of this plan.", "Only those of this account.");
        return new Verb("list", "List rules.", "rule list", "rule list --account acme")
        {
            owner.Plan,
            owner.Account,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var of = OwnerOf(session, owner);
                var store = await session.OpenToReadAsync(cancellationToken);
                if (of is { IsPlan: false } ofAccount)
                {
                    await session.AccountAsync(ofAccount.Name, cancellationToken);
                }
                var rules = await store.Plans.RulesAsync(of, cancellationToken);
                session.Output.Print(
                    [.. rules.Select(RateToShape.Of)],
                    ShapeContext.Readable.IReadOnlyListRuleShape,
                    Table(rules),
                    "There are no such rules."
                );
            }
        );
    }

    private static Verb Remove(CliEnvironment environment)
    {
        var id = new Argument<long>("RULE")
        {
            Description = "The rule's number, as rule list shows it.",
        };
        return new Verb("remove", "Take a rule away.", "rule remove 7") { id }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var rule = session.Get(id);
                var store = await session.OpenToWriteAsync(cancellationToken);
                if (!await store.Plans.RemoveRuleAsync(rule, cancellationToken))
                {
                    throw new CliFailure(
                        $"There is no rule {rule}; nothing was changed. See: telephony-billing rule list"
                    );
                }
                session.Output.Note($"Rule {rule} is gone.");
            }
        );
    }

    private static string Say(RuleOwner owner) =>
        owner.IsPlan ? $"plan '{owner.Name}'" : $"account '{owner.Name}'";

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
