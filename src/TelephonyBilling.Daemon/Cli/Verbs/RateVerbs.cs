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
            RateVersionVerbs.Versions(environment),
            RateVersionVerbs.Remove(environment),
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

    /// <summary>A deck that must be named.</summary>
    internal static Argument<string> DeckArgument() => new("DECK") { Description = "The deck." };

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
            Rates = versions.LastOrDefault(version => version.HasBegun(now))?.Rates ?? 0,
            Versions = versions.Count,
            NextFrom = versions
                .FirstOrDefault(version => !version.HasBegun(now))
                ?.EffectiveFrom?.UtcDateTime,
            Plans =
            [
                .. plans
                    .Where(plan => plan.Decks.Any(deck => deck.Deck == name))
                    .Select(plan => plan.Name),
            ],
        };
    }
}
