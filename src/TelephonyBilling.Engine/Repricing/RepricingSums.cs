using TelephonyBilling.Domain.Monetary;

namespace TelephonyBilling.Engine.Repricing;

/// <summary>Adds up what calls of the past cost and would cost, by destination. Not thread-safe.</summary>
/// <param name="currency">Of all amounts.</param>
public sealed class RepricingSums(Currency currency)
{
    /// <summary>So many calls that can't be priced are kept with their reasons; the rest is counted.</summary>
    public const int MaxKept = 1000;

    private readonly Dictionary<string, RepricingSum> sums = new(StringComparer.Ordinal);
    private readonly List<UnpricedCall> unpriced = [];

    /// <summary>Of all calls that can be priced.</summary>
    public RepricingSum Total { get; private set; } = RepricingSum.Nothing(currency);

    /// <summary>By destination, where the most changes first; the empty name: calls that nobody charges.</summary>
    public IReadOnlyList<(string Destination, RepricingSum Sum)> ByDestination =>
        [
            .. sums.Select(entry => (entry.Key, entry.Value))
                .OrderByDescending(entry => Math.Abs(entry.Value.Difference.Micros))
                .ThenByDescending(entry => entry.Value.Cost)
                .ThenBy(entry => entry.Key, StringComparer.Ordinal),
        ];

    /// <summary>Calls that can't be priced, with the reason; the first <see cref="MaxKept"/>.</summary>
    public IReadOnlyList<UnpricedCall> Unpriced => unpriced;

    /// <summary>How many calls can't be priced.</summary>
    public long UnpricedCount { get; private set; }

    /// <summary>How many are none that anybody charges.</summary>
    public long NoMatter { get; private set; }

    /// <summary>Adds a call.</summary>
    public void Add(PastCall call, RepricedCall repriced)
    {
        ArgumentNullException.ThrowIfNull(call);
        switch (repriced)
        {
            case RepricedCall.Priced priced:
                sums[priced.Destination] = (
                    sums.GetValueOrDefault(priced.Destination) ?? RepricingSum.Nothing(currency)
                ).With(call, priced);
                Total = Total.With(call, priced);
                break;
            case RepricedCall.Unpriced { Why: var why }:
                AddUnpriced(new UnpricedCall(call.Line, call.To, why));
                break;
            default:
                NoMatter++;
                break;
        }
    }

    /// <summary>Adds what can't be priced, or can't be read.</summary>
    public void AddUnpriced(UnpricedCall call)
    {
        UnpricedCount++;
        if (unpriced.Count < MaxKept)
        {
            unpriced.Add(call);
        }
    }
}

/// <summary>A call that can't be priced.</summary>
/// <param name="Line">Where it stands in its file.</param>
/// <param name="To">Who was called; empty where that can't be read.</param>
/// <param name="Why">A sentence.</param>
public sealed record UnpricedCall(int Line, string To, string Why);

/// <summary>What some calls cost and would cost.</summary>
/// <param name="Calls">How many.</param>
/// <param name="Connected">How long they were connected.</param>
/// <param name="BilledSeconds">How long would be billed.</param>
/// <param name="CallsCharged">Of how many it is known what they cost.</param>
/// <param name="Charged">What those cost.</param>
/// <param name="Cost">What all would cost.</param>
/// <param name="CostOfCharged">What those would cost of which it is known what they cost.</param>
public sealed record RepricingSum(
    long Calls,
    TimeSpan Connected,
    long BilledSeconds,
    long CallsCharged,
    Money Charged,
    Money Cost,
    Money CostOfCharged
)
{
    /// <summary>What they would cost more, or less where it is below zero, than they did, as far as that is known.</summary>
    public Money Difference => CostOfCharged - Charged;

    internal static RepricingSum Nothing(Currency currency)
    {
        var nothing = Money.Zero(currency);
        return new RepricingSum(0, TimeSpan.Zero, 0, 0, nothing, nothing, nothing);
    }

    internal RepricingSum With(PastCall call, RepricedCall.Priced priced) =>
        new(
            Calls + 1,
            Connected + call.Connected,
            BilledSeconds + priced.BilledSeconds,
            CallsCharged + (call.Charged is null ? 0 : 1),
            call.Charged is { } charged ? Charged + charged : Charged,
            Cost + priced.Cost,
            call.Charged is null ? CostOfCharged : CostOfCharged + priced.Cost
        );
}
