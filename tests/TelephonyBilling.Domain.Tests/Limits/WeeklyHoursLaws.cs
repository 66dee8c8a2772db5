using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using TelephonyBilling.Domain.Limits;

namespace TelephonyBilling.Domain.Tests.Limits;

public sealed class WeeklyHoursLaws
{
    private const int MinutesOfDay = 24 * 60;

    private static readonly string[] Names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

    private static readonly Gen<(int From, int To)> Ranges =
        from start in Gen.Choose(0, MinutesOfDay - 1)
        from end in Gen.OneOf(Gen.Choose(0, MinutesOfDay), Gen.Constant(MinutesOfDay))
        where start != end
        select (start, end);

    private static readonly Gen<Part> Parts =
        from days in Gen.Choose(0, 127)
        from ranges in Ranges.NonEmptyListOf()
        select new Part(days, [.. ranges.Take(3)]);

    private static readonly Gen<Part[]> Weeks =
        from parts in Parts.NonEmptyListOf()
        select parts.Take(4).ToArray();

    [Fact]
    public void AnyHours_PrintedAndRead_AreTheSame() =>
        Prop.ForAll(
                Weeks.ToArbitrary(),
                week =>
                {
                    var hours = WeeklyHours.Parse(Write(week));
                    var again = WeeklyHours.Parse(hours.ToString());
                    return again.Equals(hours) && again.ToString() == hours.ToString();
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Fact]
    public void AnyMinuteOfAnyWeek_IsInTheHoursJustIfAPartSaysSo() =>
        Prop.ForAll(
                Weeks.ToArbitrary(),
                Gen.Choose(0, (7 * MinutesOfDay) - 1).ToArbitrary(),
                (week, minute) =>
                {
                    var monday = new DateTime(2026, 11, 23, 0, 0, 0, DateTimeKind.Unspecified);
                    return WeeklyHours.Parse(Write(week)).Contain(monday.AddMinutes(minute))
                        == week.Any(part => part.Covers(minute));
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    private static string Write(Part[] week) => string.Join(';', week.Select(part => part.Write()));

    /// <summary>Some days, by bits from Monday on, none meaning all; and ranges of minutes of the day.</summary>
    private sealed record Part(int Days, (int From, int To)[] Ranges)
    {
        public string Write()
        {
            var days = Names.Where((_, i) => (Days & (1 << i)) != 0);
            var ranges = Ranges.Select(range => $"{Time(range.From)}-{Time(range.To)}");
            return $"{string.Join(',', days)} {string.Join(',', ranges)}";
        }

        /// <summary>Walks from the beginning of each range, minute by minute, as far as it goes.</summary>
        public bool Covers(int minuteOfWeek) =>
            Enumerable
                .Range(0, 7)
                .Where(day => Days is 0 or 127 || (Days & (1 << day)) != 0)
                .Any(day =>
                    Ranges.Any(range =>
                    {
                        var length =
                            range.To - range.From + (range.To < range.From ? MinutesOfDay : 0);
                        var since = minuteOfWeek - ((day * MinutesOfDay) + range.From);
                        return (since + (7 * MinutesOfDay)) % (7 * MinutesOfDay) < length;
                    })
                );

        private static string Time(int minute) =>
            string.Create(CultureInfo.InvariantCulture, $"{minute / 60:D2}:{minute % 60:D2}");
    }
}
