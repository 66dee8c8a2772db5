using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Rates;

namespace TelephonyBilling.Testing.Store;

/// <summary>Imports and exports as most tests want them.</summary>
public static class RateStoreExtensions
{
    /// <summary>Puts rates in force at once.</summary>
    public static Task<bool> ImportAsync(
        this IRateStore rates,
        string deck,
        Currency currency,
        IReadOnlyList<RateRow> rows,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(rates);
        return rates.ImportAsync(new RateImport(deck, currency, rows, at), cancellationToken);
    }

    /// <summary>The newest version.</summary>
    public static Task<StoredDeck?> ExportAsync(
        this IRateStore rates,
        string deck,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(rates);
        return rates.ExportAsync(deck, DateTimeOffset.MaxValue, cancellationToken);
    }
}
