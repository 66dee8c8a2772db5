using FsCheck;
using FsCheck.Fluent;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Domain.Tests.Rating;

/// <summary>What must hold for every price, time and balance.</summary>
public sealed class CallPriceLaws
{
    private static readonly Currency Usd = Currency.Parse("USD");
    private static readonly Currency Cad = Currency.Parse("CAD");

    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(2_000);

    private static readonly Gen<BillingIncrements> Increments =
        from initial in Gen.OneOf(
            Gen.Elements(1, 6, 30, 60),
            Gen.Choose(1, BillingIncrements.MaxSeconds)
        )
        from subsequent in Gen.OneOf(
            Gen.Elements(1, 6, 60),
            Gen.Choose(1, BillingIncrements.MaxSeconds)
        )
        select new BillingIncrements(initial, subsequent);

    private static readonly Gen<long> Micros = Gen.OneOf(
        Gen.Constant(0L),
        Gen.Choose(1, 100).Select(micros => (long)micros),
        Gen.Choose(1, 2_000_000).Select(micros => (long)micros),
        Gen.Choose(1, int.MaxValue).Select(micros => micros * 10L)
    );

    private static readonly Gen<CallPrice> Prices =
        from fee in Micros
        from perMinute in Micros
        from increments in Increments
        select new CallPrice(new Money(fee, Usd), new Money(perMinute, Usd), increments);

    /// <summary>In the account's own currency, and converted from another one.</summary>
    private static readonly Gen<CallPrice> AllPrices = Gen.OneOf(
        Prices,
        from price in Prices
        from trillionths in Gen.OneOf(
            Gen.Choose(1, int.MaxValue).Select(value => value * 1_000L),
            Gen.Choose(1, 2_000_000).Select(value => value * 1_000_000_000L)
        )
        select price.ConvertedBy(new ExchangeRate(Usd, Cad, trillionths))
    );

    private static readonly Gen<TimeSpan> Times = Gen.OneOf(
        Gen.Choose(0, 7_200).Select(seconds => TimeSpan.FromSeconds(seconds)),
        Gen.Choose(0, int.MaxValue).Select(ticks => TimeSpan.FromTicks(ticks * 100L))
    );

    [Fact]
    public void Charge_NeverFalls_WhileTheCallGoesOn() =>
        Check(
            from price in AllPrices
            from first in Times
            from more in Times
            select (price, first, more),
            given =>
                given.price.ChargeFor(given.first)
                <= given.price.ChargeFor(given.first + given.more)
        );

    [Fact]
    public void BilledSeconds_CoverTheCall_ByLessThanOneStep() =>
        Check(
            from increments in Increments
            from connected in Times
            select (increments, connected),
            given =>
            {
                var billed = TimeSpan.FromSeconds(given.increments.BilledSeconds(given.connected));
                var step =
                    given.connected <= TimeSpan.FromSeconds(given.increments.InitialSeconds)
                        ? given.increments.InitialSeconds
                        : given.increments.SubsequentSeconds;
                return billed >= given.connected
                    && (
                        billed - given.connected < TimeSpan.FromSeconds(step)
                        || given.connected == TimeSpan.Zero
                    );
            }
        );

    [Fact]
    public void BilledSeconds_AreWholeSteps_AndRoundingThemAgainChangesNothing() =>
        Check(
            from increments in Increments
            from connected in Times
            select (increments, connected),
            given =>
            {
                var billed = given.increments.BilledSeconds(given.connected);
                return (billed - given.increments.InitialSeconds)
                        % given.increments.SubsequentSeconds
                        == 0
                    && given.increments.RoundUp(billed) == billed
                    && given.increments.RoundDown(billed) == billed;
            }
        );

    [Fact]
    public void Charge_DiffersFromTheExactFraction_ByAtMostHalfAMillionth() =>
        Check(
            from price in Prices
            from seconds in Gen.Choose(0, 1_000_000)
            select (price, seconds),
            given =>
            {
                var exactTimesSixty =
                    ((Int128)given.price.ConnectionFee.Micros * 60)
                    + ((Int128)given.price.PerMinute.Micros * given.seconds);
                var error =
                    ((Int128)given.price.Charge(given.seconds).Micros * 60) - exactTimesSixty;
                // Exactly a half is rounded up, so +30 occurs and −30 does not.
                return error > -30 && error <= 30;
            }
        );

    [Fact]
    public void Charge_ACallWithinItsFundedTime_NeverExceedsTheQuote() =>
        Check(
            from price in AllPrices
            from balance in Micros
            from time in Times
            select (price, balance, time),
            given =>
            {
                var available = new Money(given.balance, given.price.ChargeCurrency);
                var funded = given.price.AffordableSeconds(available);
                return funded == 0
                    || given.time > TimeSpan.FromSeconds(funded)
                    || given.price.ChargeFor(given.time) <= available;
            }
        );

    [Fact]
    public void AffordableSeconds_AreTheMost_TheMoneyPaysFor() =>
        Check(
            from price in AllPrices
            from balance in Micros
            select (price, balance),
            given =>
            {
                const long longest = 1_000_000_000;
                var available = new Money(given.balance, given.price.ChargeCurrency);
                var seconds = given.price.AffordableSeconds(available, longest);
                var increments = given.price.Increments;
                return seconds == 0
                    ? given.price.Charge(increments.InitialSeconds) > available
                    : given.price.Charge(seconds) <= available
                        && increments.RoundUp(seconds) == seconds
                        && (
                            seconds + increments.SubsequentSeconds > longest
                            || given.price.Charge(seconds + increments.SubsequentSeconds)
                                > available
                        );
            }
        );

    [Fact]
    public void AffordableSeconds_NeverExceedTheMaximum_NorMissItByAStep() =>
        Check(
            from price in Prices
            from max in Gen.Choose(1, 100_000)
            select (price, max),
            given =>
            {
                var seconds = given.price.AffordableSeconds(
                    Money.Parse("9000000000000", Usd),
                    given.max
                );
                return seconds <= given.max
                    && (
                        seconds > given.max - given.price.Increments.SubsequentSeconds
                        || seconds == 0
                    )
                    && (seconds > 0 || given.max < given.price.Increments.InitialSeconds);
            }
        );

    [Fact]
    public void NextFunding_IsTheSmallestTimeOfWholeSteps_ThatCoversBoth() =>
        Check(
            from price in Prices
            from funded in Gen.Choose(0, 100_000)
            from wanted in Gen.Choose(0, 10_000)
            select (price, funded, wanted),
            given =>
            {
                var next = given.price.NextFunding(given.funded, given.wanted);
                var increments = given.price.Increments;
                return next >= given.funded + given.wanted
                    && increments.RoundUp(next) == next
                    && (
                        next == increments.InitialSeconds
                        || next - increments.SubsequentSeconds < given.funded + given.wanted
                    );
            }
        );

    [Fact]
    public void Charge_AtAPriceOfZero_IsNothing_HoweverLong() =>
        Check(
            from increments in Increments
            from connected in Times
            select (increments, connected),
            given =>
                new CallPrice(Money.Zero(Usd), Money.Zero(Usd), given.increments)
                    .ChargeFor(given.connected)
                    .IsZero
        );

    [Fact]
    public void Increments_WrittenAndRead_AreTheSame() =>
        Check(
            Increments,
            increments => BillingIncrements.Parse(increments.ToString()) == increments
        );

    private static void Check<T>(Gen<T> given, Func<T, bool> law) =>
        Prop.ForAll(given.ToArbitrary(), law).Check(Thorough);
}
