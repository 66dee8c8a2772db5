using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Calls;

namespace TelephonyBilling.Engine.Usage;

/// <summary>What some calls come to.</summary>
/// <param name="Calls">How many.</param>
/// <param name="Connected">How long they were connected.</param>
/// <param name="BilledSeconds">How long was billed.</param>
/// <param name="Charge">What they cost.</param>
public sealed record UsageSum(long Calls, TimeSpan Connected, long BilledSeconds, Money Charge)
{
    /// <summary>No calls.</summary>
    public static UsageSum Nothing(Currency currency) =>
        new(0, TimeSpan.Zero, 0, Money.Zero(currency));

    /// <summary>As much and one more call.</summary>
    public UsageSum With(CallRecord call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return new UsageSum(
            Calls + 1,
            Connected + call.Connected,
            BilledSeconds + call.BilledSeconds,
            call.Charge is { } charge ? Charge + charge : Charge
        );
    }
}

/// <summary>What the calls of one name come to.</summary>
/// <param name="Name">Of a service, member, department or destination; may be empty.</param>
/// <param name="Sum">Of its calls.</param>
public sealed record UsageGroup(string Name, UsageSum Sum);

/// <summary>Sums by name.</summary>
internal sealed class UsageGroups(Currency currency)
{
    private readonly Dictionary<string, UsageSum> sums = new(StringComparer.Ordinal);

    internal void Add(string name, CallRecord call) =>
        sums[name] = (sums.GetValueOrDefault(name) ?? UsageSum.Nothing(currency)).With(call);

    internal IReadOnlyList<UsageGroup> Dearest() =>
        [
            .. sums.OrderByDescending(entry => entry.Value.Charge)
                .ThenByDescending(entry => entry.Value.Calls)
                .ThenBy(entry => entry.Key, StringComparer.Ordinal)
                .Select(entry => new UsageGroup(entry.Key, entry.Value)),
        ];
}
