using System.Diagnostics.CodeAnalysis;

namespace TelephonyBilling.Domain.Numbering;

/// <summary>A number as the world knows it: 1 to 15 digits beginning with a country code (ITU-T E.164).</summary>
/// <remarks>
/// The digits are held as one integer, so comparing, hashing and prefix matching allocate nothing.
/// This type says that the digits <em>may</em> be such a number; whether somebody could dial it is for
/// <see cref="DialedNumber"/>, and whether anybody answers is for the network. The default value is no number:
/// it has no digits, is equal to nothing that parses, and prints as an empty text.
/// </remarks>
public readonly record struct E164Number : IComparable<E164Number>
{
    /// <summary>The longest number that E.164 allows, in digits.</summary>
    public const int MaxLength = DecimalDigits.MaxLength;

    internal E164Number(ulong value) => Value = value;

    /// <summary>The digits without <c>+</c>; empty for the default value. Allocates.</summary>
    public string Digits => DecimalDigits.ToText(Value);

    /// <summary>How many digits, 1 to 15; 0 for the default value.</summary>
    public int Length => DecimalDigits.Count(Value);

    /// <summary>Whether this is the default value, which is no number.</summary>
    public bool IsNone => Value == 0;

    /// <summary>The digits read as one decimal number. There is no leading zero, so nothing is lost.</summary>
    internal ulong Value { get; }

    /// <summary>Whether the left number sorts before the right one.</summary>
    public static bool operator <(E164Number left, E164Number right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left number sorts after the right one.</summary>
    public static bool operator >(E164Number left, E164Number right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left number sorts before the right one or is the same.</summary>
    public static bool operator <=(E164Number left, E164Number right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left number sorts after the right one or is the same.</summary>
    public static bool operator >=(E164Number left, E164Number right) => left.CompareTo(right) >= 0;

    /// <summary>Reads 1 to 15 ASCII digits, the first not 0, with or without a leading <c>+</c>. Never throws.</summary>
    /// <remarks>No separators: text from people goes through <see cref="DialedNumber.Parse"/>.</remarks>
    public static bool TryParse(ReadOnlySpan<char> text, out E164Number number)
    {
        if (text.Length > 0 && text[0] == '+')
        {
            text = text[1..];
        }
        var read = DecimalDigits.TryParse(text, out var value);
        number = new E164Number(value);
        return read;
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, out E164Number)"/>
    public static bool TryParse([NotNullWhen(true)] string? text, out E164Number number) =>
        TryParse(text.AsSpan(), out number);

    /// <summary>Reads a number that must be right, such as one from our own database.</summary>
    /// <exception cref="FormatException">See <see cref="TryParse(ReadOnlySpan{char}, out E164Number)"/>.</exception>
    public static E164Number Parse(string? text) =>
        TryParse(text, out var number)
            ? number
            : throw new FormatException(
                $"'{text}' is not an E.164 number: expected 1 to 15 digits that begin with a country code."
            );

    /// <summary>Whether the number begins with these digits.</summary>
    public bool StartsWith(NumberPrefix prefix) => prefix.Matches(this);

    /// <summary>Sorts by value, which puts shorter numbers first.</summary>
    public int CompareTo(E164Number other) => Value.CompareTo(other.Value);

    /// <summary>The digits after a <c>+</c>: <c>+442079460000</c>; empty for the default value.</summary>
    public override string ToString() => Value == 0 ? "" : "+" + Digits;
}
