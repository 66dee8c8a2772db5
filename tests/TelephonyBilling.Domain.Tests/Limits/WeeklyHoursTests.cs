using TelephonyBilling.Domain.Limits;

namespace TelephonyBilling.Domain.Tests.Limits;

public sealed class WeeklyHoursTests
{
    [Theory]
    [InlineData("Mon-Fri 07:00-19:00; Sat 09:00-13:00", "Mon-Fri 07:00-19:00; Sat 09:00-13:00")]
    [InlineData("mon-FRI 7:00-19:00;saturday 09:00-13:00", "Mon-Fri 07:00-19:00; Sat 09:00-13:00")]
    [InlineData("Mon, Wed 09:00-12:00, 13:00-17:00", "Mon,Wed 09:00-12:00,13:00-17:00")]
    [InlineData("Wed,Mon,Tue,Sun 09:00-12:00", "Mon-Wed,Sun 09:00-12:00")]
    [InlineData("Sat-Mon 00:00-24:00", "Mon,Sat-Sun 00:00-24:00")]
    [InlineData("Mon-Sun 22:00-06:00", "22:00-06:00")]
    [InlineData("22:00-00:00", "22:00-24:00")]
    public void Parse_WhatPeopleWrite_IsPrintedInItsPlainestForm(string text, string printed) =>
        WeeklyHours.Parse(text).ToString().Should().Be(printed);

    [Theory]
    [InlineData("", "''")]
    [InlineData(null, "''")]
    [InlineData("Mon-Fri", "'Mon-Fri'")]
    [InlineData("Mon 07:00-19:00;", "''")]
    [InlineData("Mo 07:00-19:00", "'Mo' is not a day")]
    [InlineData("Mon-Fry 07:00-19:00", "'Mon-Fry' is not a day")]
    [InlineData("Mon 07:00", "'07:00' is not a time")]
    [InlineData("Mon 07:00-25:00", "'07:00-25:00' is not a time")]
    [InlineData("Mon 07:60-19:00", "'07:60-19:00' is not a time")]
    [InlineData("Mon 24:00-06:00", "'24:00-06:00' is not a time")]
    [InlineData("Mon 24:01-06:00", "'24:01-06:00' is not a time")]
    [InlineData("Mon 07:00-07:00", "'07:00-07:00' is not a time")]
    [InlineData("Mon 7-19", "'7-19' is not a time")]
    [InlineData("Mon 007:00-19:00", "'007:00-19:00' is not a time")]
    [InlineData("Mon 07:0-19:00", "'07:0-19:00' is not a time")]
    [InlineData("Mon 07:+1-19:00", "'07:+1-19:00' is not a time")]
    [InlineData("Mon 07:00-19:00 Tue", "'Tue' is not a time")]
    [InlineData("Mon 07:00-19:00\nTue 07:00-19:00", "is not a time")]
    public void TryParse_Nonsense_SaysWhatWasFoundAndWhatIsExpected(string? text, string found)
    {
        WeeklyHours.TryParse(text, out _, out var fault).Should().BeFalse();

        fault.Should().Contain(found).And.Contain("such as Mon-Fri 07:00-19:00");
        var parse = () => WeeklyHours.Parse(text);
        parse.Should().Throw<FormatException>().And.Message.Should().Be(fault);
    }

    [Theory]
    [InlineData("Fri 06:59:59.9999999", false)]
    [InlineData("Fri 07:00:00", true)]
    [InlineData("Fri 18:59:59.9999999", true)]
    [InlineData("Fri 19:00:00", false)]
    [InlineData("Sat 07:00:00", false)]
    public void Contain_WorkingDay_EndIsNotInIt(string shown, bool isIn) =>
        WeeklyHours.Parse("Mon-Fri 07:00-19:00").Contain(Shown(shown)).Should().Be(isIn);

    [Theory]
    [InlineData("Fri 21:59:00", false)]
    [InlineData("Fri 22:00:00", true)]
    [InlineData("Sat 05:59:00", true)]
    [InlineData("Sat 06:00:00", false)]
    [InlineData("Sat 22:00:00", false)]
    [InlineData("Fri 05:59:00", false)]
    public void Contain_OverMidnight_BelongsToTheDayOnWhichItBegins(string shown, bool isIn) =>
        WeeklyHours.Parse("Fri 22:00-06:00").Contain(Shown(shown)).Should().Be(isIn);

    [Theory]
    [InlineData("Sun 23:59:00", true)]
    [InlineData("Mon 00:00:00", true)]
    [InlineData("Mon 01:00:00", false)]
    public void Contain_OverTheEndOfTheWeek_GoesOn(string shown, bool isIn) =>
        WeeklyHours.Parse("Sun 23:00-01:00").Contain(Shown(shown)).Should().Be(isIn);

    [Theory]
    // 8 March 2026: at 02:00 in New York the clock leaps to 03:00.
    [InlineData("America/New_York", "Sun 02:30-03:30", "2026-03-08T06:59:00Z", false)]
    [InlineData("America/New_York", "Sun 02:30-03:30", "2026-03-08T07:00:00Z", true)]
    [InlineData("America/New_York", "Sun 02:30-03:30", "2026-03-08T07:30:00Z", false)]
    [InlineData("America/New_York", "Mon-Fri 09:00-17:00", "2026-03-06T13:30:00Z", false)]
    [InlineData("America/New_York", "Mon-Fri 09:00-17:00", "2026-03-09T13:30:00Z", true)]
    // 1 November 2026: at 02:00 it goes back to 01:00, so the hour from 01:00 comes twice.
    [InlineData("America/New_York", "Sun 01:00-02:00", "2026-11-01T04:59:00Z", false)]
    [InlineData("America/New_York", "Sun 01:00-02:00", "2026-11-01T05:00:00Z", true)]
    [InlineData("America/New_York", "Sun 01:00-02:00", "2026-11-01T06:59:00Z", true)]
    [InlineData("America/New_York", "Sun 01:00-02:00", "2026-11-01T07:00:00Z", false)]
    // Half an hour only: at 02:00 on 4 October 2026 the clock leaps to 02:30.
    [InlineData("Australia/Lord_Howe", "Sun 02:00-02:30", "2026-10-03T15:29:00Z", false)]
    [InlineData("Australia/Lord_Howe", "Sun 02:00-02:30", "2026-10-03T15:30:00Z", false)]
    [InlineData("Australia/Lord_Howe", "Sun 02:30-03:00", "2026-10-03T15:30:00Z", true)]
    // Another day than in UTC.
    [InlineData("Asia/Kolkata", "Mon 00:00-05:30", "2026-11-22T18:29:59Z", false)]
    [InlineData("Asia/Kolkata", "Mon 00:00-05:30", "2026-11-22T18:30:00Z", true)]
    [InlineData("Asia/Kolkata", "Mon 00:00-05:30", "2026-11-23T00:00:00Z", false)]
    [InlineData("UTC", "Sun 12:00-13:00", "2026-11-22T14:30:00+02:00", true)]
    public void Contain_Instant_IsThatOfTheClockOnTheWall(
        string zone,
        string hours,
        string instant,
        bool isIn
    ) =>
        WeeklyHours
            .Parse(hours)
            .Contain(
                TimeZoneInfo
                    .ConvertTime(
                        DateTimeOffset.Parse(
                            instant,
                            System.Globalization.CultureInfo.InvariantCulture
                        ),
                        TimeZoneInfo.FindSystemTimeZoneById(zone)
                    )
                    .DateTime
            )
            .Should()
            .Be(isIn);

    [Fact]
    public void Equals_SameTextInOtherWords_IsTrue()
    {
        var hours = WeeklyHours.Parse("monday-friday 7:00-19:00");

        hours.Should().Be(WeeklyHours.Parse("Mon-Fri 07:00-19:00"));
        hours.GetHashCode().Should().Be(WeeklyHours.Parse("Mon-Fri 07:00-19:00").GetHashCode());
        hours.Should().NotBe(WeeklyHours.Parse("Mon-Fri 07:00-18:00"));
    }

    /// <summary>A time of the week that begins on Monday, 23 November 2026.</summary>
    private static DateTime Shown(string text)
    {
        var day = Array.IndexOf(["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"], text[..3]);
        return new DateTime(2026, 11, 23 + day, 0, 0, 0, DateTimeKind.Unspecified)
            + TimeSpan.Parse(text[4..], System.Globalization.CultureInfo.InvariantCulture);
    }
}
