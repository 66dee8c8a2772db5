using System.Globalization;
using System.Runtime.InteropServices;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;

namespace TelephonyBilling.Domain.Rating;

/// <summary>Sorts rates by service and origin, finds duplicates, and picks those in force.</summary>
internal sealed class RateDeckCompiler(Currency currency, DateTimeOffset? at)
{
    internal RateErrors Errors { get; } = new();

    internal RateTable?[] Tables { get; } = new RateTable?[ServiceNames.All.Count];

    internal DateTimeOffset? NextChange { get; private set; }

    internal void AddAll(IReadOnlyList<RateRow> rows)
    {
        var groups = new Dictionary<(Service Service, string Origin), List<RateRow>>();
        foreach (var row in rows)
        {
            if (Accepts(row))
            {
                ref var group = ref CollectionsMarshal.GetValueRefOrAddDefault(
                    groups,
                    (row.Rate.Service, row.Rate.Origin),
                    out _
                );
                (group ??= []).Add(row);
            }
        }
        foreach (var service in groups.GroupBy(group => group.Key.Service))
        {
            var byOrigin = service.ToDictionary(
                group => group.Key.Origin,
                group => new PrefixIndex(InForce(group.Value)),
                StringComparer.Ordinal
            );
            var any = byOrigin.Remove(Rate.AnyOrigin, out var general)
                ? general
                : new PrefixIndex([]);
            Tables[(int)service.Key] = new RateTable(any, byOrigin);
        }
    }

    private static string Show(DateTimeOffset? effectiveFrom) =>
        effectiveFrom is { } instant ? $" from {RateText.Format(instant)}" : "";

    private bool Accepts(RateRow row)
    {
        var rate = row.Rate;
        if (rate.Price.Currency != currency)
        {
            Errors.Add(
                new RateError(
                    row.Line,
                    "",
                    "",
                    $"The amounts are in {rate.Price.Currency}, the deck is in {currency}."
                )
            );
            return false;
        }
        if (!rate.Service.CanBePriced())
        {
            Errors.Add(
                new RateError(
                    row.Line,
                    RateColumns.Service,
                    rate.Service.ToName(),
                    "This service has no price."
                )
            );
            return false;
        }
        return true;
    }

    private List<Rate> InForce(List<RateRow> rows)
    {
        var firstOf = new Dictionary<NumberPrefix, int>(rows.Count);
        var chosen = new Rate?[rows.Count];
        // Prefixes that occur once, nearly all of them, never get here.
        var repeated = new Dictionary<(NumberPrefix Prefix, DateTimeOffset? From), int>();
        for (var i = 0; i < rows.Count; i++)
        {
            var (line, rate) = rows[i];
            if (firstOf.TryAdd(rate.Prefix, i))
            {
                Consider(ref chosen[i], rate);
                continue;
            }
            var first = firstOf[rate.Prefix];
            repeated.TryAdd((rate.Prefix, rows[first].Rate.EffectiveFrom), rows[first].Line);
            if (repeated.TryAdd((rate.Prefix, rate.EffectiveFrom), line))
            {
                Consider(ref chosen[first], rate);
                continue;
            }
            var earlier = repeated[(rate.Prefix, rate.EffectiveFrom)];
            Errors.Add(
                new RateError(
                    line,
                    RateColumns.Prefix,
                    rate.Prefix.ToString(),
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The prefix stands already in line {earlier}, for {rate.Service.ToName()} of origin {rate.Origin}{Show(rate.EffectiveFrom)}."
                    )
                )
            );
        }
        return [.. chosen.OfType<Rate>()];
    }

    private void Consider(ref Rate? chosen, Rate rate)
    {
        if (at is { } now && rate.EffectiveFrom is { } from && from > now)
        {
            NextChange = NextChange is { } next && next <= from ? next : from;
        }
        else if (chosen is null || Nullable.Compare(rate.EffectiveFrom, chosen.EffectiveFrom) > 0)
        {
            chosen = rate;
        }
    }
}
