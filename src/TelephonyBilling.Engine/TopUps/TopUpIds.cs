using System.Globalization;
using System.Security.Cryptography;

namespace TelephonyBilling.Engine.TopUps;

/// <summary>Names of top-ups: the second in UTC and random letters, such as <c>tu-261125T104502-7f3k9qx2ab</c>.</summary>
public static class TopUpIds
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    /// <summary>A new name; 50 bits of it are random.</summary>
    public static string New(DateTimeOffset at) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"tu-{at.UtcDateTime:yyMMdd'T'HHmmss}-{RandomNumberGenerator.GetString(Alphabet, 10)}"
        );
}
