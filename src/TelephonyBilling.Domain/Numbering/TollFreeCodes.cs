namespace TelephonyBilling.Domain.Numbering;

/// <summary>Where toll-free numbers begin, outside country code 1 (for that, <see cref="NanpRegions"/>).</summary>
/// <remarks>
/// Source: the national numbering plans as their administrations publish them through ITU-T (Operational Bulletin and
/// list of national numbering plans, ITU-T E.129), and ITU-T E.169.1 for the international ones (800). National freephone
/// numbers mostly can't be reached from abroad, so these prefixes matter for numbers that an account owns. Where other
/// numbers begin alike and only their length differs (Dublin's +353 1 800 xxxx and Ireland's +353 1800 xxxxxx), the prefix
/// is not here: the account's number says of itself that it is toll-free.
/// </remarks>
public static class TollFreeCodes
{
    // Country code, then what follows it.
    private const string Table =
        "800;"
        // Africa
        + "20 800;27 80;212 800 801 802 803 804 805 806 807;213 800;216 80;221 800;222 800;223 80;227 08;230 800;233 800;"
        + "234 800;237 88;238 800;240 80;248 800;250 800;254 800;255 800 808;256 800;258 800;260 800;262 80;263 80;264 80;"
        + "266 800;267 0800 800;268 0800;"
        // Europe
        + "7 800;30 800;31 800;32 800;33 800 801 802 803 804 805;34 800 900;36 80;39 800 803;40 800;41 800;43 800;44 800 808;"
        + "45 80;46 20;47 800 801;48 800;49 800;298 80;299 80;351 800;352 800;354 800;355 800;356 800;357 800;358 800;359 800;"
        + "370 800;371 80;372 800;373 800;374 800;375 800 801 803;377 90;380 800;381 800;382 80;383 800;385 800;386 80;387 80;"
        + "389 800;420 800;421 800;423 800;"
        // The Americas
        + "51 800;52 800;53 800;54 800;55 800;56 800;57 1800;58 800;297 800;501 0800;502 1800;503 800;505 1800;506 800;507 800;"
        + "509 8;590 800;591 800;592 289;593 1800;594 800;595 9800;596 800;597 80;598 800;"
        // Asia and the Pacific
        + "60 1800;61 1800;62 800;63 1800;64 508 80;65 800 1800;81 120 800;82 80;84 1800;86 800;90 800;91 1800;92 800;95 800;"
        + "670 80;675 180;676 0800;677 13 18;679 0800;685 800;687 050;689 800;852 800;853 0800;880 800 803;"
        + "886 800 801 802 803 804 805 806 807 809;960 800;962 80;965 180;966 800;968 80;970 1800;971 800;972 1255 1800;973 80;"
        + "974 800;994 88;995 800;996 800";

    private static readonly HashSet<NumberPrefix> Known = [.. Table.Split(';').SelectMany(Read)];

    private static readonly int Shortest = Known.Min(prefix => prefix.Length);

    private static readonly int Longest = Known.Max(prefix => prefix.Length);

    /// <summary>Every prefix, with its country code.</summary>
    public static IReadOnlyCollection<NumberPrefix> All => Known;

    /// <summary>Whether the number begins with one of the prefixes.</summary>
    public static bool Matches(E164Number number)
    {
        var length = number.Length;
        for (var digits = Shortest; digits <= Longest && digits <= length; digits++)
        {
            var leading = number.Value / DecimalDigits.PowerOfTen(length - digits);
            if (Known.Contains(new NumberPrefix(leading)))
            {
                return true;
            }
        }
        return false;
    }

    private static IEnumerable<NumberPrefix> Read(string line)
    {
        var words = line.Split(' ');
        return words.Length == 1
            ? [NumberPrefix.Parse(words[0])]
            : words.Skip(1).Select(word => NumberPrefix.Parse(words[0] + word));
    }
}
