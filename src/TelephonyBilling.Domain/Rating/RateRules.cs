using TelephonyBilling.Domain.Numbering;

namespace TelephonyBilling.Domain.Rating;

/// <summary>The rules of one plan or one account, compiled for lookup. Immutable; safe for all threads.</summary>
public sealed class RateRules
{
    private readonly Dictionary<ulong, RulesOfNumbers> byPrefix = [];
    private readonly Dictionary<string, RulesOfNumbers> byCountry = new(StringComparer.Ordinal);
    private readonly RulesOfNumbers forAll = new();
    private readonly int[] lengths;

    /// <summary>Compiles rules.</summary>
    /// <exception cref="ArgumentException">Two rules are for the same service and numbers, or one names prefix and country.</exception>
    public RateRules(IEnumerable<RateRule> rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        All = [.. rules];
        foreach (var rule in All)
        {
            if (OfNumbers(rule).Add(rule) is { } other)
            {
                throw new ArgumentException(
                    $"Two rules are for {Describe(rule)}: {other.Id} and {rule.Id}.",
                    nameof(rules)
                );
            }
        }
        lengths =
        [
            .. All.Select(rule => rule.Prefix.Length)
                .Where(length => length > 0)
                .Distinct()
                .OrderDescending(),
        ];
    }

    /// <summary>No rules.</summary>
    public static RateRules None { get; } = new([]);

    /// <summary>Every rule, in the order in which they came.</summary>
    public IReadOnlyList<RateRule> All { get; }

    /// <summary>The most specific rule for a call; null where none matches. Allocates nothing.</summary>
    /// <param name="service">What the call is.</param>
    /// <param name="number">The number dialled, or, inbound, the account's number that was called.</param>
    /// <param name="country">That number's country.</param>
    public RateRule? Find(Service service, E164Number number, string country)
    {
        if (All.Count == 0)
        {
            return null;
        }
        foreach (var length in lengths)
        {
            if (
                length <= number.Length
                && byPrefix.TryGetValue(
                    number.Value / DecimalDigits.PowerOfTen(number.Length - length),
                    out var ofPrefix
                )
                && ofPrefix.Find(service) is { } rule
            )
            {
                return rule;
            }
        }
        return byCountry.GetValueOrDefault(country)?.Find(service) ?? forAll.Find(service);
    }

    private RulesOfNumbers OfNumbers(RateRule rule) =>
        (rule.Prefix.Length > 0, rule.Country.Length > 0) switch
        {
            (true, true) => throw new ArgumentException(
                $"A rule is for a prefix or for a country: found {rule.Prefix} and {rule.Country}.",
                nameof(rule)
            ),
            (true, _) => Of(byPrefix, rule.Prefix.Value),
            (_, true) => Of(byCountry, rule.Country),
            _ => forAll,
        };

    private static RulesOfNumbers Of<TKey>(Dictionary<TKey, RulesOfNumbers> rules, TKey key)
        where TKey : notnull
    {
        if (!rules.TryGetValue(key, out var found))
        {
            rules.Add(key, found = new RulesOfNumbers());
        }
        return found;
    }

    private static string Describe(RateRule rule)
    {
        var numbers =
            rule.Prefix.Length > 0 ? $"prefix {rule.Prefix}"
            : rule.Country.Length > 0 ? $"country {rule.Country}"
            : "all numbers";
        return $"{rule.Service?.ToName() ?? "every service"}, {numbers}";
    }
}
