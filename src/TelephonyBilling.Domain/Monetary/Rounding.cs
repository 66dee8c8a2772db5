namespace TelephonyBilling.Domain.Monetary;

/// <summary>The one rounding of this program: half away from zero.</summary>
public static class Rounding
{
    /// <summary>
    /// <paramref name="amount"/> × <paramref name="multiplier"/> ÷ <paramref name="divisor"/>, computed exactly and
    /// rounded once, half away from zero.
    /// </summary>
    /// <param name="amount">Any whole number, such as millionths of a currency unit.</param>
    /// <param name="multiplier">Any whole number, such as seconds.</param>
    /// <param name="divisor">Above zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">The divisor is not above zero.</exception>
    /// <exception cref="OverflowException">The result does not fit 64 bits.</exception>
    public static long MultiplyDivide(long amount, long multiplier, long divisor)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(divisor);
        var product = (Int128)amount * multiplier;
        var (quotient, remainder) = Int128.DivRem(product, divisor);
        if (Int128.Abs(remainder) * 2 >= divisor)
        {
            quotient += Int128.Sign(product);
        }
        return checked((long)quotient);
    }
}
