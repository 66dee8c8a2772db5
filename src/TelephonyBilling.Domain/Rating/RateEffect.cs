using TelephonyBilling.Domain.Monetary;

namespace TelephonyBilling.Domain.Rating;

/// <summary>What a <see cref="RateRule"/> does to the rate of a deck.</summary>
public abstract record RateEffect
{
    private RateEffect() { }

    /// <summary>Costs nothing and is allowed at a zero balance. Lifts a block.</summary>
    public sealed record Free : RateEffect;

    /// <summary>Costs nothing, but the account must be in credit: what a plan with unlimited calls includes. Lifts a block.</summary>
    public sealed record Included : RateEffect;

    /// <summary>Costs this instead. Lifts a block: what has a price of its own is sold.</summary>
    public sealed record Priced(CallPrice Price) : RateEffect;

    /// <summary>Costs so much of the deck's fee and price: 80 is a fifth less, 110 a tenth more.</summary>
    public sealed record Scaled : RateEffect
    {
        /// <summary>The most that a price is multiplied by.</summary>
        public const int MaxPercent = 1000;

        /// <summary>Makes the effect.</summary>
        /// <param name="percent">1 to <see cref="MaxPercent"/>.</param>
        /// <exception cref="ArgumentOutOfRangeException">The percentage is out of range.</exception>
        public Scaled(int percent)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(percent, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(percent, MaxPercent);
            Percent = percent;
        }

        /// <summary>Of the deck's price, in hundredths.</summary>
        public int Percent { get; }

        /// <summary>Fee and price per minute, each rounded once to the millionth, half away from zero.</summary>
        public CallPrice Apply(CallPrice price)
        {
            ArgumentNullException.ThrowIfNull(price);
            return new CallPrice(
                Scale(price.ConnectionFee),
                Scale(price.PerMinute),
                price.Increments,
                price.Conversion
            );
        }

        private Money Scale(Money amount) =>
            new(Rounding.MultiplyDivide(amount.Micros, Percent, 100), amount.Currency);
    }

    /// <summary>Nobody may call there.</summary>
    /// <param name="Reason">In a word or a few, such as <c>fraud</c>; may be empty.</param>
    public sealed record Blocked(string Reason) : RateEffect;

    /// <summary>Lifts a block and leaves the price; where the deck has none, the destination stays blocked.</summary>
    public sealed record Allowed : RateEffect;
}
