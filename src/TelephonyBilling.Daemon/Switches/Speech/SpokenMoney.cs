using System.Globalization;
using TelephonyBilling.Domain.Monetary;

namespace TelephonyBilling.Daemon.Switches.Speech;

/// <summary>
/// Amounts as people say them: twelve dollars and thirty four cents, half a cent as zero point five cents. Currencies whose
/// units have no prompts are spoken as a number and the letters of their code.
/// </summary>
internal static class SpokenMoney
{
    private const long MicrosPerUnit = 1_000_000;
    private const long MicrosPerMinor = 10_000;

    private static readonly Denomination Dollars = new("dollar", "dollars", "cent", "cents");

    private static readonly Dictionary<string, Denomination> Known = new(StringComparer.Ordinal)
    {
        ["USD"] = Dollars,
        ["CAD"] = Dollars,
        ["AUD"] = Dollars,
        ["NZD"] = Dollars,
        ["EUR"] = new("euro", "euros", "cent", "cents"),
        ["GBP"] = new("pound", "pounds", "penny", "pence"),
    };

    /// <summary>The prompts of all unit.</summary>
    internal static IEnumerable<string> Units =>
        Known
            .Values.SelectMany(unit =>
                (string[])[unit.One, unit.Many, unit.OneMinor, unit.ManyMinor]
            )
            .Distinct(StringComparer.Ordinal);

    /// <summary>An amount to the last millionth, such as a price.</summary>
    /// <param name="utterance">What is said.</param>
    /// <param name="amount">Not negative.</param>
    internal static Utterance Exactly(this Utterance utterance, Money amount) =>
        Say(utterance, amount.Micros, amount.Currency.Code);

    /// <summary>An amount without the parts of a cent, such as a balance: never more than there is.</summary>
    /// <param name="utterance">What is said.</param>
    /// <param name="amount">Not negative.</param>
    internal static Utterance RoundedDown(this Utterance utterance, Money amount) =>
        Say(utterance, amount.Micros - (amount.Micros % MicrosPerMinor), amount.Currency.Code);

    private static Utterance Say(Utterance utterance, long micros, string currency)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(micros);
        return Known.TryGetValue(currency, out var unit)
            ? Say(utterance, micros, unit)
            : Fraction(utterance.Number(micros / MicrosPerUnit), micros % MicrosPerUnit, 6)
                .Letters(currency);
    }

    private static Utterance Say(Utterance utterance, long micros, Denomination unit)
    {
        var (whole, rest) = Math.DivRem(micros, MicrosPerUnit);
        var (minor, parts) = Math.DivRem(rest, MicrosPerMinor);
        if (whole > 0 || rest == 0)
        {
            utterance.Number(whole).Prompt(whole == 1 ? unit.One : unit.Many);
            if (rest == 0)
            {
                return utterance;
            }
            utterance.Prompt(Spoken.And);
        }
        return Fraction(utterance.Number(minor), parts, 4)
            .Prompt(minor == 1 && parts == 0 ? unit.OneMinor : unit.ManyMinor);
    }

    private static Utterance Fraction(Utterance utterance, long parts, int digits) =>
        parts == 0
            ? utterance
            : utterance
                .Prompt(Spoken.Point)
                .Digits(
                    parts.ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0').TrimEnd('0')
                );

    private sealed record Denomination(string One, string Many, string OneMinor, string ManyMinor);
}
