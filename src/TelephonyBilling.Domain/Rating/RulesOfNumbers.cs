using TelephonyBilling.Domain.Numbering;

namespace TelephonyBilling.Domain.Rating;

/// <summary>The rules of the same numbers: one for each service, and one for those that have none of their own.</summary>
internal sealed class RulesOfNumbers
{
    private readonly RateRule?[] byService = new RateRule?[ServiceNames.All.Count];
    private RateRule? forTheRest;

    /// <summary>Adds a rule.</summary>
    /// <returns>The rule of the same service that is here already; null: it was added.</returns>
    internal RateRule? Add(RateRule rule)
    {
        ref var place = ref forTheRest;
        if (rule.Service is { } service)
        {
            place = ref byService[(int)service];
        }
        if (place is not null)
        {
            return place;
        }
        place = rule;
        return null;
    }

    /// <summary>The service's own rule, else the one for the rest; null: neither is here.</summary>
    internal RateRule? Find(Service service) => byService[(int)service] ?? forTheRest;
}
