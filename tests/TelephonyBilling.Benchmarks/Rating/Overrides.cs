using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Benchmarks.Rating;

/// <summary>What lies over a deck where much does: a shorter deck, a plan's rules, and an account's own.</summary>
internal sealed class Overrides
{
    /// <summary>Rates of the deck that lies in front.</summary>
    public const int ShortDeck = 500;

    /// <summary>Rules of the plan; one in ten for a country, the others for a prefix.</summary>
    public const int PlanRules = 100;

    /// <summary>Rules of the account, all for prefixes.</summary>
    public const int AccountRules = 20;

    private static readonly Currency Usd = Currency.Parse("USD");
    private static readonly string[] Countries = [.. "GB FR DE IT ES NL BE CH AT PL".Split(' ')];

    private readonly Tariff tariff;
    private readonly RateRules ofAccount;

    public Overrides(RatingData data, RateDeck deck)
    {
        // Spread over the prefixes, so that some numbers meet a rule and most don't.
        var rules = Every(data, PlanRules)
            .Select(
                (prefix, i) =>
                    i % 10 == 0
                        ? new RateRule
                        {
                            Country = Countries[i / 10],
                            Effect = new RateEffect.Scaled(80),
                        }
                        : new RateRule { Prefix = prefix, Effect = new RateEffect.Scaled(110) }
            );
        var front = RateDeck.Compile(
            "front",
            Usd,
            [.. data.Rows.Where((_, i) => i % (data.Rows.Length / ShortDeck) == 1)]
        );
        tariff = new Tariff("benchmark", [(null, front), (null, deck)], new RateRules(rules));
        ofAccount = new RateRules(
            Every(data, AccountRules)
                .Select(prefix => new RateRule
                {
                    Prefix = prefix,
                    Effect = new RateEffect.Blocked("fraud"),
                })
        );
    }

    /// <summary>What a call from the United States to Britain costs, as far as tariffs ask for countries.</summary>
    public Quote? Find(E164Number number) =>
        tariff.Find(Service.InternationalOutbound, number, "US", "GB", ofAccount);

    private static IEnumerable<NumberPrefix> Every(RatingData data, int count) =>
        Enumerable
            .Range(0, count)
            .Select(i => NumberPrefix.Parse(data.Prefixes[i * (data.Prefixes.Length / count)]));
}
