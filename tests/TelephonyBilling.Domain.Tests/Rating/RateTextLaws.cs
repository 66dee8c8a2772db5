using FsCheck;
using FsCheck.Fluent;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Domain.Tests.Rating;

public sealed class RateTextLaws
{
    private static readonly Currency Usd = Currency.Parse("USD");

    private static readonly Gen<long> Micros = Gen.OneOf(
        Gen.Choose(0, 10).Select(micros => (long)micros),
        Gen.Choose(0, int.MaxValue).Select(micros => (long)micros)
    );

    /// <summary>Rates as the validator makes them.</summary>
    internal static readonly Gen<Rate> Rates =
        from prefix in Gen.Choose(1, int.MaxValue)
        from service in Gen.Elements(ServiceNames.All.Where(ServiceNames.CanBePriced))
        from origin in Gen.Elements("*", "US", "CA", "GB")
        from destination in Gen.Elements(
            "United Kingdom",
            "Côte d'Ivoire",
            "a, \"quoted\" place",
            "x;y",
            "印度"
        )
        from kind in Gen.Elements("", "", "free", "blocked", "reason")
        from fee in Micros
        from perMinute in Micros
        from initial in Gen.Choose(1, 3600)
        from subsequent in Gen.Choose(1, 3600)
        from hours in Gen.OneOf(Gen.Constant(-1), Gen.Choose(0, 1_000_000))
        select new Rate
        {
            Service = service,
            Origin = origin,
            Prefix = NumberPrefix.Parse($"{prefix}"),
            Destination = destination,
            Price = new CallPrice(
                new Money(kind == "free" ? 0 : fee, Usd),
                new Money(kind == "free" ? 0 : perMinute, Usd),
                new BillingIncrements(initial, subsequent)
            ),
            IsFree = kind == "free",
            IsBlocked = kind is "blocked" or "reason",
            BlockReason = kind == "reason" ? "satellite, all of it" : "",
            EffectiveFrom =
                hours < 0
                    ? null
                    : new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddHours(hours),
        };

    [Fact]
    public void Rate_WrittenAndRead_IsTheSame() =>
        Prop.ForAll(
                Rates.ToArbitrary(),
                rate =>
                {
                    var validator = new RateRowValidator(Usd);
                    validator.Add(RateText.Format(new RateRow(7, rate)));
                    return !validator.Errors.Any
                        && validator.Rows is [{ Line: 7 } row]
                        && row.Rate == rate;
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));
}
