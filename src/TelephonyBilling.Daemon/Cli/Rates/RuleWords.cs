using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Daemon.Cli.Rates;

/// <summary>Rules in the words of people.</summary>
internal static class RuleWords
{
    /// <summary>Which calls it is for.</summary>
    internal static string Match(RateRule rule)
    {
        var numbers =
            rule.Prefix.Length > 0 ? $"prefix {rule.Prefix}"
            : rule.Country.Length > 0 ? $"country {rule.Country}"
            : "all numbers";
        return rule.Service is { } service ? $"{numbers}, {service.ToName()}" : numbers;
    }

    /// <summary>What it does.</summary>
    internal static string Say(RateEffect effect) =>
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

    /// <summary>A price in whole.</summary>
    internal static string Say(CallPrice price) =>
        $"{price.ConnectionFee} on answer, {price.PerMinute} a minute in steps of {price.Increments} s";

    /// <summary>The effect's name in JSON.</summary>
    internal static string NameOf(RateEffect effect) =>
        effect switch
        {
            RateEffect.Free => "free",
            RateEffect.Included => "included",
            RateEffect.Priced => "priced",
            RateEffect.Scaled => "scaled",
            RateEffect.Blocked => "blocked",
            RateEffect.Allowed => "allowed",
            _ => throw new InvalidOperationException($"There is no effect {effect}."),
        };
}
