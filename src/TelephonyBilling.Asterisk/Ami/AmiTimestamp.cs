namespace TelephonyBilling.Asterisk.Ami;

/// <summary>
/// The <c>Timestamp</c> header that <c>timestampevents = yes</c> puts into each event: seconds since 1970-01-01 UTC and
/// six decimals (<c>main/manager.c</c>). Read digit by digit, because a double would lose the last ones.
/// </summary>
public static class AmiTimestamp
{
    // 9999-12-31 in seconds: what DateTimeOffset can hold.
    private const long MaxSeconds = 253_402_300_799;

    /// <summary>Reads <c>1700000000.123456</c>: digits, and optionally a point and one to seven decimals.</summary>
    /// <returns>False for anything else, or an instant past the year 9999.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out DateTimeOffset instant)
    {
        instant = default;
        var i = 0;
        long seconds = 0;
        for (; i < text.Length && text[i] is >= (byte)'0' and <= (byte)'9'; i++)
        {
            seconds = (seconds * 10) + (text[i] - (byte)'0');
            if (seconds > MaxSeconds)
            {
                return false;
            }
        }

        if (i == 0)
        {
            return false;
        }

        long ticks = 0;
        if (i < text.Length)
        {
            var decimals = text[(i + 1)..];
            if (text[i] != (byte)'.' || decimals.Length is < 1 or > 7)
            {
                return false;
            }

            for (var d = 0; d < 7; d++)
            {
                var digit = d < decimals.Length ? decimals[d] - (byte)'0' : 0;
                if (digit is < 0 or > 9)
                {
                    return false;
                }

                ticks = (ticks * 10) + digit;
            }
        }

        instant = DateTimeOffset.UnixEpoch.AddTicks((seconds * TimeSpan.TicksPerSecond) + ticks);
        return true;
    }
}
