using System.Security.Cryptography;
using System.Text;
using TelephonyBilling.Domain.Monetary;

namespace TelephonyBilling.Domain.Rating;

/// <summary>A fingerprint of a set of rates that does not depend on their order.</summary>
internal static class RateDeckChecksum
{
    internal static string Of(Currency currency, IEnumerable<Rate> rates)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(currency.Code + "\n"));
        foreach (var line in rates.Select(Line).Order(StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(line));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // Tabs and line feeds can't occur within a field, so no two sets of rates give the same text.
    private static string Line(Rate rate)
    {
        var fields = RateText.Format(new RateRow(0, rate));
        return string.Join(
                '\t',
                fields.Service,
                fields.Origin,
                fields.Prefix,
                fields.Destination,
                fields.ConnectionFee,
                fields.PerMinute,
                fields.Increments,
                fields.Flags,
                fields.EffectiveFrom
            ) + "\n";
    }
}
