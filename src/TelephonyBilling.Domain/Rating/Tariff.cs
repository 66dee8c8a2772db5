using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Domain.Numbering;

namespace TelephonyBilling.Domain.Rating;

/// <summary>What calls cost on one plan: its decks for each service, the rules that it lays over them, and its surcharges.</summary>
/// <remarks>
/// The decks of a service are asked in their order, and the first that has a rate for the number decides. So a short deck
/// of other prices, or of blocked destinations, lies before a long one without being copied into it. Immutable; safe for
/// all threads.
/// </remarks>
public sealed class Tariff
{
    private readonly RateDeck[][] decksByService;
    private readonly Dictionary<CallFeature, CallPrice> surcharges;

    /// <summary>Puts a tariff together.</summary>
    /// <param name="plan">The plan's name.</param>
    /// <param name="decks">The decks in their order, each with the service it is for; null: every service for which none is named.</param>
    /// <param name="rules">What the plan lays over them.</param>
    /// <param name="surcharges">What it takes for features of a call while they run; null: nothing.</param>
    public Tariff(
        string plan,
        IReadOnlyList<(Service? Service, RateDeck Deck)> decks,
        RateRules rules,
        IEnumerable<KeyValuePair<CallFeature, CallPrice>>? surcharges = null
    )
    {
        ArgumentNullException.ThrowIfNull(decks);
        Plan = plan;
        Rules = rules;
        Decks = decks;
        this.surcharges = new Dictionary<CallFeature, CallPrice>(surcharges ?? []);
        RateDeck[] usual = [.. decks.Where(entry => entry.Service is null).Select(OfEntry)];
        decksByService =
        [
            .. ServiceNames.All.Select(service =>
                decks.Any(entry => entry.Service == service)
                    ? [.. decks.Where(entry => entry.Service == service).Select(OfEntry)]
                    : usual
            ),
        ];
    }

    /// <summary>The plan's name.</summary>
    public string Plan { get; }

    /// <summary>What the plan lays over its decks.</summary>
    public RateRules Rules { get; }

    /// <summary>The decks as they were given.</summary>
    public IReadOnlyList<(Service? Service, RateDeck Deck)> Decks { get; }

    /// <summary>What features of a call cost while they run; those that are not here cost nothing.</summary>
    public IReadOnlyDictionary<CallFeature, CallPrice> Surcharges => surcharges;

    /// <summary>The decks that are asked for a service, in their order.</summary>
    public IReadOnlyList<RateDeck> DecksFor(Service service) => decksByService[(int)service];

    /// <summary>What a call costs; null where no deck and no rule says.</summary>
    /// <param name="service">What the call is.</param>
    /// <param name="number">The number dialled, or, inbound, the account's number that was called.</param>
    /// <param name="origin">The country of the account's number, or <see cref="Rate.AnyOrigin"/>.</param>
    /// <param name="country">The country of <paramref name="number"/>.</param>
    /// <param name="ofAccount">What the account lays over its plan.</param>
    public Quote? Find(
        Service service,
        E164Number number,
        string origin,
        string country,
        RateRules ofAccount
    )
    {
        ArgumentNullException.ThrowIfNull(ofAccount);
        Rate? rate = null;
        RateDeck? source = null;
        foreach (var deck in decksByService[(int)service])
        {
            if (deck.Lookup(service, number, origin) is { } found)
            {
                (rate, source) = (found, deck);
                break;
            }
        }
        var planRule = Rules.Find(service, number, country);
        var accountRule = ofAccount.Find(service, number, country);
        return rate is null && planRule is null && accountRule is null
            ? null
            : Quote.Of(rate, source, planRule, accountRule);
    }

    /// <summary>What a feature of a call costs while it runs; null: nothing. Rules do not lie over it.</summary>
    public CallPrice? FindSurcharge(CallFeature feature) => surcharges.GetValueOrDefault(feature);

    private static RateDeck OfEntry((Service? Service, RateDeck Deck) entry) => entry.Deck;
}
