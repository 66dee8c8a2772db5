using TelephonyBilling.Daemon.Cli.Rates;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Rates;

namespace TelephonyBilling.Daemon.Cli.Output;

/// <summary>As <see cref="ToShape"/>: rates, decks, plans, rules and rates of exchange.</summary>
internal static class RateToShape
{
    internal static RateShape Of(Rate rate) =>
        new()
        {
            Service = rate.Service.ToName(),
            Origin = rate.Origin,
            Prefix = rate.Prefix.ToString(),
            Destination = rate.Destination,
            ConnectionFee = rate.ConnectionFee.ToDecimalString(),
            RatePerMinute = rate.PerMinute.ToDecimalString(),
            Currency = rate.Price.Currency.Code,
            Increments = rate.Increments.ToString(),
            Free = rate.IsFree,
            Blocked = rate.IsBlocked,
            BlockReason = rate.BlockReason.Length > 0 ? rate.BlockReason : null,
            EffectiveFrom = rate.EffectiveFrom?.UtcDateTime,
        };

    internal static PriceShape Of(CallPrice price) =>
        new()
        {
            ConnectionFee = price.ConnectionFee.ToDecimalString(),
            RatePerMinute = price.PerMinute.ToDecimalString(),
            Increments = price.Increments.ToString(),
            Currency = price.Currency.Code,
        };

    internal static RuleShape Of(OwnedRule owned) =>
        Of(owned.Rule) with
        {
            Plan = owned.Owner.IsPlan ? owned.Owner.Name : null,
            Account = owned.Owner.IsPlan ? null : owned.Owner.Name,
        };

    internal static RuleShape Of(RateRule rule) =>
        new()
        {
            Id = rule.Id,
            Service = rule.Service?.ToName(),
            Prefix = rule.Prefix.Length > 0 ? rule.Prefix.ToString() : null,
            Country = rule.Country.Length > 0 ? rule.Country : null,
            Effect = RuleWords.NameOf(rule.Effect),
            Price = rule.Effect is RateEffect.Priced priced ? Of(priced.Price) : null,
            Percent = (rule.Effect as RateEffect.Scaled)?.Percent,
            BlockReason = rule.Effect is RateEffect.Blocked { Reason.Length: > 0 } blocked
                ? blocked.Reason
                : null,
            Destination = rule.Destination.Length > 0 ? rule.Destination : null,
            Note = rule.Note.Length > 0 ? rule.Note : null,
        };

    internal static PlanShape Of(Plan plan, IEnumerable<OwnedRule> rules) =>
        new()
        {
            Name = plan.Name,
            Decks = [.. plan.Decks.Where(deck => deck.Service is null).Select(deck => deck.Deck)],
            ServiceDecks = plan
                .Decks.Where(deck => deck.Service is not null)
                .GroupBy(deck => deck.Service!.Value)
                .ToDictionary(
                    group => group.Key.ToName(),
                    group => (IReadOnlyList<string>)[.. group.Select(deck => deck.Deck)],
                    StringComparer.Ordinal
                ),
            Rules = [.. rules.Select(Of)],
        };
}
