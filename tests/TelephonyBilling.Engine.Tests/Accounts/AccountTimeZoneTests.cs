using System.Globalization;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Testing.Store;

namespace TelephonyBilling.Engine.Tests.Accounts;

public sealed class AccountTimeZoneTests
{
    [Theory]
    [InlineData("UTC", "2026-07-01T12:00:00Z", "2026-07-01T12:00:00+00:00")]
    [InlineData("America/New_York", "2026-07-01T12:00:00Z", "2026-07-01T08:00:00-04:00")]
    [InlineData("America/New_York", "2026-12-01T12:00:00Z", "2026-12-01T07:00:00-05:00")]
    [InlineData("Asia/Kathmandu", "2026-12-01T12:00:00Z", "2026-12-01T17:45:00+05:45")]
    [InlineData("Pacific/Kiritimati", "2026-12-31T12:00:00Z", "2027-01-01T02:00:00+14:00")]
    public void ToLocal_IsTheClockOnTheWall(string zone, string instant, string local) =>
        Zone(zone)
            .ToLocal(Utc(instant))
            .ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture)
            .Should()
            .Be(local);

    [Theory]
    [InlineData("America/New_York", "2026-03-08T01:59", "2026-03-08T06:59:00Z")]
    // The hour that is left out: its end.
    [InlineData("America/New_York", "2026-03-08T02:00", "2026-03-08T07:00:00Z")]
    [InlineData("America/New_York", "2026-03-08T02:30", "2026-03-08T07:00:00Z")]
    [InlineData("America/New_York", "2026-03-08T03:00", "2026-03-08T07:00:00Z")]
    // The hour that comes twice: the first time.
    [InlineData("America/New_York", "2026-11-01T00:59", "2026-11-01T04:59:00Z")]
    [InlineData("America/New_York", "2026-11-01T01:30", "2026-11-01T05:30:00Z")]
    [InlineData("America/New_York", "2026-11-01T02:00", "2026-11-01T07:00:00Z")]
    public void ToInstant_IsTheFirstAtWhichTheWallShowsIt(
        string zone,
        string local,
        string instant
    ) =>
        Zone(zone)
            .ToInstant(DateTime.Parse(local, CultureInfo.InvariantCulture))
            .Should()
            .Be(Utc(instant));

    [Theory]
    [InlineData("UTC", 2026, 11, "2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z")]
    [InlineData("America/New_York", 2026, 3, "2026-03-01T05:00:00Z", "2026-04-01T04:00:00Z")]
    [InlineData("America/New_York", 2026, 11, "2026-11-01T04:00:00Z", "2026-12-01T05:00:00Z")]
    [InlineData("Pacific/Kiritimati", 2026, 12, "2026-11-30T10:00:00Z", "2026-12-31T10:00:00Z")]
    // The clocks of Asunción went ahead at midnight of 1 October 2023: the month begins at one o'clock.
    [InlineData("America/Asuncion", 2023, 10, "2023-10-01T04:00:00Z", "2023-11-01T03:00:00Z")]
    public void Month_IsTheCalendarsThere(
        string zone,
        int year,
        int month,
        string from,
        string until
    ) =>
        Zone(zone)
            .Month(year, month)
            .Should()
            .Be(new AccountMonth(year, month, Utc(from), Utc(until)));

    [Fact]
    public void MonthOf_TheLastMomentOfTheYear_DependsOnTheZone()
    {
        var instant = Utc("2027-01-01T03:00:00Z");

        Zone("UTC").MonthOf(instant).Year.Should().Be(2027);
        Zone("America/New_York")
            .MonthOf(instant)
            .Should()
            .Match<AccountMonth>(month => month.Year == 2026 && month.Month == 12);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Mars/Olympus_Mons")]
    [InlineData("../../../etc/passwd")]
    [InlineData("America/../UTC")]
    [InlineData("/etc/localtime")]
    [InlineData("America/New_York\n")]
    [InlineData("america/new_york")]
    public void TryFind_WhatIsNoTimeZone_IsRefused(string? name) =>
        AccountTimeZone.TryFind(name, out _).Should().BeFalse();

    [Fact]
    public void Of_AccountOfAZoneThatThisMachineLacks_SaysWhatToInstall() =>
        FluentActions
            .Invoking(() =>
                AccountTimeZone.Of(Sample.Account() with { TimeZone = "Mars/Olympus_Mons" })
            )
            .Should()
            .Throw<TimeZoneNotFoundException>()
            .WithMessage("*'Mars/Olympus_Mons' of account 'acme'*tzdata*");

    private static AccountTimeZone Zone(string name) =>
        AccountTimeZone.TryFind(name, out var zone)
            ? zone
            : throw new InvalidOperationException($"This machine has no time zone {name}.");

    private static DateTimeOffset Utc(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
