namespace TelephonyBilling.Domain.Numbering;

/// <summary>What somebody dialled, understood: exactly one of the nested cases. Bad text is a value, not an exception.</summary>
/// <param name="Text">What was dialled, unchanged.</param>
public abstract record DialedNumber(string Text)
{
    /// <summary>Reads what a phone or a person dialled. Never throws on any text.</summary>
    /// <remarks>
    /// Spaces, dots, hyphens and parentheses are separators and mean nothing. In this order: a text that begins with
    /// <c>*</c> or <c>#</c> is a feature code; emergency numbers; <c>+</c>; the carrier's short codes; international
    /// prefixes; extensions by their length; national and local numbers. With an outside line prefix, the number behind
    /// it is tried first and the whole text after that. <c>011 1 416…</c>, <c>+1 416…</c>, <c>1 416…</c> and
    /// <c>416…</c> are the same number.
    /// </remarks>
    public static DialedNumber Parse(string? text, NumberingPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return new DialedNumberParser(text ?? "", plan).Parse();
    }

    /// <summary>A number of the public network.</summary>
    /// <param name="Text">What was dialled, unchanged.</param>
    /// <param name="Number">The number in its one form.</param>
    public sealed record Global(string Text, E164Number Number) : DialedNumber(Text);

    /// <summary>An extension of the PBX.</summary>
    /// <param name="Text">What was dialled, unchanged.</param>
    /// <param name="Digits">The digits without separators.</param>
    public sealed record Extension(string Text, string Digits) : DialedNumber(Text);

    /// <summary>An emergency number.</summary>
    /// <param name="Text">What was dialled, unchanged.</param>
    /// <param name="Digits">The emergency number, without an outside line prefix.</param>
    public sealed record Emergency(string Text, string Digits) : DialedNumber(Text);

    /// <summary>A short code of the carrier, such as 411.</summary>
    /// <param name="Text">What was dialled, unchanged.</param>
    /// <param name="Digits">The code, without an outside line prefix.</param>
    public sealed record ServiceCode(string Text, string Digits) : DialedNumber(Text);

    /// <summary>A feature code of the PBX, such as <c>*225</c>.</summary>
    /// <param name="Text">What was dialled, unchanged.</param>
    /// <param name="Code">The code without separators, <c>*</c> and <c>#</c> included.</param>
    public sealed record FeatureCode(string Text, string Code) : DialedNumber(Text);

    /// <summary>Not a number.</summary>
    /// <param name="Text">What was dialled, unchanged.</param>
    /// <param name="Fault">The kind of fault.</param>
    /// <param name="Reason">A sentence for a person: what was found and what was expected.</param>
    public sealed record Invalid(string Text, NumberFault Fault, string Reason)
        : DialedNumber(Text);
}
