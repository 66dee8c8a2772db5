using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Gating;

namespace TelephonyBilling.Daemon.Cli.Explaining;

/// <summary>Says in sentences how the price of a call came about: the deck's rate, then the rules, then the conversion.</summary>
internal sealed class PriceDerivation(GateProposal.Chargeable chargeable)
{
    internal IEnumerable<string> Steps()
    {
        if (chargeable.Quote is not { } quote)
        {
            yield return "There is no rate for it, and it needs none: it is free.";
            yield break;
        }
        yield return quote is { Rate: { } rate, Deck: { } deck }
            ? $"The rate is that of prefix {rate.Prefix} ({rate.Destination}) in deck '{deck.Name}': {Say(rate.Price)}."
            : "No deck of the plan has a rate for it.";
        if (quote.PlanRule is { } ofPlan)
        {
            yield return $"Rule {ofPlan.Id} of the plan ({Match(ofPlan)}): {Say(ofPlan.Effect)}.";
        }
        if (quote.AccountRule is { } ofAccount)
        {
            yield return $"Rule {ofAccount.Id} of the account ({Match(ofAccount)}): {Say(ofAccount.Effect)}.";
        }
        var price = chargeable.Price;
        if (price.Conversion is { } conversion)
        {
            yield return $"Charges are converted at {conversion}: {price.InAccountCurrency(price.ConnectionFee)} on answer, about {price.InAccountCurrency(price.PerMinute)} a minute.";
        }
    }

    private static string Match(RateRule rule)
    {
        var numbers =
            rule.Prefix.Length > 0 ? $"prefix {rule.Prefix}"
            : rule.Country.Length > 0 ? $"country {rule.Country}"
            : "all numbers";
        return rule.Service is { } service
            ? $"{numbers}, {Domain.Numbering.ServiceNames.ToName(service)}"
            : numbers;
    }

    private static string Say(RateEffect effect) =>
        effect switch
        {
            RateEffect.Free => "free, at a zero balance too",
            RateEffect.Included => "included in the plan; the account must be in credit",
            RateEffect.Priced priced => Say(priced.Price),
            RateEffect.Scaled scaled => $"{scaled.Percent} % of the deck's fee and price",
            RateEffect.Blocked blocked => blocked.Reason.Length > 0
                ? $"blocked ({blocked.Reason})"
                : "blocked",
            RateEffect.Allowed => "allowed although a deck or the plan blocks it",
            _ => throw new InvalidOperationException($"There is no effect {effect}."),
        };

    private static string Say(CallPrice price) =>
        $"{price.ConnectionFee} on answer, {price.PerMinute} a minute in steps of {price.Increments} s";
}
