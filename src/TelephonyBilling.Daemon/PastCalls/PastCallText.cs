using System.Globalization;

namespace TelephonyBilling.Daemon.PastCalls;

/// <summary>Values as files of past calls write them.</summary>
internal static class PastCallText
{
    private const decimal Longest = 10_000_000;

    /// <summary>Seconds with or without a fraction, exact to 100 ns; from 0 to some months.</summary>
    internal static bool TryParseSeconds(string text, out TimeSpan time)
    {
        time = default;
        if (
            !decimal.TryParse(
                text,
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var seconds
            ) || seconds is < 0 or > Longest
        )
        {
            return false;
        }
        var ticks = seconds * TimeSpan.TicksPerSecond;
        time = TimeSpan.FromTicks((long)decimal.Ceiling(ticks));
        return true;
    }
}
