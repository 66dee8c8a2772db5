using FsCheck;
using FsCheck.Fluent;
using TelephonyBilling.Daemon.Mail;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Accounts;

namespace TelephonyBilling.Daemon.Tests.Mail;

/// <summary>Amounts, numbers and times as people of an account read them. ␣ stands for a no-break space, ⍽ for a narrow one.</summary>
public sealed class MailFormatTests
{
    [Theory]
    [InlineData("en", 12_340_000, "EUR", "€12.34")]
    [InlineData("en", 1_234_567_500_000, "USD", "$1,234,567.50")]
    [InlineData("en", 41_333, "GBP", "£0.041333")]
    [InlineData("en", -1_000_000, "USD", "-$1.00")]
    [InlineData("en", 5_000_000, "CAD", "CA$5.00")]
    [InlineData("en", 5_000_000, "CHF", "CHF 5.00")]
    [InlineData("en", 999_990_000, "USD", "$999.99")]
    [InlineData("fr", 12_340_000, "EUR", "12,34␣€")]
    [InlineData("fr", 1_234_567_500_000, "EUR", "1⍽234⍽567,50␣€")]
    [InlineData("fr", -41_333, "USD", "-0,041333␣$US")]
    [InlineData("fr", 0, "CHF", "0,00␣CHF")]
    [InlineData("xx", 12_340_000, "EUR", "€12.34")]
    public void Money_IsExactAndAsItsLanguageWritesIt(
        string language,
        long micros,
        string currency,
        string expected
    ) => Shown(Format(language).Money(micros, currency)).Should().Be(expected);

    [Fact]
    public void Money_WithoutACurrency_IsTheAccounts() =>
        Format("en", currency: "EUR").Money(1_000_000L, null).Should().Be("€1.00");

    [Theory]
    [InlineData("en")]
    [InlineData("fr")]
    public void AnyAmount_LosesNothing_WhateverTheLanguage(string language) =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<long>(),
                micros =>
                {
                    var digits = Format(language).Money(micros, "EUR");
                    var plain = string.Concat(digits.Where(c => char.IsAsciiDigit(c)));
                    var expected = new Money(micros, default).ToDecimalString();
                    return plain == expected.Replace(".", "").Replace("-", "")
                        && digits.StartsWith('-') == (micros < 0);
                }
            )
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("en", 0, "0")]
    [InlineData("en", 1_234, "1,234")]
    [InlineData("en", -1_234_567, "-1,234,567")]
    [InlineData("fr", 1_234, "1⍽234")]
    public void Number_IsGrouped(string language, long number, string expected) =>
        Shown(Format(language).Number(number)).Should().Be(expected);

    [Theory]
    [InlineData(0, "0␣s")]
    [InlineData(59, "59␣s")]
    [InlineData(60, "1␣min")]
    [InlineData(61, "1␣min 1␣s")]
    [InlineData(3600, "1␣h")]
    [InlineData(3661, "1␣h 1␣min 1␣s")]
    [InlineData(90_000_000, "25,000␣h")]
    public void Duration_HasThePartsThatThereAre(long seconds, string expected) =>
        Shown(Format("en").Duration(seconds)).Should().Be(expected);

    [Theory]
    [InlineData("en", "UTC", "2026-12-01T03:04:05Z", "1 December 2026, 03:04 (UTC)")]
    [InlineData(
        "en",
        "America/New_York",
        "2026-12-01T03:04:05Z",
        "30 November 2026, 22:04 (America/New_York)"
    )]
    [InlineData(
        "fr",
        "Europe/Paris",
        "2026-08-01T22:30:00.0000000Z",
        "2 août 2026, 00:30 (Europe/Paris)"
    )]
    [InlineData(
        "fr",
        "Europe/Paris",
        "2026-12-01T12:00:00+01:00",
        "1er décembre 2026, 12:00 (Europe/Paris)"
    )]
    [InlineData("fr", "Nowhere/Land", "2026-12-01T12:00:00Z", "1er décembre 2026, 12:00 (UTC)")]
    public void Time_IsTheAccountsClock(
        string language,
        string zone,
        string instant,
        string expected
    ) => Format(language, zone).Time(instant).Should().Be(expected);

    [Fact]
    public void Month_IsNamed()
    {
        Format("en").Month("2026-11").Should().Be("November 2026");
        Format("fr").Month("2027-02").Should().Be("février 2027");
    }

    [Fact]
    public void Nothing_IsWrittenAsNothing()
    {
        var format = Format("en");
        new[]
        {
            format.Money(null, null),
            format.Number(null),
            format.Duration(null),
            format.Date(null),
            format.Time(null),
            format.Month(null),
        }
            .Should()
            .OnlyContain(text => text.Length == 0);
    }

    private static MailFormat Format(
        string language,
        string zone = "UTC",
        string currency = "USD"
    ) =>
        MailFormat.Of(
            new Account(
                "acme",
                "",
                Currency.Parse(currency),
                "standard",
                AccountStatus.Active,
                null,
                DateTimeOffset.UnixEpoch
            )
            {
                Language = language,
                TimeZone = zone,
            }
        );

    private static string Shown(string text) => text.Replace('\u00a0', '␣').Replace('\u202f', '⍽');
}
