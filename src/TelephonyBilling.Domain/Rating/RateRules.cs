using TelephonyBilling.Domain.Numbering;

namespace TelephonyBilling.Domain.Rating;

/// <summary>The rules of one plan or one account, compiled for lookup. Immutable; safe for all threads.</summary>
public sealed class RateRules
{
    private readonly Dictionary<(ulong Prefix, Service? Service), RateRule> byPrefix = [];
    private readonly Dictionary<(string Country, Service? Service), RateRule> byCountry = [];
    private readonly Dictionary<Service, RateRule> forAll = [];
    private readonly RateRule? forAllServices;
    private readonly int[] lengths;

    /// <summary>Compiles rules.</summary>
    /// <exception cref="ArgumentException">Two rules are for the same service and numbers, or one names prefix and country.</exception>
    public RateRules(IEnumerable<RateRule> rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        All = [.. rules];
        foreach (var rule in All)
        {
            var isNew = (rule.Prefix.Length > 0, rule.Country.Length > 0, rule.Service) switch
            {
                (true, true, _) => throw new ArgumentException(
                    $"A rule is for a prefix or for a country: found {rule.Prefix} and {rule.Country}.",
                    nameof(rules)
                ),
                (true, _, _) => byPrefix.TryAdd((rule.Prefix.Value, rule.Service), rule),
                (_, true, _) => byCountry.TryAdd((rule.Country, rule.Service), rule),
                (_, _, { } service) => forAll.TryAdd(service, rule),
                _ => forAllServices is null,
            };
            if (!isNew)
            {
                throw new ArgumentException(
                    $"Two rules are for {Describe(rule)}: {All.First(other => Describe(other) == Describe(rule)).Id} and {rule.Id}.",
                    nameof(rules)
                );
            }
            forAllServices ??= rule is { Prefix.Length: 0, Country: "", Service: null }
                ? rule
                : null;
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
                && ForBoth(
                    byPrefix,
                    number.Value / DecimalDigits.PowerOfTen(number.Length - length),
                    service
                )
                    is { } ofPrefix
            )
            {
                return ofPrefix;
            }
        }
        return ForBoth(byCountry, country, service)
            ?? forAll.GetValueOrDefault(service)
            ?? forAllServices;
    }

    private static RateRule? ForBoth<TKey>(
        Dictionary<(TKey, Service?), RateRule> rules,
        TKey key,
        Service service
    ) => rules.GetValueOrDefault((key, service)) ?? rules.GetValueOrDefault((key, null));

    private static string Describe(RateRule rule)
    {
        var numbers =
            rule.Prefix.Length > 0 ? $"prefix {rule.Prefix}"
            : rule.Country.Length > 0 ? $"country {rule.Country}"
            : "all numbers";
        return $"{rule.Service?.ToName() ?? "every service"}, {numbers}";
    }
}
