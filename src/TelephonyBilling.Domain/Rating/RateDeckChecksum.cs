using System.Security.Cryptography;
using System.Text;
using TelephonyBilling.Domain.Monetary;

namespace TelephonyBilling.Domain.Rating;

/// <summary>A fingerprint of a set of rates that does not depend on their order.</summary>
internal static class RateDeckChecksum
{
    private const char FieldEnd = '\t';
    private const char LineEnd = '\n';
    private const int ChunkSize = 64 * 1024;

    internal static string Of(Currency currency, Rate[] rates)
    {
        var sorted = (Rate[])rates.Clone();
        Array.Sort(sorted, Compare);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var chunk = new StringBuilder(ChunkSize).Append(currency.Code).Append(LineEnd);
        foreach (var rate in sorted)
        {
            Append(chunk, RateText.Format(new RateRow(0, rate)));
            if (chunk.Length > ChunkSize)
            {
                hash.AppendData(Encoding.UTF8.GetBytes(chunk.ToString()));
                chunk.Clear();
            }
        }
        hash.AppendData(Encoding.UTF8.GetBytes(chunk.ToString()));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // No two rates of a deck are equal in these four, so the order is the same whatever the file's was.
    private static int Compare(Rate left, Rate right)
    {
        var order = left.Prefix.CompareTo(right.Prefix);
        order = order != 0 ? order : left.Service.CompareTo(right.Service);
        order = order != 0 ? order : string.CompareOrdinal(left.Origin, right.Origin);
        return order != 0 ? order : Nullable.Compare(left.EffectiveFrom, right.EffectiveFrom);
    }

    // Tabs and line feeds can't occur within a field, so no two sets of rates give the same text.
    private static void Append(StringBuilder text, RateRowFields fields) =>
        text.Append(fields.Service)
            .Append(FieldEnd)
            .Append(fields.Origin)
            .Append(FieldEnd)
            .Append(fields.Prefix)
            .Append(FieldEnd)
            .Append(fields.Destination)
            .Append(FieldEnd)
            .Append(fields.ConnectionFee)
            .Append(FieldEnd)
            .Append(fields.PerMinute)
            .Append(FieldEnd)
            .Append(fields.Increments)
            .Append(FieldEnd)
            .Append(fields.Flags)
            .Append(FieldEnd)
            .Append(fields.EffectiveFrom)
            .Append(LineEnd);
}
