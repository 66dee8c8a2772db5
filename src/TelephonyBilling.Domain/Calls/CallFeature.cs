using System.Diagnostics.CodeAnalysis;

namespace TelephonyBilling.Domain.Calls;

/// <summary>
/// A feature of a call for which a plan may take money while it runs, such as <c>recording</c>, <c>barge</c>,
/// <c>conference</c> or <c>transfer</c>; a site may have others.
/// </summary>
/// <remarks>
/// 1 to 32 of <c>a–z 0–9</c>, beginning with a letter, so that it can be a part of a variable's name in a dialplan. The
/// default value names no feature.
/// </remarks>
public readonly record struct CallFeature
{
    /// <summary>The longest name.</summary>
    public const int MaxLength = 32;

    private readonly string? name;

    private CallFeature(string name) => this.name = name;

    /// <summary>The call is recorded: the one feature that every switch can be told to end.</summary>
    public static CallFeature Recording { get; } = new("recording");

    /// <summary>Its name; empty for the default value.</summary>
    public string Name => name ?? "";

    /// <summary>Reads a name.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out CallFeature feature)
    {
        feature = default;
        if (
            text is not { Length: > 0 and <= MaxLength }
            || !char.IsAsciiLetterLower(text[0])
            || !text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c))
        )
        {
            return false;
        }
        feature = new CallFeature(text);
        return true;
    }

    /// <summary>Reads a name that must be right.</summary>
    /// <exception cref="FormatException">The text is not one.</exception>
    public static CallFeature Parse(string? text) =>
        TryParse(text, out var feature)
            ? feature
            : throw new FormatException(
                $"'{text}' is not a feature: expected 1 to {MaxLength} of a-z and 0-9, beginning with a letter, such as recording."
            );

    /// <inheritdoc/>
    public override string ToString() => Name;
}
