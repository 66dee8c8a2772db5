using TelephonyBilling.Domain.Numbering;

namespace TelephonyBilling.Domain.Rating;

/// <summary>The rates of one service in force at one instant, by origin.</summary>
internal sealed class RateTable(PrefixTable any, Dictionary<string, PrefixTable> byOrigin)
{
    internal Rate? Find(E164Number number, string origin)
    {
        var general = any.Find(number);
        if (byOrigin.Count == 0 || !byOrigin.TryGetValue(origin, out var special))
        {
            return general;
        }
        var own = special.Find(number);
        return own is null || general?.Prefix.Length > own.Prefix.Length ? general : own;
    }
}

/// <summary>The rates of one service and one origin in force at one instant.</summary>
internal sealed class PrefixTable
{
    private readonly PrefixIndex index;
    private readonly Rate[] rates;

    internal PrefixTable(IReadOnlyCollection<Rate> inForce)
    {
        rates = [.. inForce];
        index = new PrefixIndex(rates.Length);
        for (var i = 0; i < rates.Length; i++)
        {
            index.TryAdd(rates[i].Prefix, i);
        }
    }

    internal Rate? Find(E164Number number)
    {
        var found = index.Find(number);
        return found == PrefixIndex.NotFound ? null : rates[found];
    }
}
