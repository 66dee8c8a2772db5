using TelephonyBilling.Daemon.Cli.Output;
using TelephonyBilling.Daemon.Cli.Rates;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Gating;

namespace TelephonyBilling.Daemon.Cli.Explaining;

/// <summary>Says in sentences how the price of a call came about: the deck's rate, then the rules, then the conversion.</summary>
/// <param name="found">What the decks and the rules say; null: nothing.</param>
/// <param name="conversion">How charges become money of the account; null: they are.</param>
internal sealed class PriceDerivation(Quote? found, ExchangeRate? conversion)
{
    /// <summary>Of a call that may be made if the account can pay.</summary>
    internal PriceDerivation(GateProposal.Chargeable chargeable)
        : this(chargeable.Quote, chargeable.Price.Conversion) { }

    internal IEnumerable<string> Steps()
    {
        if (found is not { } quote)
        {
            yield return "There is no rate for it, and it needs none: it is free.";
            yield break;
        }
        yield return quote is { Rate: { } rate, Deck: { } deck }
            ? $"The rate is that of prefix {rate.Prefix} ({rate.Destination}) in deck '{deck.Name}'{Whence(rate)}: {Say(rate)}."
            : "No deck of the plan has a rate for it.";
        if (quote.PlanRule is { } ofPlan)
        {
            yield return $"Rule {ofPlan.Id} of the plan ({RuleWords.Match(ofPlan)}): {RuleWords.Say(ofPlan.Effect)}.";
        }
        if (quote.AccountRule is { } ofAccount)
        {
            yield return $"Rule {ofAccount.Id} of the account ({RuleWords.Match(ofAccount)}): {RuleWords.Say(ofAccount.Effect)}.";
        }
        if (conversion is { } rateOfExchange && quote.Price is { } price)
        {
            var converted = price.ConvertedBy(rateOfExchange);
            yield return $"Charges are converted at {rateOfExchange}: {converted.InAccountCurrency(price.ConnectionFee)} on answer, about {converted.InAccountCurrency(price.PerMinute)} a minute.";
        }
    }

    private static string Whence(Rate rate) =>
        (rate.Origin == Rate.AnyOrigin ? "" : $", for calls from {rate.Origin}")
        + (rate.EffectiveFrom is { } from ? $", in force since {Words.Time(from)}" : "");

    private static string Say(Rate rate) =>
        rate switch
        {
            { IsBlocked: true, BlockReason.Length: > 0 } => $"blocked ({rate.BlockReason})",
            { IsBlocked: true } => "blocked",
            { IsFree: true } => "free, at a zero balance too",
            _ => RuleWords.Say(rate.Price),
        };
}
