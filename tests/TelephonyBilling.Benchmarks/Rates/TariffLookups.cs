using System.Diagnostics;
using TelephonyBilling.Benchmarks.Rating;
using TelephonyBilling.Benchmarks.Reporting;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Benchmarks.Rates;

/// <summary>The price of a number with everything that may lie over a deck, against the deck alone.</summary>
internal sealed class TariffLookups
{
    private readonly RatingData data;
    private readonly RateDeck deck;
    private readonly Tariff plain;
    private readonly Tariff layered;
    private readonly RateRules ofAccount;

    internal TariffLookups(RatingData data)
    {
        this.data = data;
        deck = RateDeck.Compile("standard", RateFiles.Usd, data.Rows);
        plain = new Tariff("plain", [(null, deck)], RateRules.None);
        // A block list of a dozen prefixes and an overlay of two thousand lie before it.
        var blocked = Layer("block-list", data.Rows.Take(12));
        var overlay = Layer("overlay", data.Rows.Skip(12).Take(2_000));
        layered = new Tariff(
            "layered",
            [(null, blocked), (null, overlay), (null, deck)],
            new RateRules([
                .. new[] { "US", "CA", "GB", "DE", "FR" }.Select(country => new RateRule
                {
                    Country = country,
                    Effect = new RateEffect.Scaled(80),
                }),
                .. data.Rows.Skip(3_000).Take(20).Select(row => RuleFor(row.Rate.Prefix)),
            ])
        );
        ofAccount = new RateRules(
            data.Rows.Skip(4_000).Take(10).Select(row => RuleFor(row.Rate.Prefix))
        );
    }

    /// <summary>One lookup each way, in ns: the deck, a tariff of it alone, and a tariff with layers and rules.</summary>
    internal (double Deck, double Tariff, double Layered) Measure() =>
        (
            Time(number => deck.Lookup(Service.InternationalOutbound, number) is not null),
            Time(number => Find(plain, number, "", RateRules.None) is not null),
            Time(number =>
                Find(layered, number, CountryCodes.CountryOf(number), ofAccount) is not null
            )
        );

    private static RateDeck Layer(string name, IEnumerable<RateRow> rows) =>
        RateDeck.Compile(name, RateFiles.Usd, [.. rows]);

    private static RateRule RuleFor(NumberPrefix prefix) =>
        new()
        {
            Prefix = prefix,
            Effect = new RateEffect.Priced(
                new CallPrice(Money.Zero(RateFiles.Usd), new Money(10_000, RateFiles.Usd), default)
            ),
        };

    private static Quote? Find(Tariff tariff, E164Number number, string country, RateRules rules) =>
        tariff.Find(Service.InternationalOutbound, number, "US", country, rules);

    private double Time(Func<E164Number, bool> find)
    {
        var found = 0;
        var started = Stopwatch.GetTimestamp();
        foreach (var number in data.Numbers)
        {
            found += find(number) ? 1 : 0;
        }
        var elapsed = Stopwatch.GetElapsedTime(started);
        return found == data.Numbers.Length
            ? elapsed.TotalNanoseconds / found
            : throw new InvalidOperationException(
                $"{data.Numbers.Length - found} numbers have no price: no use in measuring."
            );
    }

    /// <summary>The rows of a report.</summary>
    internal static IEnumerable<string[]> Rows(
        IReadOnlyList<(double Deck, double Tariff, double Layered)> rounds
    )
    {
        yield return Row("one price: the deck alone", rounds, round => round.Deck);
        yield return Row("one price: a plan of that deck", rounds, round => round.Tariff);
        yield return Row(
            "one price: three decks, 25 rules of the plan, 10 of the account",
            rounds,
            round => round.Layered
        );
    }

    private static string[] Row(
        string name,
        IReadOnlyList<(double Deck, double Tariff, double Layered)> rounds,
        Func<(double Deck, double Tariff, double Layered), double> of
    ) =>
        [
            name,
            "",
            BenchmarkReport.Ratio(new Percentiles(rounds.Select(of)).Median),
            BenchmarkReport.Ratio(
                new Percentiles(rounds.Select(round => of(round) / round.Deck)).Median
            ),
        ];
}
