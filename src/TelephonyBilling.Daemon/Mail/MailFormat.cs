using System.Globalization;
using HandlebarsDotNet;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Accounts;

namespace TelephonyBilling.Daemon.Mail;

/// <summary>How one account reads amounts and times: what the helpers of templates write.</summary>
internal sealed class MailFormat(MailLanguage language, AccountTimeZone zone, Currency currency)
{
    /// <summary>The format of an account; UTC where this machine does not know its time zone.</summary>
    internal static MailFormat Of(Account account) =>
        new(
            MailLanguage.Of(account.Language),
            AccountTimeZone.TryFind(account.TimeZone, out var zone) ? zone : AccountTimeZone.Utc,
            account.Currency
        );

    /// <summary>Millionths, of the account's currency unless another one is named.</summary>
    internal string Money(object? micros, object? code) =>
        micros is null
            ? ""
            : language.Money(
                new Money(
                    Whole("money", micros),
                    code is null ? currency : CurrencyOf("money", code)
                )
            );

    internal string Number(object? number) =>
        number is null ? "" : language.Number(Whole("number", number));

    internal string Duration(object? seconds) =>
        seconds is null ? "" : language.Duration(Whole("duration", seconds));

    internal string Date(object? instant) =>
        instant is null ? "" : language.Date(zone.ToLocal(Instant("date", instant)));

    /// <summary>Date, time of day, and which clock that is.</summary>
    internal string Time(object? instant)
    {
        if (instant is null)
        {
            return "";
        }
        var local = zone.ToLocal(Instant("time", instant));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{language.Date(local)}, {local:HH:mm} ({zone.Name})"
        );
    }

    /// <summary>Of <c>2026-11</c>.</summary>
    internal string Month(object? month) =>
        month is null ? ""
        : DateTime.TryParseExact(
            month as string,
            "yyyy-MM",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var first
        )
            ? language.Month(first.Year, first.Month)
        : throw Unfit("month", month, "a month such as 2026-11");

    internal static object Minus(object? number) => checked(-Whole("minus", number));

    private static long Whole(string helper, object? value) =>
        value is long number ? number : throw Unfit(helper, value, "a whole number");

    private static DateTimeOffset Instant(string helper, object value) =>
        DateTimeOffset.TryParse(
            value as string,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var instant
        )
            ? instant
            : throw Unfit(helper, value, "an instant");

    private static Currency CurrencyOf(string helper, object value) =>
        Currency.TryParse(value as string, out var parsed)
            ? parsed
            : throw Unfit(helper, value, "a currency such as USD");

    private static HandlebarsException Unfit(string helper, object? value, string expected) =>
        new($"{{{{{helper}}}}} was given '{value}': expected {expected}.");
}
