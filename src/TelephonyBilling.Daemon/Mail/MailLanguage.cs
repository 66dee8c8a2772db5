using System.Globalization;
using TelephonyBilling.Domain.Monetary;

namespace TelephonyBilling.Daemon.Mail;

/// <summary>How a language writes amounts, numbers, dates and times. The runtime's own cultures are not installed with us.</summary>
internal sealed class MailLanguage
{
    private const string NoBreakSpace = "\u00a0";
    private const string NarrowNoBreakSpace = "\u202f";

    private readonly string decimals;
    private readonly string groups;
    private readonly string[] months;

    /// <summary>Puts an unsigned amount and its currency together.</summary>
    private readonly Func<string, string, string> withCurrency;

    private readonly Func<int, string> dayOfMonth;

    private MailLanguage(
        string decimals,
        string groups,
        string months,
        Func<string, string, string> withCurrency,
        Func<int, string> dayOfMonth
    )
    {
        this.decimals = decimals;
        this.groups = groups;
        this.months = months.Split(' ');
        this.withCurrency = withCurrency;
        this.dayOfMonth = dayOfMonth;
    }

    private static MailLanguage English { get; } =
        new(
            ".",
            ",",
            "January February March April May June July August September October November December",
            (digits, code) => EnglishSign(code) is { } sign ? sign + digits : $"{code} {digits}",
            day => day.ToString(CultureInfo.InvariantCulture)
        );

    private static MailLanguage French { get; } =
        new(
            ",",
            NarrowNoBreakSpace,
            "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
            (digits, code) => digits + NoBreakSpace + FrenchSign(code),
            day => day == 1 ? "1er" : day.ToString(CultureInfo.InvariantCulture)
        );

    /// <summary>How a language writes; as English does where nobody has said it.</summary>
    /// <param name="code">ISO 639-1.</param>
    internal static MailLanguage Of(string code) => code == "fr" ? French : English;

    /// <summary>An amount to the millionth, at least two decimals, none rounded away.</summary>
    internal string Money(Money amount)
    {
        var text = amount.ToDecimalString();
        var isNegative = text[0] == '-';
        var parts = text.TrimStart('-').Split('.');
        var digits = withCurrency(Group(parts[0]) + decimals + parts[1], amount.Currency.Code);
        return isNegative ? "-" + digits : digits;
    }

    internal string Number(long number)
    {
        var text = number.ToString(CultureInfo.InvariantCulture);
        return text[0] == '-' ? "-" + Group(text[1..]) : Group(text);
    }

    internal string Date(DateTimeOffset local) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{dayOfMonth(local.Day)} {months[local.Month - 1]} {local.Year}"
        );

    internal string Month(int year, int month) =>
        string.Create(CultureInfo.InvariantCulture, $"{months[month - 1]} {year}");

    /// <summary>Hours, minutes and seconds, those that there are.</summary>
    internal string Duration(long seconds)
    {
        var parts = new List<string>();
        if (seconds >= 3600)
        {
            parts.Add(Number(seconds / 3600) + NoBreakSpace + "h");
        }
        if (seconds >= 60 && seconds / 60 % 60 > 0)
        {
            parts.Add(Number(seconds / 60 % 60) + NoBreakSpace + "min");
        }
        if (seconds % 60 > 0 || seconds == 0)
        {
            parts.Add(Number(seconds % 60) + NoBreakSpace + "s");
        }
        return string.Join(' ', parts);
    }

    /// <summary>Signs that mean one currency alone, as the Unicode CLDR has them for the language.</summary>
    private static string? EnglishSign(string code) =>
        code switch
        {
            "USD" => "$",
            "EUR" => "€",
            "GBP" => "£",
            "CAD" => "CA$",
            "AUD" => "A$",
            _ => null,
        };

    private static string FrenchSign(string code) =>
        code switch
        {
            "EUR" => "€",
            "USD" => "$US",
            "GBP" => "£GB",
            "CAD" => "$CA",
            "AUD" => "$AU",
            _ => code,
        };

    private string Group(string digits)
    {
        for (var at = digits.Length - 3; at > 0; at -= 3)
        {
            digits = digits.Insert(at, groups);
        }
        return digits;
    }
}
