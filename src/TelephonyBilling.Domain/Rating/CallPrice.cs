using TelephonyBilling.Domain.Monetary;

namespace TelephonyBilling.Domain.Rating;

/// <summary>What a call costs: a fee on answer, a price per minute, and the steps in which time is billed.</summary>
/// <remarks>
/// The part of a <see cref="Rate"/> that is frozen with a call, so that a call goes on at the price at which it began.
/// Immutable and free of rounding until <see cref="Charge"/>, which rounds once. Both amounts are of one currency and
/// not negative. A price in another currency than the account's carries the rate of exchange at which it is converted: the
/// charge is computed and rounded in the price's own currency, and converted and rounded after that.
/// </remarks>
public sealed record CallPrice
{
    /// <summary>The longest time that is funded at once, in seconds: a day.</summary>
    public const long MaxFundedSeconds = 24 * 60 * 60;

    private const long SecondsPerMinute = 60;

    /// <summary>Makes a price.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An amount is negative.</exception>
    /// <param name="connectionFee">Charged once, on answer.</param>
    /// <param name="perMinute">For 60 billed seconds.</param>
    /// <param name="increments">The steps in which time is billed.</param>
    /// <param name="conversion">From the amounts' currency to that of the account; null where both are the same.</param>
    /// <exception cref="CurrencyMismatchException">The amounts are of two currencies, or the conversion is from another one.</exception>
    public CallPrice(
        Money connectionFee,
        Money perMinute,
        BillingIncrements increments,
        ExchangeRate? conversion = null
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegative(connectionFee.Micros, nameof(connectionFee));
        ArgumentOutOfRangeException.ThrowIfNegative(perMinute.Micros, nameof(perMinute));
        if (connectionFee.Currency != perMinute.Currency)
        {
            throw new CurrencyMismatchException(connectionFee.Currency, perMinute.Currency);
        }
        if (conversion is { } rate && rate.From != perMinute.Currency)
        {
            throw new CurrencyMismatchException(perMinute.Currency, rate.From);
        }
        ConnectionFee = connectionFee;
        PerMinute = perMinute;
        Increments = increments;
        Conversion = conversion;
    }

    /// <summary>Charged once, when the call is answered.</summary>
    public Money ConnectionFee { get; }

    /// <summary>The price of 60 billed seconds.</summary>
    public Money PerMinute { get; }

    /// <summary>The steps in which time is billed.</summary>
    public BillingIncrements Increments { get; }

    /// <summary>How a charge becomes money of the account; null where it is that already.</summary>
    public ExchangeRate? Conversion { get; }

    /// <summary>The currency of both amounts.</summary>
    public Currency Currency => ConnectionFee.Currency;

    /// <summary>The currency of charges: the account's.</summary>
    public Currency ChargeCurrency => Conversion?.To ?? Currency;

    /// <summary>Whether no call at this price costs anything.</summary>
    public bool IsZero => ConnectionFee.IsZero && PerMinute.IsZero;

    /// <summary>The seconds that an answered call of this length is billed; see <see cref="BillingIncrements.BilledSeconds"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public long BilledSeconds(TimeSpan connected) => Increments.BilledSeconds(connected);

    /// <summary>
    /// Fee + price per minute × billed seconds ÷ 60, exact, rounded once to the millionth, half away from zero; then converted
    /// to the account's currency and rounded once more, where that is another one.
    /// </summary>
    /// <param name="billedSeconds">What <see cref="BilledSeconds"/> says; not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    /// <exception cref="OverflowException">The charge is beyond the range of <see cref="Money"/>.</exception>
    public Money Charge(long billedSeconds)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(billedSeconds);
        // The fee is a whole number of millionths, so rounding the rest rounds the sum, and it is done once.
        var time = Rounding.MultiplyDivide(PerMinute.Micros, billedSeconds, SecondsPerMinute);
        return InAccountCurrency(ConnectionFee + new Money(time, Currency));
    }

    /// <summary>An amount of this price as money of the account, by the price's own conversion.</summary>
    /// <exception cref="CurrencyMismatchException">The amount is in another currency than the price.</exception>
    public Money InAccountCurrency(Money amount) =>
        Conversion is { } rate ? rate.Convert(amount) : amount;

    /// <summary>The same price, to be charged to an account of another currency.</summary>
    /// <exception cref="CurrencyMismatchException">The rate is from another currency than the price's.</exception>
    public CallPrice ConvertedBy(ExchangeRate rate) =>
        new(ConnectionFee, PerMinute, Increments, rate);

    /// <summary>The charge for an answered call of this length.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    /// <exception cref="OverflowException">The charge is beyond the range of <see cref="Money"/>.</exception>
    public Money ChargeFor(TimeSpan connected) => Charge(BilledSeconds(connected));

    /// <summary>The longest time of whole steps whose charge the money covers; 0 where not even the initial step is covered.</summary>
    /// <param name="available">What may be spent on the whole call, fee included, in the account's currency; may be negative.</param>
    /// <param name="maxSeconds">The answer is never more, and is this, rounded down to whole steps, where time is free.</param>
    /// <remarks>Closed form, so that the size of the balance does not matter.</remarks>
    /// <exception cref="CurrencyMismatchException">The money is of another currency.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The maximum is not positive.</exception>
    public long AffordableSeconds(Money available, long maxSeconds = MaxFundedSeconds)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxSeconds);
        var most = Conversion is { } rate ? rate.MostWithin(available) : available;
        if (most < ConnectionFee)
        {
            return 0;
        }
        if (PerMinute.IsZero)
        {
            return Increments.RoundDown(maxSeconds);
        }
        // With rest = available − fee and price p, all whole: round(p·s/60) ≤ rest, half going up, means
        // p·s/60 < rest + 1/2, that is p·s < 60·rest + 30, that is p·s ≤ 60·rest + 29.
        var rest = (Int128)most.Micros - ConnectionFee.Micros;
        var longest = ((rest * SecondsPerMinute) + (SecondsPerMinute / 2) - 1) / PerMinute.Micros;
        return Increments.RoundDown((long)Int128.Min(longest, maxSeconds));
    }

    /// <summary>The time to have funded after funding some more: whole steps, at least what is funded plus what is wanted.</summary>
    /// <param name="fundedSeconds">Funded so far; 0 before the first reservation.</param>
    /// <param name="wantedSeconds">The quota to add, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A time is negative.</exception>
    /// <exception cref="OverflowException">The sum does not fit 64 bits.</exception>
    public long NextFunding(long fundedSeconds, long wantedSeconds)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fundedSeconds);
        ArgumentOutOfRangeException.ThrowIfNegative(wantedSeconds);
        return Increments.RoundUp(checked(fundedSeconds + wantedSeconds));
    }
}
