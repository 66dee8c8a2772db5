using TelephonyBilling.Domain.Numbering;

namespace TelephonyBilling.Domain.Rating;

/// <summary>The rates of one service in force at one instant, by origin.</summary>
internal sealed class RateTable(PrefixIndex any, Dictionary<string, PrefixIndex> byOrigin)
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
