using FsCheck;
using FsCheck.Fluent;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Domain.Tests.Rating;

/// <summary>What must hold between any two decks.</summary>
public sealed class RateDeckDifferenceLaws
{
    private static readonly Currency Usd = Currency.Parse("USD");
    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(500);

    /// <summary>Few prefixes, so that rows of two decks meet and nest.</summary>
    private static readonly Gen<Rate> Crowded =
        from rate in RateTextLaws.Rates
        from prefix in Gen.Elements("1", "4", "44", "447", "4470", "49", "870")
        from perMinute in Gen.Elements(0L, 20_000L, 30_000L)
        from service in Gen.Elements(Service.InternationalOutbound, Service.TollFreeInbound)
        select rate with
        {
            Service = service,
            Prefix = NumberPrefix.Parse(prefix),
            Price = new CallPrice(
                Money.Zero(Usd),
                new Money(rate.IsFree ? 0 : perMinute, Usd),
                default
            ),
        };

    private static readonly Gen<RateDeck> Decks = Crowded
        .ListOf()
        .Select(rates =>
            RateDeck.Compile(
                "random",
                Usd,
                [
                    .. rates
                        .DistinctBy(rate =>
                            (rate.Service, rate.Origin, rate.Prefix, rate.EffectiveFrom)
                        )
                        .Select((rate, i) => new RateRow(i + 2, rate)),
                ]
            )
        );

    [Fact]
    public void Between_ADeckAndItself_IsEmpty() =>
        Prop.ForAll(
                Decks.ToArbitrary(),
                deck =>
                    RateDeckDifference.Between(deck, deck) is { IsEmpty: true } none
                    && none.Unchanged == deck.Rates.Count
            )
            .Check(Thorough);

    [Fact]
    public void Between_AppliedToTheEarlierDeck_GivesTheLater() =>
        ForTwo(
            (before, after) =>
                Apply(RateDeckDifference.Between(before, after), before).SetEquals(after.Rates)
        );

    [Fact]
    public void Between_TheOtherWayRound_IsTheOpposite() =>
        ForTwo(
            (before, after) =>
            {
                var there = RateDeckDifference.Between(before, after);
                var back = RateDeckDifference.Between(after, before);
                return there.Unchanged == back.Unchanged
                    && Count(there, RateChangeKind.New) == Count(back, RateChangeKind.Gone)
                    && Count(there, RateChangeKind.Gone) == Count(back, RateChangeKind.New)
                    && Same(there, change => change.IsDearer, back, change => change.IsCheaper)
                    && Same(there, change => change.BecomesPaid, back, change => change.BecomesFree)
                    && Same(
                        there,
                        change => change.BecomesBlocked,
                        back,
                        change => change.BecomesUnblocked
                    );
            }
        );

    [Fact]
    public void Between_EveryChange_IsDearerOrCheaperNotBoth_AndNeitherWhereOneIsFreeOrBlocked() =>
        ForTwo(
            (before, after) =>
                RateDeckDifference
                    .Between(before, after)
                    .Changes.All(change =>
                        !(change.IsDearer && change.IsCheaper)
                        && (
                            !(change.IsDearer || change.IsCheaper)
                            || !(
                                change.BecomesPaid
                                || change.BecomesFree
                                || change.BecomesBlocked
                                || change.BecomesUnblocked
                            )
                        )
                    )
        );

    private static void ForTwo(Func<RateDeck, RateDeck, bool> law) =>
        Prop.ForAll(
                (from before in Decks from after in Decks select (before, after)).ToArbitrary(),
                given => law(given.before, given.after)
            )
            .Check(Thorough);

    private static HashSet<Rate> Apply(RateDeckDifference difference, RateDeck before)
    {
        var rates = before.Rates.ToHashSet();
        foreach (var change in difference.Changes)
        {
            if (change.Kind != RateChangeKind.New)
            {
                rates.Remove(change.Before!).Should().BeTrue();
            }
            if (change.Kind != RateChangeKind.Gone)
            {
                rates.Add(change.After!).Should().BeTrue();
            }
        }
        return rates;
    }

    private static int Count(RateDeckDifference difference, RateChangeKind kind) =>
        difference.Changes.Count(change => change.Kind == kind);

    private static bool Same(
        RateDeckDifference there,
        Func<RateChange, bool> one,
        RateDeckDifference back,
        Func<RateChange, bool> other
    ) => there.Changes.Count(one) == back.Changes.Count(other);
}
