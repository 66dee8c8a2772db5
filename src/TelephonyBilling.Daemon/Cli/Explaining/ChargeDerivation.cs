using System.Globalization;
using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Daemon.Cli.Explaining;

/// <summary>Writes a charge as the calculation that it is.</summary>
internal static class ChargeDerivation
{
    /// <summary>Such as <c>0.04 + 0.02 × 300 ÷ 60 = 0.14 USD</c>, converted where the account's currency is another one.</summary>
    /// <param name="price">The call's.</param>
    /// <param name="billedSeconds">Whole steps.</param>
    internal static string Of(CallPrice price, long billedSeconds)
    {
        var charge = price.Charge(billedSeconds);
        var fee = price.ConnectionFee.ToDecimalString();
        var time = string.Create(
            CultureInfo.InvariantCulture,
            $"{price.PerMinute.ToDecimalString()} × {billedSeconds} ÷ 60"
        );
        var sum =
            price.PerMinute.IsZero ? fee
            : price.ConnectionFee.IsZero ? time
            : $"{fee} + {time}";
        return price switch
        {
            { IsZero: true } => charge.ToString(),
            { Conversion: { } rate } =>
                $"({sum}) {price.Currency} × {rate.ToDecimalString()} = {charge}",
            { PerMinute.IsZero: true } => charge.ToString(),
            _ => $"{sum} = {charge}",
        };
    }
}
