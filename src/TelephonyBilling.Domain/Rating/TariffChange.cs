using TelephonyBilling.Domain.Numbering;

namespace TelephonyBilling.Domain.Rating;

/// <summary>What becomes of a plan's prices between two instants: where its decks say something else. Immutable.</summary>
/// <remarks>
/// Prefixes that the decks name are looked at, as a call to them would be priced: by the first deck that knows them, and by
/// the rules of plan and account over it. A row that lies behind a rule or another deck, and so changes nothing, is none.
/// </remarks>
public sealed class TariffChange
{
    private readonly Tariff before;
    private readonly Tariff after;
    private readonly IReadOnlyList<Place> places;

    private TariffChange(Tariff before, Tariff after)
    {
        this.before = before;
        this.after = after;
        places = [.. Named(after).Union(Named(before)).Where(IsChanged)];
    }

    /// <summary>Compares the tariff of a plan at two instants.</summary>
    /// <param name="before">At the earlier one.</param>
    /// <param name="after">At the later one.</param>
    public static TariffChange Between(Tariff before, Tariff after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        return new TariffChange(before, after);
    }

    /// <summary>
    /// What an account will pay more for: calls of some length cost more, though those of another length may cost less. Prices
    /// of two currencies can't be compared, and what nobody could call before is not dearer; neither is in it.
    /// </summary>
    /// <param name="ofAccount">The rules that the account lays over its plan.</param>
    /// <returns>In the order of the decks, each prefix once.</returns>
    public IReadOnlyList<PriceRise> Rises(RateRules ofAccount)
    {
        ArgumentNullException.ThrowIfNull(ofAccount);
        var rises = new List<PriceRise>();
        foreach (var place in places)
        {
            var now = place.In(before, ofAccount);
            var then = place.In(after, ofAccount);
            if (
                now is { IsBlocked: false, Price: { } was }
                && then is { IsBlocked: false, Price: { } becomes }
                && IsDearer(was, becomes)
            )
            {
                rises.Add(
                    new PriceRise(
                        place.Service,
                        place.Origin,
                        place.Prefix,
                        then.Destination,
                        was.IsZero ? NothingIn(becomes) : was,
                        becomes
                    )
                );
            }
        }
        return rises;
    }

    private static bool IsDearer(CallPrice was, CallPrice becomes) =>
        was.IsZero
            ? !becomes.IsZero
            : !becomes.IsZero
                && was.Currency == becomes.Currency
                && RateChange.Compare(was, becomes).Up;

    /// <summary>What is free has often no currency that could be written.</summary>
    private static CallPrice NothingIn(CallPrice like)
    {
        var nothing = like.PerMinute - like.PerMinute;
        return new CallPrice(nothing, nothing, like.Increments);
    }

    private static IEnumerable<Place> Named(Tariff tariff) =>
        ServiceNames
            .All.SelectMany(service =>
                tariff
                    .DecksFor(service)
                    .SelectMany(deck => deck.Rates)
                    .Where(rate => rate.Service == service)
            )
            .Select(rate => new Place(rate.Service, rate.Origin, rate.Prefix));

    /// <summary>Whether the plan prices it otherwise: rules of accounts come after that, and are the same at both instants.</summary>
    private bool IsChanged(Place place)
    {
        var now = place.In(before, RateRules.None);
        var then = place.In(after, RateRules.None);
        return now?.Price != then?.Price || now?.IsBlocked != then?.IsBlocked;
    }

    private readonly record struct Place(Service Service, string Origin, NumberPrefix Prefix)
    {
        internal Quote? In(Tariff tariff, RateRules ofAccount)
        {
            var number = new E164Number(Prefix.Value);
            return tariff.Find(Service, number, Origin, CountryCodes.CountryOf(number), ofAccount);
        }
    }
}
