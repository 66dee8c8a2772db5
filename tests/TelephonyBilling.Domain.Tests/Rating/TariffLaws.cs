using FsCheck;
using FsCheck.Fluent;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Domain.Tests.Rating;

/// <summary>Tariffs of several decks and rules against the plainest words for what they mean, and what must hold for each price.</summary>
public sealed class TariffLaws
{
    private static readonly Currency Usd = Currency.Parse("USD");
    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(300);

    private static readonly Service[] Services =
    [
        Service.InternationalOutbound,
        Service.DomesticOutbound,
    ];

    private static readonly Gen<string> Prefixes = Gen.Elements(
        "1",
        "12",
        "1212",
        "44",
        "442",
        "4420",
        "447",
        "33"
    );

    private static readonly Gen<E164Number> Numbers = Gen.Elements(
            "12125550123",
            "14165550123",
            "442079460000",
            "447700900123",
            "33142685300",
            "81312345678"
        )
        .Select(E164Number.Parse);

    private static readonly Gen<CallPrice> Prices =
        from fee in Gen.Elements(0L, 40_000L, 1L)
        from perMinute in Gen.Elements(0L, 20_000L, 333_333L, 1L)
        from initial in Gen.Elements(1, 30, 60)
        from later in Gen.Elements(1, 6, 60)
        select new CallPrice(
            new Money(fee, Usd),
            new Money(perMinute, Usd),
            new BillingIncrements(initial, later)
        );

    private static readonly Gen<RateEffect> Effects = Gen.OneOf(
        Gen.Constant<RateEffect>(new RateEffect.Free()),
        Gen.Constant<RateEffect>(new RateEffect.Included()),
        Prices.Select<CallPrice, RateEffect>(price => new RateEffect.Priced(price)),
        Gen.Choose(1, 300).Select<int, RateEffect>(percent => new RateEffect.Scaled(percent)),
        Gen.Constant<RateEffect>(new RateEffect.Blocked("fraud")),
        Gen.Constant<RateEffect>(new RateEffect.Allowed())
    );

    private static readonly Gen<RateRule[]> Rules = (
        from service in Gen.OneOf(
            Gen.Constant<Service?>(null),
            Gen.Elements(Services).Select(service => (Service?)service)
        )
        from what in Gen.Choose(0, 3)
        from prefix in Prefixes
        from country in Gen.Elements("US", "CA", "GB", "FR")
        from effect in Effects
        select new RateRule
        {
            Service = service,
            Prefix = what <= 1 ? NumberPrefix.Parse(prefix) : default,
            Country = what == 2 ? country : "",
            Effect = effect,
        }
    )
        .ListOf()
        .Select(rules =>
            rules
                .DistinctBy(rule => (rule.Service, rule.Prefix, rule.Country))
                .Select((rule, i) => rule with { Id = i + 1 })
                .ToArray()
        );

    private static readonly Gen<RateDeck> Decks = (
        from service in Gen.Elements(Services)
        from prefix in Prefixes
        from price in Prices
        from kind in Gen.Elements("", "", "free", "blocked")
        select new Rate
        {
            Service = service,
            Prefix = NumberPrefix.Parse(prefix),
            Destination = prefix,
            Price =
                kind == "free" ? new CallPrice(Money.Zero(Usd), Money.Zero(Usd), default) : price,
            IsFree = kind == "free",
            IsBlocked = kind == "blocked",
        }
    )
        .ListOf()
        .Select(rates =>
            RateDeck.Compile(
                "random",
                Usd,
                [
                    .. rates
                        .DistinctBy(rate => (rate.Service, rate.Prefix))
                        .Select((rate, i) => new RateRow(i + 2, rate)),
                ]
            )
        );

    private static readonly Gen<Question> Questions =
        from first in Decks
        from second in Decks
        from ofPlan in Rules
        from ofAccount in Rules
        from number in Numbers
        from service in Gen.Elements(Services)
        select new Question([first, second], ofPlan, ofAccount, number, service);

    [Fact]
    public void Find_TakesTheFirstDeckThatKnows_AndTheMostSpecificRules() =>
        Check(question =>
        {
            var quote = question.Ask();
            var deck = question.Decks.FirstOrDefault(deck => Matching(deck, question).Length > 0);
            var rate = deck is null
                ? null
                : Matching(deck, question).MaxBy(rate => rate.Prefix.Length);
            return Equals(quote?.Rate, rate)
                && (rate is null || quote?.Deck == deck)
                && Equals(quote?.PlanRule, MostSpecific(question.OfPlan, question))
                && Equals(quote?.AccountRule, MostSpecific(question.OfAccount, question));
        });

    [Fact]
    public void Free_IsFree_HoweverLong() =>
        Check(question =>
            // A later rule may block it all the same.
            question.Ask()
                is not { IsFree: true } quote
            || (quote.Price is { IsZero: true } price && price.Charge(86_400).IsZero)
        );

    [Fact]
    public void TheAccountsRule_HasTheLastWord() =>
        Check(question =>
            question.Ask() is not { AccountRule.Effect: var effect } quote
            || effect switch
            {
                RateEffect.Blocked => quote.IsBlocked,
                RateEffect.Free => quote is { IsFree: true, IsBlocked: false },
                RateEffect.Included => quote
                    is { IsFree: false, IsBlocked: false, Price.IsZero: true },
                RateEffect.Priced own => quote.Price == own.Price && !quote.IsBlocked,
                RateEffect.Allowed => !quote.IsBlocked || quote.Price is null,
                _ => true,
            }
        );

    [Fact]
    public void AnyPrice_WithinWhatItsMoneyPaysFor_NeverCostsMore() =>
        Check(question =>
        {
            if (question.Ask() is not { Price: { } price })
            {
                return true;
            }
            var available = new Money(1_234_567, price.ChargeCurrency);
            var funded = price.AffordableSeconds(available);
            return funded == 0 || price.Charge(funded) <= available;
        });

    [Fact]
    public void AnyPrice_NeverFallsWhileTheCallGoesOn() =>
        Check(question =>
            question.Ask() is not { Price: { } price }
            || Enumerable
                .Range(0, 200)
                .All(second =>
                    price.ChargeFor(TimeSpan.FromSeconds(second))
                    <= price.ChargeFor(TimeSpan.FromSeconds(second + 1))
                )
        );

    private static void Check(Func<Question, bool> law) =>
        Prop.ForAll(Questions.ToArbitrary(), law).Check(Thorough);

    private static Rate[] Matching(RateDeck deck, Question question) =>
        [
            .. deck.Rates.Where(rate =>
                rate.Service == question.Service && rate.Prefix.Matches(question.Number)
            ),
        ];

    private static RateRule? MostSpecific(RateRule[] rules, Question question) =>
        rules
            .Where(rule =>
                (rule.Service is null || rule.Service == question.Service)
                && (rule.Prefix.Length == 0 || rule.Prefix.Matches(question.Number))
                && (rule.Country.Length == 0 || rule.Country == question.Country)
            )
            .OrderByDescending(rule => rule.Prefix.Length)
            .ThenByDescending(rule => rule.Country.Length)
            .ThenByDescending(rule => rule.Service is not null)
            .FirstOrDefault();

    private sealed record Question(
        RateDeck[] Decks,
        RateRule[] OfPlan,
        RateRule[] OfAccount,
        E164Number Number,
        Service Service
    )
    {
        internal string Country => CountryCodes.CountryOf(Number);

        internal Quote? Ask() =>
            new Tariff(
                "plan",
                [.. Decks.Select(deck => ((Service?)null, deck))],
                new RateRules(OfPlan)
            ).Find(Service, Number, Rate.AnyOrigin, Country, new RateRules(OfAccount));
    }
}
