using System.Globalization;

namespace TelephonyBilling.Domain.Rating;

/// <summary>Writes rates as texts, in the one form that <see cref="RateRowValidator"/> reads back to the same rate.</summary>
public static class RateText
{
    internal const string Free = "free";
    internal const string Blocked = "blocked";

    /// <summary>The texts of a rate, for one line of a rate file.</summary>
    /// <param name="row">The rate and the line it gets.</param>
    public static RateRowFields Format(RateRow row)
    {
        var rate = row.Rate;
        return new RateRowFields(
            row.Line,
            rate.Prefix.ToString(),
            rate.Destination,
            rate.ConnectionFee.ToDecimalString(),
            rate.PerMinute.ToDecimalString(),
            rate.Increments.ToString(),
            Numbering.ServiceNames.ToName(rate.Service),
            rate.Origin,
            FormatFlags(rate),
            rate.EffectiveFrom is { } instant ? Format(instant) : ""
        );
    }

    /// <summary>The instant as a date where it is midnight UTC, otherwise with its time to the second.</summary>
    internal static string Format(DateTimeOffset instant)
    {
        var utc = instant.UtcDateTime;
        return utc.ToString(
            utc.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd'T'HH:mm:ss'Z'",
            CultureInfo.InvariantCulture
        );
    }

    private static string FormatFlags(Rate rate)
    {
        if (rate.IsBlocked)
        {
            return rate.BlockReason.Length == 0 ? Blocked : $"{Blocked}: {rate.BlockReason}";
        }
        return rate.IsFree ? Free : "";
    }
}
