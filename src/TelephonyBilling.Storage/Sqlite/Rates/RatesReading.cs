using Dapper;
using Microsoft.Data.Sqlite;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Rates;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Reads what calls cost at one instant: the decks that plans use, in the version of that time, and what lies over them.</summary>
/// <param name="reader">Within a transaction, so that all is of one moment.</param>
/// <param name="at">The instant.</param>
/// <param name="compiled">A deck that is compiled already; null: it isn't.</param>
internal sealed class RatesReading(
    SqliteConnection reader,
    DateTimeOffset at,
    Func<long, RateDeck?> compiled
)
{
    private readonly Dictionary<long, RateDeck> decks = [];
    private DateTimeOffset? nextChange;

    internal RatesInForce Run()
    {
        var versions = VersionsInForce();
        var rules = reader
            .Query<RuleRow>(RuleRow.Select + "ORDER BY r.key")
            .Select(row => row.ToRule())
            .ToLookup(owned => owned.Owner, owned => owned.Rule);
        return new RatesInForce(
            decks,
            Tariffs(versions, rules),
            rules
                .Where(group => !group.Key.IsPlan)
                .ToDictionary(
                    group => group.Key.Name,
                    group => new RateRules(group),
                    StringComparer.OrdinalIgnoreCase
                ),
            Exchange(),
            nextChange
        );
    }

    private Dictionary<long, VersionRow> VersionsInForce()
    {
        const string sql =
            VersionRow.Select
            + "WHERE v.deck IN (SELECT deck FROM plan_deck) ORDER BY v.deck, v.effective_from";
        var inForce = new Dictionary<long, VersionRow>();
        foreach (var version in reader.Query<VersionRow>(sql))
        {
            if (Begun(Instant.FromStored(version.EffectiveFrom)))
            {
                inForce[version.DeckKey] = version;
            }
        }
        return inForce;
    }

    private Dictionary<string, Tariff> Tariffs(
        Dictionary<long, VersionRow> versions,
        ILookup<RuleOwner, RateRule> rules
    )
    {
        const string sql = """
            SELECT p.name AS plan, d.service, d.deck
            FROM plan p LEFT JOIN plan_deck d ON d.plan = p.key
            ORDER BY p.name, d.service, d.position
            """;
        var surcharges = SqliteSurchargeStore
            .All(reader)
            .ToLookup(
                rate => rate.Plan,
                rate => KeyValuePair.Create(rate.Feature, rate.Price),
                StringComparer.Ordinal
            );
        return reader
            .Query<(string Plan, string? Service, long? Deck)>(sql)
            .GroupBy(row => row.Plan, StringComparer.Ordinal)
            .ToDictionary(
                rows => rows.Key,
                rows => new Tariff(
                    rows.Key,
                    [
                        .. rows.Where(row => row.Deck is { } deck && versions.ContainsKey(deck))
                            .Select(row =>
                                (ServiceOf(row.Service), Deck(versions[row.Deck!.Value]))
                            ),
                    ],
                    new RateRules(rules[RuleOwner.Plan(rows.Key)]),
                    surcharges[rows.Key]
                ),
                StringComparer.Ordinal
            );
    }

    private Dictionary<(Currency, Currency), ExchangeRate> Exchange()
    {
        var inForce = new Dictionary<(Currency, Currency), ExchangeRate>();
        foreach (var dated in SqliteExchangeRateStore.All(reader))
        {
            if (Begun(dated.EffectiveFrom))
            {
                inForce[(dated.Rate.From, dated.Rate.To)] = dated.Rate;
            }
        }
        return inForce;
    }

    private static Service? ServiceOf(string? stored) =>
        stored is { Length: > 0 } name ? ServiceNames.Parse(name) : null;

    private RateDeck Deck(VersionRow version)
    {
        if (!decks.TryGetValue(version.RateSet, out var deck))
        {
            deck =
                compiled(version.RateSet)
                ?? RateDeck.Compile(
                    version.Name,
                    version.Unit,
                    SqliteRateStore.Rows(reader, version, CancellationToken.None),
                    at
                );
            decks.Add(version.RateSet, deck);
            Expect(deck.NextChange);
        }
        return deck;
    }

    private bool Begun(DateTimeOffset from)
    {
        if (from > at)
        {
            Expect(from);
        }
        return from <= at;
    }

    private void Expect(DateTimeOffset? change) =>
        nextChange = nextChange is { } known && !(change < known) ? known : change;
}
