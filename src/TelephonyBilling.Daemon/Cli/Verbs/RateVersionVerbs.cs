using System.CommandLine;
using TelephonyBilling.Daemon.Cli.Output;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Rates;

namespace TelephonyBilling.Daemon.Cli.Verbs;

/// <summary><c>rates versions|remove</c>.</summary>
internal static class RateVersionVerbs
{
    internal static Verb Versions(CliEnvironment environment)
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
                    var inForce = group.LastOrDefault(version => version.HasBegun(session.Now));
                    foreach (var version in group)
                    {
                        var state =
                            version == inForce ? "in force"
                            : version.HasBegun(session.Now) ? "past"
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

    internal static Verb Remove(CliEnvironment environment)
    {
        var deck = RateVerbs.DeckArgument();
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
