using System.Text.RegularExpressions;

namespace TelephonyBilling.Testing.Pbx;

/// <summary>What callers heard, by what Asterisk logged.</summary>
public static partial class Played
{
    /// <summary>The sounds in their order, without language and format, such as <c>telephony-billing/cents</c> and <c>digits/20</c>.</summary>
    public static IReadOnlyList<string> In(string log) =>
        [.. Sound().Matches(log).Select(found => found.Groups[1].Value)];

    [GeneratedRegex(@"Playing '([^'.]+)(?:\.[a-z0-9]+)?'")]
    private static partial Regex Sound();
}
