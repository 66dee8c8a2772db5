using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace TelephonyBilling.Domain.Calls;

/// <summary>
/// The name of one gated call: when it was authorised, in UTC, and eight random characters, such as
/// <c>261122T104502-7f3k9qx2ab</c>.
/// </summary>
/// <remarks>
/// <para>
/// Letters, digits and one dash only, so that it passes through a dialplan, a log line and a URL unquoted. The first two
/// characters behind the dash count 1024ths of the second.
/// </para>
/// <para>
/// Sorted as text, calls stand in the order of their beginnings: an index over them grows at its end. Were it random where
/// a new call belongs among those of its second, a busy gate would write half a page more for each.
/// </para>
/// </remarks>
public readonly record struct CallId
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int RandomLength = 8;
    private const int FractionLength = 2;
    private const int TimeLength = 13;

    /// <summary>The length of every call id.</summary>
    public const int Length = TimeLength + 1 + FractionLength + RandomLength;

    private readonly string? value;

    private CallId(string value) => this.value = value;

    /// <summary>The text; empty for the default value, which names no call.</summary>
    public string Value => value ?? "";

    /// <summary>A new name.</summary>
    /// <param name="at">When the call was authorised.</param>
    /// <param name="random">40 random bits; higher bits are ignored.</param>
    public static CallId Create(DateTimeOffset at, ulong random)
    {
        Span<char> tail = stackalloc char[FractionLength + RandomLength];
        var fraction = (int)(at.Ticks % TimeSpan.TicksPerSecond * 1024 / TimeSpan.TicksPerSecond);
        tail[0] = Alphabet[fraction >> 5];
        tail[1] = Alphabet[fraction & 31];
        for (var i = FractionLength; i < tail.Length; i++)
        {
            tail[i] = Alphabet[(int)(random & 31)];
            random >>= 5;
        }
        return new CallId(
            string.Create(CultureInfo.InvariantCulture, $"{at.UtcDateTime:yyMMdd'T'HHmmss}-{tail}")
        );
    }

    /// <summary>Reads a call id that came from outside, such as a channel variable.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out CallId id)
    {
        id = default;
        if (text is not { Length: Length } || text[TimeLength] != '-')
        {
            return false;
        }
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '-')
            {
                return false;
            }
        }
        id = new CallId(text);
        return true;
    }

    /// <summary>Reads a call id that must be right.</summary>
    /// <exception cref="FormatException">The text is not one.</exception>
    public static CallId Parse(string? text) =>
        TryParse(text, out var id)
            ? id
            : throw new FormatException(
                $"'{text}' is not a call id: expected one such as 261122T104502-7f3k9qx2ab."
            );

    /// <inheritdoc/>
    public override string ToString() => Value;
}
