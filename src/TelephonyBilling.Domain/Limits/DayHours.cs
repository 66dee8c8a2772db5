using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace TelephonyBilling.Domain.Limits;

/// <summary>The same hours on some days of the week: a part of <see cref="WeeklyHours"/>.</summary>
internal sealed class DayHours
{
    /// <summary>As people write a week.</summary>
    private static readonly DayOfWeek[] Week =
    [
        DayOfWeek.Monday,
        DayOfWeek.Tuesday,
        DayOfWeek.Wednesday,
        DayOfWeek.Thursday,
        DayOfWeek.Friday,
        DayOfWeek.Saturday,
        DayOfWeek.Sunday,
    ];

    private readonly bool[] days;
    private readonly IReadOnlyList<TimeRange> times;

    private DayHours(bool[] days, IReadOnlyList<TimeRange> times)
    {
        this.days = days;
        this.times = times;
    }

    /// <summary>Reads <c>Mon-Fri 09:00-12:00,13:00-17:00</c>.</summary>
    internal static bool TryParse(
        string text,
        [NotNullWhen(true)] out DayHours? hours,
        [NotNullWhen(false)] out string? fault
    )
    {
        hours = null;
        var onDays = new bool[Week.Length];
        var ranges = new List<TimeRange>();
        const StringSplitOptions plain =
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
        foreach (var word in text.Split([' ', ','], plain))
        {
            var isTime = char.IsAsciiDigit(word[0]);
            if (isTime && TimeRange.TryParse(word, out var range))
            {
                ranges.Add(range);
            }
            else if (isTime || ranges.Count > 0 || !TryAddDays(onDays, word))
            {
                fault = ranges.Count > 0 || isTime ? BadTime(word) : BadDay(word);
                return false;
            }
        }
        if (ranges.Count == 0)
        {
            fault = BadTime(text.Trim());
            return false;
        }
        if (!onDays.Contains(true))
        {
            Array.Fill(onDays, true);
        }
        hours = new DayHours(onDays, ranges);
        fault = null;
        return true;
    }

    /// <summary>Whether hours that begin on this day hold this minute, which is one of the next day where it is 1440 or more.</summary>
    internal bool ContainMinute(DayOfWeek day, int minute) =>
        days[IndexOf(day)] && times.Any(range => range.Contains(minute));

    /// <inheritdoc/>
    public override string ToString()
    {
        var hours = string.Join(',', times);
        return days.Contains(false) ? $"{DaysText()} {hours}" : hours;
    }

    private static int IndexOf(DayOfWeek day) => ((int)day + Week.Length - 1) % Week.Length;

    private static string NameOf(int index) => Week[index].ToString()[..3];

    private static bool TryAddDays(bool[] onDays, string word)
    {
        var dash = word.IndexOf('-', StringComparison.Ordinal);
        if (
            !TryParseDay(dash < 0 ? word : word[..dash], out var first)
            || !TryParseDay(dash < 0 ? word : word[(dash + 1)..], out var last)
        )
        {
            return false;
        }
        for (var day = first; ; day = (day + 1) % Week.Length) // Sat-Mon goes over the end of the week.
        {
            onDays[day] = true;
            if (day == last)
            {
                return true;
            }
        }
    }

    private static bool TryParseDay(string text, out int index)
    {
        index = Array.FindIndex(
            Week,
            day =>
                text.Equals(day.ToString(), StringComparison.OrdinalIgnoreCase)
                || text.Equals(day.ToString()[..3], StringComparison.OrdinalIgnoreCase)
        );
        return index >= 0;
    }

    private string DaysText()
    {
        var runs = new List<string>();
        for (var day = 0; day < days.Length; day++)
        {
            if (!days[day])
            {
                continue;
            }
            var first = day;
            while (day + 1 < days.Length && days[day + 1])
            {
                day++;
            }
            runs.Add(first == day ? NameOf(day) : $"{NameOf(first)}-{NameOf(day)}");
        }
        return string.Join(',', runs);
    }

    private static string BadDay(string found) =>
        $"'{found}' is not a day of the week: expected hours such as Mon-Fri 07:00-19:00; Sat 09:00-13:00.";

    private static string BadTime(string found) =>
        $"'{found}' is not a time from and to: expected hours such as Mon-Fri 07:00-19:00; Sat 09:00-13:00.";

    /// <summary>From a minute of the day up to, but not including, a later one, which may be one of the next day.</summary>
    private readonly record struct TimeRange(int From, int To)
    {
        internal static bool TryParse(string text, out TimeRange range)
        {
            range = default;
            var dash = text.IndexOf('-', StringComparison.Ordinal);
            if (
                dash < 0
                || !TryParseTime(text.AsSpan(0, dash), out var from)
                || !TryParseTime(text.AsSpan(dash + 1), out var to)
                || from == WeeklyHours.MinutesOfDay
                || from == to
            )
            {
                return false;
            }
            range = new TimeRange(from, to < from ? to + WeeklyHours.MinutesOfDay : to);
            return true;
        }

        internal bool Contains(int minute) => minute >= From && minute < To;

        public override string ToString()
        {
            var to = To > WeeklyHours.MinutesOfDay ? To - WeeklyHours.MinutesOfDay : To;
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{From / 60:D2}:{From % 60:D2}-{to / 60:D2}:{to % 60:D2}"
            );
        }

        /// <summary>Reads <c>07:00</c>, <c>7:00</c> or <c>24:00</c>.</summary>
        private static bool TryParseTime(ReadOnlySpan<char> text, out int minute)
        {
            minute = 0;
            var colon = text.IndexOf(':');
            if (
                colon is < 1 or > 2
                || text.Length != colon + 3
                || !int.TryParse(
                    text[..colon],
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out var hours
                )
                || !int.TryParse(
                    text[(colon + 1)..],
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out var minutes
                )
                || minutes >= 60
            )
            {
                return false;
            }
            minute = (hours * 60) + minutes;
            return minute <= WeeklyHours.MinutesOfDay;
        }
    }
}
