using System.Globalization;

namespace TelephonyBilling.Domain.Numbering;

/// <summary>Arithmetic on numbers that are really strings of 1 to 15 digits without a leading zero.</summary>
/// <remarks>
/// No country code begins with 0 (ITU-T E.164, and E.164.D for the list), so a number or prefix and its value
/// determine each other: a <see cref="ulong"/> holds the digits and, implicitly, how many there are.
/// </remarks>
internal static class DecimalDigits
{
    /// <summary>The longest number that E.164 allows.</summary>
    internal const int MaxLength = 15;

    private static readonly ulong[] Powers = MakePowers();

    /// <summary>10 to the given power, 0 to 15.</summary>
    internal static ulong PowerOfTen(int exponent) => Powers[exponent];

    /// <summary>How many digits the value has; 0 for zero, which stands for no digits at all.</summary>
    internal static int Count(ulong value)
    {
        if (value == 0)
        {
            return 0;
        }
        // log10(2) is about 1233/4096: the estimate is exact or one too low, and one comparison tells which.
        var estimate = ((64 - System.Numerics.BitOperations.LeadingZeroCount(value)) * 1233) >> 12;
        return estimate > MaxLength || value < Powers[estimate] ? estimate : estimate + 1;
    }

    /// <summary>Reads 1 to 15 ASCII digits of which the first is not 0.</summary>
    internal static bool TryParse(ReadOnlySpan<char> text, out ulong value)
    {
        value = 0;
        if (text.Length is 0 or > MaxLength || text[0] == '0')
        {
            return false;
        }
        ulong sum = 0;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c))
            {
                return false;
            }
            sum = (sum * 10) + (ulong)(c - '0');
        }
        value = sum;
        return true;
    }

    /// <summary>The digits as text; empty for zero.</summary>
    internal static string ToText(ulong value) =>
        value == 0 ? "" : value.ToString(CultureInfo.InvariantCulture);

    private static ulong[] MakePowers()
    {
        var powers = new ulong[MaxLength + 1];
        powers[0] = 1;
        for (var i = 1; i < powers.Length; i++)
        {
            powers[i] = powers[i - 1] * 10;
        }
        return powers;
    }
}
