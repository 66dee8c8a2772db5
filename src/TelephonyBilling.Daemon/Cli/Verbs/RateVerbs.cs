using System.CommandLine;
using TelephonyBilling.Daemon.Cli.Output;
using TelephonyBilling.Daemon.Rates;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Rates;

namespace TelephonyBilling.Daemon.Cli.Verbs;

/// <summary><c>rates import|export|lookup|list|versions|remove</c>.</summary>
internal static class RateVerbs
{
    internal static Verb Build(CliEnvironment environment) =>
        new Verb("rates", "Rate decks: import, export and look up rates, and see their versions.")
        {
            RateImportVerb.Build(environment),
            Export(environment),
            RateLookupVerb.Build(environment),
            List(environment),
            Versions(environment),
            Remove(environment),
        };

    /// <summary>A deck in its version of a time, which must exist.</summary>
    internal static async Task<StoredDeck> DeckAsync(
        CliSession session,
        string deck,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        var store = await session.OpenToReadAsync(cancellationToken);
        if (await store.Rates.ExportAsync(deck, at, cancellationToken) is { } found)
        {
            return found;
        }
        var versions = await store.Rates.VersionsAsync(deck, cancellationToken);
        throw new CliFailure(
            versions.Count == 0
                ? $"There is no deck '{deck}'; import one with: telephony-billing rates import"
                : $"The deck '{deck}' has no rates at {Words.Time(at)}: its first begin at {Words.Time(versions[0].EffectiveFrom)}."
        );
    }

    private static Argument<string> DeckArgument() => new("DECK") { Description = "The deck." };

    private static Verb Export(CliEnvironment environment)
    {
        var deck = DeckArgument();
        var at = CommonOptions.Time("--at", "The version of this time, in UTC. Default: now.");
        return new Verb(
            "export",
            "Write a deck as a rate file to standard output, which import reads back to the same rates.",
            "rates export standard > rates.csv",
            "rates export standard --at 2026-12-01 > december.csv",
            "rates export standard --json"
        )
        {
            deck,
            at,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var time = session.Time(at, AccountTimeZone.Utc) ?? session.Now;
                var stored = await DeckAsync(session, session.Get(deck), time, cancellationToken);
                session.Output.Print(
                    [.. stored.Rows.Select(row => RateToShape.Of(row.Rate))],
                    ShapeContext.Readable.IReadOnlyListRateShape,
                    output => RateFileWriter.Write(output, stored.Rows.Select(row => row.Rate))
                );
            }
        );
    }

    private static Verb List(CliEnvironment environment) =>
        new Verb(
            "list",
            "List the decks, how many rates each has now, and the plans that ask them.",
            "rates list"
        )
        {
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var store = await session.OpenToReadAsync(cancellationToken);
                var versions = await store.Rates.VersionsAsync(null, cancellationToken);
                var plans = await store.Plans.ListAsync(cancellationToken);
                var decks = versions
                    .GroupBy(version => version.Deck, StringComparer.Ordinal)
                    .Select(deck => ShapeOf([.. deck], plans, session.Now))
                    .ToList();
                var table = new TextTable(
                    "DECK",
                    "CURRENCY",
                    ">RATES",
                    ">VERSIONS",
                    "NEXT FROM",
                    "PLANS"
                );
                foreach (var deck in decks)
                {
                    table.Add(
                        deck.Name,
                        deck.Currency,
                        Words.Grouped(deck.Rates),
                        Words.Count(deck.Versions),
                        Words.Time((DateTimeOffset?)deck.NextFrom),
                        string.Join(", ", deck.Plans)
                    );
                }
                session.Output.Print(
                    decks,
                    ShapeContext.Readable.IReadOnlyListDeckShape,
                    table,
                    "There are no decks; import one with: telephony-billing rates import"
                );
            }
        );

    private static DeckShape ShapeOf(
        IReadOnlyList<DeckVersion> versions,
        IReadOnlyList<Plan> plans,
        DateTimeOffset now
    )
    {
        var name = versions[0].Deck;
        return new DeckShape
        {
            Name = name,
            Currency = versions[0].Currency.Code,
            Rates = versions.LastOrDefault(version => HasBegun(version, now))?.Rates ?? 0,
            Versions = versions.Count,
            NextFrom = versions
                .FirstOrDefault(version => !HasBegun(version, now))
                ?.EffectiveFrom?.UtcDateTime,
            Plans =
            [
                .. plans
                    .Where(plan => plan.Decks.Any(deck => deck.Deck == name))
                    .Select(plan => plan.Name),
            ],
        };
    }

    private static Verb Versions(CliEnvironment environment)
    {
        var deck = new Argument<string?>("DECK")
        {
            Description = "Only of this deck.",
            DefaultValueFactory = _ => null,
        };
        return new Verb(
            "versions",
            "List the versions of decks: what holds, what held, and what will.",
            "rates versions standard"
        )
        {
            deck,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var name = session.Get(deck);
                var store = await session.OpenToReadAsync(cancellationToken);
                var versions = await store.Rates.VersionsAsync(name, cancellationToken);
                if (name is not null && versions.Count == 0)
                {
                    throw new CliFailure(
                        $"There is no deck '{name}'; see: telephony-billing rates list"
                    );
                }
                var table = new TextTable(
                    "DECK",
                    "FROM",
                    "STATE",
                    ">RATES",
                    "CURRENCY",
                    "IMPORTED",
                    "FILE"
                );
                var shapes = new List<VersionShape>();
                foreach (
                    var group in versions.GroupBy(version => version.Deck, StringComparer.Ordinal)
                )
                {
                    var inForce = group.LastOrDefault(version => HasBegun(version, session.Now));
                    foreach (var version in group)
                    {
                        var state =
                            version == inForce ? "in force"
                            : HasBegun(version, session.Now) ? "past"
                            : "future";
                        shapes.Add(ShapeOf(version, state));
                        table.Add(
                            version.Deck,
                            version.EffectiveFrom is { } from ? Words.Time(from) : "ever",
                            state,
                            Words.Grouped(version.Rates),
                            version.Currency.Code,
                            Words.Time(version.ImportedAt),
                            version.Source
                        );
                    }
                }
                session.Output.Print(
                    shapes,
                    ShapeContext.Readable.IReadOnlyListVersionShape,
                    table,
                    "There are no decks; import one with: telephony-billing rates import"
                );
            }
        );
    }

    private static VersionShape ShapeOf(DeckVersion version, string state) =>
        new()
        {
            Deck = version.Deck,
            Currency = version.Currency.Code,
            EffectiveFrom = version.EffectiveFrom?.UtcDateTime,
            State = state,
            ImportedAt = version.ImportedAt.UtcDateTime,
            Rates = version.Rates,
            Source = version.Source,
        };

    private static bool HasBegun(DeckVersion version, DateTimeOffset now) =>
        !(version.EffectiveFrom > now);

    private static Verb Remove(CliEnvironment environment)
    {
        var deck = DeckArgument();
        var effective = CommonOptions.Time("--effective", "The beginning of the version, in UTC.");
        effective.Required = true;
        return new Verb(
            "remove",
            "Take back rates of a deck that have not begun to hold. Those that have begun are history: calls were sold by them.",
            "rates remove standard --effective 2026-12-01"
        )
        {
            deck,
            effective,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var name = session.Get(deck);
                var from = session.Time(effective, AccountTimeZone.Utc)!.Value;
                var store = await session.OpenToWriteAsync(cancellationToken);
                var removal = await store.Rates.RemoveVersionAsync(
                    name,
                    from,
                    session.Now,
                    cancellationToken
                );
                session.Output.Note(
                    removal switch
                    {
                        VersionRemoval.Removed =>
                            $"The rates of deck '{name}' from {Words.Time(from)} on are taken back.",
                        VersionRemoval.HasBegun => throw new CliFailure(
                            $"The rates of deck '{name}' from {Words.Time(from)} on have begun to hold and are history; nothing was changed. Import others to replace them from now on."
                        ),
                        _ => throw new CliFailure(
                            $"The deck '{name}' has no rates that begin at {Words.Time(from)}; nothing was changed. See: telephony-billing rates versions {name}"
                        ),
                    }
                );
            }
        );
    }
}
