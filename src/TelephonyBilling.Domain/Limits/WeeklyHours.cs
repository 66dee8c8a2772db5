using System.Diagnostics.CodeAnalysis;

namespace TelephonyBilling.Domain.Limits;

/// <summary>
/// Hours of the week by the clock on the wall, such as <c>Mon-Fri 07:00-19:00; Sat 09:00-13:00</c>. Immutable; equal where the
/// text is.
/// </summary>
/// <remarks>
/// What ends before it begins goes over midnight and belongs to the day on which it begins: <c>Fri 22:00-06:00</c> ends on
/// Saturday. <c>24:00</c> is the end of a day. Without days: every day. The time zone is named by whoever asks. An hour that
/// the clock shows twice counts twice, and one that it leaps over doesn't come.
/// </remarks>
public sealed class WeeklyHours : IEquatable<WeeklyHours>
{
    internal const int MinutesOfDay = 24 * 60;
    private const int DaysOfWeek = 7;

    private readonly IReadOnlyList<DayHours> parts;
    private readonly string text;

    internal WeeklyHours(IReadOnlyList<DayHours> parts)
    {
        this.parts = parts;
        text = string.Join("; ", parts);
    }

    /// <summary>Reads hours, and says what is wrong with a text that has none.</summary>
    /// <param name="text">
    /// Parts with a semicolon between: days, then times. English names of days, three letters or whole; ranges with a dash,
    /// several with commas.
    /// </param>
    /// <param name="hours">The hours.</param>
    /// <param name="fault">A sentence for whoever wrote the text.</param>
    public static bool TryParse(
        string? text,
        [NotNullWhen(true)] out WeeklyHours? hours,
        [NotNullWhen(false)] out string? fault
    )
    {
        var parsed = new List<DayHours>();
        hours = null;
        foreach (var part in (text ?? "").Split(';'))
        {
            if (!DayHours.TryParse(part, out var dayHours, out fault))
            {
                return false;
            }
            parsed.Add(dayHours);
        }
        fault = null;
        hours = new WeeklyHours(parsed);
        return true;
    }

    /// <summary>Reads hours that must be right.</summary>
    /// <exception cref="FormatException">See <see cref="TryParse"/>.</exception>
    public static WeeklyHours Parse(string? text) =>
        TryParse(text, out var hours, out var fault) ? hours : throw new FormatException(fault);

    /// <summary>Whether a time that the clock on the wall shows lies within the hours: their end does not.</summary>
    public bool Contain(DateTime shown)
    {
        var minute = (int)shown.TimeOfDay.TotalMinutes;
        var today = shown.DayOfWeek;
        var yesterday = (DayOfWeek)(((int)today + DaysOfWeek - 1) % DaysOfWeek);
        foreach (var part in parts)
        {
            if (
                part.ContainMinute(today, minute)
                || part.ContainMinute(yesterday, minute + MinutesOfDay)
            )
            {
                return true;
            }
        }
        return false;
    }

    /// <inheritdoc/>
    public bool Equals(WeeklyHours? other) => other is not null && other.text == text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as WeeklyHours);

    /// <inheritdoc/>
    public override int GetHashCode() => text.GetHashCode(StringComparison.Ordinal);

    /// <summary>The text that <see cref="TryParse"/> reads, in its plainest form.</summary>
    public override string ToString() => text;
}
