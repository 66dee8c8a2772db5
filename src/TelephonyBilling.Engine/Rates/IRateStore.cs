using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Engine.Rates;

/// <summary>Keeps rate decks and the plans that name them.</summary>
public interface IRateStore
{
    /// <summary>Replaces a deck's rates, all or nothing, and makes a plan of the same name if there is none.</summary>
    /// <remarks>Calls that go on keep the rate they were authorised with.</remarks>
    /// <returns>False where the deck exists in another currency; nothing changed.</returns>
    Task<bool> ImportAsync(
        string deck,
        Currency currency,
        IReadOnlyList<RateRow> rows,
        DateTimeOffset at,
        CancellationToken cancellationToken
    );

    /// <summary>A deck's currency and rows in the order of service and prefix; null where there is none.</summary>
    Task<(Currency Currency, IReadOnlyList<RateRow> Rows)?> ExportAsync(
        string deck,
        CancellationToken cancellationToken
    );
}
