using System.Diagnostics.CodeAnalysis;

namespace TelephonyBilling.Domain.Numbering;

/// <summary>Leading digits of E.164 numbers, 1 to 15 of them: <c>44</c>, <c>4477</c>, <c>1876</c>.</summary>
/// <remarks>The default value has no digits, matches nothing and prints as an empty text.</remarks>
public readonly record struct NumberPrefix : IComparable<NumberPrefix>
{
    internal NumberPrefix(ulong value) => Value = value;

    /// <summary>How many digits, 1 to 15; 0 for the default value.</summary>
    public int Length => DecimalDigits.Count(Value);

    /// <summary>The digits read as one decimal number.</summary>
    internal ulong Value { get; }

    /// <summary>Whether the left prefix sorts before the right one.</summary>
    public static bool operator <(NumberPrefix left, NumberPrefix right) =>
        left.CompareTo(right) < 0;

    /// <summary>Whether the left prefix sorts after the right one.</summary>
    public static bool operator >(NumberPrefix left, NumberPrefix right) =>
        left.CompareTo(right) > 0;

    /// <summary>Whether the left prefix sorts before the right one or is the same.</summary>
    public static bool operator <=(NumberPrefix left, NumberPrefix right) =>
        left.CompareTo(right) <= 0;

    /// <summary>Whether the left prefix sorts after the right one or is the same.</summary>
    public static bool operator >=(NumberPrefix left, NumberPrefix right) =>
        left.CompareTo(right) >= 0;

    /// <summary>Reads 1 to 15 ASCII digits, the first not 0; nothing else, not even a <c>+</c>. Never throws.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out NumberPrefix prefix) =>
        TryParse(text.AsSpan(), out prefix);

    /// <inheritdoc cref="TryParse(string?, out NumberPrefix)"/>
    public static bool TryParse(ReadOnlySpan<char> text, out NumberPrefix prefix)
    {
        var read = DecimalDigits.TryParse(text, out var value);
        prefix = new NumberPrefix(value);
        return read;
    }

    /// <summary>Reads a prefix that must be right.</summary>
    /// <exception cref="FormatException">See <see cref="TryParse(string?, out NumberPrefix)"/>.</exception>
    public static NumberPrefix Parse(string? text) =>
        TryParse(text, out var prefix)
            ? prefix
            : throw new FormatException(
                $"'{text}' is not a prefix: expected 1 to 15 digits that begin with a country code."
            );

    /// <summary>Whether the number begins with these digits.</summary>
    public bool Matches(E164Number number)
    {
        var rest = number.Length - Length;
        return Value != 0 && rest >= 0 && number.Value / DecimalDigits.PowerOfTen(rest) == Value;
    }

    /// <summary>Sorts as rate sheets do: digit by digit from the left, <c>44</c> before <c>447</c> before <c>45</c>.</summary>
    public int CompareTo(NumberPrefix other)
    {
        var (mine, theirs) = (Length, other.Length);
        var common = Math.Min(mine, theirs);
        var order = (Value / DecimalDigits.PowerOfTen(mine - common)).CompareTo(
            other.Value / DecimalDigits.PowerOfTen(theirs - common)
        );
        return order != 0 ? order : mine.CompareTo(theirs);
    }

    /// <summary>The digits.</summary>
    public override string ToString() => DecimalDigits.ToText(Value);
}
