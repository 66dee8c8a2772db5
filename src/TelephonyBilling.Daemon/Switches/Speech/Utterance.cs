using System.Globalization;

namespace TelephonyBilling.Daemon.Switches.Speech;

/// <summary>
/// What a phone is to say, in order: prompts of ours, and numbers that the PBX speaks in the channel's own language. The
/// dialplan's <c>tb-say</c> only plays it.
/// </summary>
/// <remarks>
/// As text, items with <c>&amp;</c> between: <c>p:</c> a prompt's name without folder, <c>n:</c> a whole number, <c>d:</c> digits
/// one by one, <c>a:</c> letters one by one. Never more than <see cref="MaxItems"/> items, so that it ends soon whatever the
/// amounts are.
/// </remarks>
internal sealed class Utterance
{
    /// <summary>The most items; the dialplan stops there too.</summary>
    internal const int MaxItems = 30;

    /// <summary>The largest number that Asterisk's <c>SayNumber</c> speaks; longer ones are spelt.</summary>
    private const long LargestNumber = 999_999_999;

    private readonly List<string> items = [];

    /// <summary>Whether there is nothing to say.</summary>
    internal bool IsEmpty => items.Count == 0;

    internal Utterance Prompt(string name) => Add("p:" + name);

    internal Utterance Number(long number) =>
        Add(
            (number <= LargestNumber ? "n:" : "d:") + number.ToString(CultureInfo.InvariantCulture)
        );

    internal Utterance Digits(string digits) => Add("d:" + digits);

    internal Utterance Letters(string letters) => Add("a:" + letters.ToLowerInvariant());

    /// <inheritdoc/>
    public override string ToString() => string.Join('&', items);

    private Utterance Add(string item)
    {
        if (items.Count < MaxItems)
        {
            items.Add(item);
        }
        return this;
    }
}
