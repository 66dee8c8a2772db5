using System.Globalization;
using TelephonyBilling.Engine.Accounts;

namespace TelephonyBilling.Daemon.Cli;

/// <summary>Instants as people write them: a date, a date and a time of day, or that with <c>Z</c> or an offset from UTC.</summary>
internal static class TimeText
{
    /// <summary>For messages and help.</summary>
    internal const string Examples = "2026-11-22, 2026-11-22T08:00 or 2026-11-22T13:00:00Z";

    private static readonly string[] Local =
    [
        "yyyy-MM-dd",
        "yyyy-MM-dd'T'HH:mm",
        "yyyy-MM-dd'T'HH:mm:ss",
        "yyyy-MM-dd HH:mm",
        "yyyy-MM-dd HH:mm:ss",
    ];

    private static readonly string[] Absolute =
    [
        .. Local.Skip(1).Select(format => format + "zzz"),
        .. Local.Skip(1).Select(format => format + "'Z'"),
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'",
    ];

    /// <summary>Reads an instant.</summary>
    /// <param name="text">The text.</param>
    /// <param name="zone">Where the clock hangs that a text without <c>Z</c> and offset means.</param>
    /// <param name="instant">UTC.</param>
    internal static bool TryParse(string text, AccountTimeZone zone, out DateTimeOffset instant)
    {
        if (
            DateTime.TryParseExact(
                text,
                Local,
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var wall
            ) && wall.Year is > 1 and < 9999
        )
        {
            instant = zone.ToInstant(wall);
            return true;
        }
        return DateTimeOffset.TryParseExact(
            text,
            Absolute,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out instant
        );
    }
}
