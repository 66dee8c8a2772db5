namespace TelephonyBilling.Domain.Numbering;

/// <summary>
/// Hides the last four digits of telephone numbers: <c>+44207946****</c>. Country and area stay readable, since that is what
/// a price or a fraud is about; extensions, shorter than seven digits, stay whole.
/// </summary>
public static class NumberMask
{
    private const int ShortestNumber = 7;
    private const int Hidden = 4;

    /// <summary>Hides the last digits of every run of digits that is long enough for a number.</summary>
    /// <param name="text">Any text. What is masked already stays as it is.</param>
    public static string Apply(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var characters = text.ToCharArray();
        var run = 0;
        for (var i = 0; i <= characters.Length; i++)
        {
            if (i < characters.Length && char.IsAsciiDigit(characters[i]))
            {
                run++;
                continue;
            }
            var isMasked = i < characters.Length && characters[i] == '*';
            if (run >= ShortestNumber && !isMasked)
            {
                characters.AsSpan(i - Hidden, Hidden).Fill('*');
            }
            run = 0;
        }
        return new string(characters);
    }
}
