using TelephonyBilling.Daemon.Cli.Output;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Daemon.Cli.Rates;

/// <summary>How rates are written in tables.</summary>
internal static class RateWords
{
    /// <summary>What calls cost, such as <c>0.04 + 0.02/min 60/60</c>.</summary>
    internal static string Price(Rate rate) =>
        rate switch
        {
            { IsBlocked: true } => rate.BlockReason.Length > 0
                ? $"blocked ({rate.BlockReason})"
                : "blocked",
            { IsFree: true } => "free",
            _ => Price(rate.Price),
        };

    /// <inheritdoc cref="Price(Rate)"/>
    internal static string Price(CallPrice price) =>
        $"{(price.ConnectionFee.IsZero ? "" : $"{price.ConnectionFee.ToDecimalString()} + ")}{price.PerMinute.ToDecimalString()}/min {price.Increments}";

    /// <summary>Which calls it is for, where they are not international ones from anywhere at any time.</summary>
    internal static string For(Rate rate)
    {
        var parts = new List<string>();
        if (rate.Service != Service.InternationalOutbound)
        {
            parts.Add(rate.Service.ToName());
        }
        if (rate.Origin != Rate.AnyOrigin)
        {
            parts.Add($"from {rate.Origin}");
        }
        if (rate.EffectiveFrom is { } from)
        {
            parts.Add($"since {Words.Time(from)}");
        }
        return string.Join(", ", parts);
    }
}
