using System.Globalization;
using System.Security.Cryptography;

namespace TelephonyBilling.Engine.TopUps;

/// <summary>Names of top-ups and what belongs to them: the second in UTC and random letters, such as <c>tu-261125T104502-7f3k9qx2ab</c>.</summary>
public static class TopUpIds
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    /// <summary>A new name; 50 bits of it are random.</summary>
    /// <param name="at">Now.</param>
    /// <param name="prefix">What kind of thing it names: <c>tu</c> a top-up, <c>rf</c> a refund, <c>cc</c> a card's confirmation.</param>
    public static string New(DateTimeOffset at, string prefix = "tu") =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{prefix}-{at.UtcDateTime:yyMMdd'T'HHmmss}-{RandomNumberGenerator.GetString(Alphabet, 10)}"
        );
}
