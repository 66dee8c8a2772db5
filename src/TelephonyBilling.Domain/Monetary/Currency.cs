using System.Diagnostics.CodeAnalysis;

namespace TelephonyBilling.Domain.Monetary;

/// <summary>A currency by its ISO 4217 alphabetic code, such as <c>USD</c>.</summary>
/// <remarks>
/// Any three letters are taken as a code: the list of currencies changes, and an operator's books are not ours to limit.
/// The default value has no code and belongs to no account; mixing it with a real currency is refused like any other mix.
/// </remarks>
public readonly record struct Currency
{
    private readonly string? code;

    private Currency(string code) => this.code = code;

    /// <summary>The three upper-case letters; empty for the default value.</summary>
    public string Code => code ?? "";

    /// <summary>Reads three ASCII letters, in either case.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Currency currency)
    {
        currency = default;
        if (text is not { Length: 3 } || !text.All(char.IsAsciiLetter))
        {
            return false;
        }
        currency = new Currency(string.Intern(text.ToUpperInvariant()));
        return true;
    }

    /// <summary>Reads a code that must be right.</summary>
    /// <exception cref="FormatException">The text is not three letters.</exception>
    public static Currency Parse(string? text) =>
        TryParse(text, out var currency)
            ? currency
            : throw new FormatException(
                $"'{text}' is not a currency: expected three letters of ISO 4217, such as USD."
            );

    /// <inheritdoc/>
    public override string ToString() => Code;
}
