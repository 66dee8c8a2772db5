using Microsoft.Extensions.Logging.Abstractions;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Rates;
using TelephonyBilling.Storage.Sqlite;

namespace TelephonyBilling.Benchmarks.Rating;

/// <summary>Books that take one version of a deck after another.</summary>
internal sealed class ImportedBooks(SqliteStore store) : IAsyncDisposable
{
    private DateTimeOffset next = TimeProvider.System.GetUtcNow();

    public static async Task<ImportedBooks> OpenAsync(
        string path,
        CancellationToken cancellationToken
    ) =>
        new(
            await SqliteStore.OpenAsync(
                new SqliteStoreOptions(path),
                TimeProvider.System,
                NullLogger.Instance,
                cancellationToken
            )
        );

    /// <summary>Keeps the rates as the deck's next version.</summary>
    public async Task ImportAsync(IReadOnlyList<RateRow> rows, CancellationToken cancellationToken)
    {
        next = next.AddSeconds(1);
        var import = new RateImport("benchmark", Currency.Parse("USD"), rows, next);
        if (!await store.Rates.ImportAsync(import, cancellationToken))
        {
            throw new InvalidOperationException("The books did not take the rates.");
        }
    }

    public ValueTask DisposeAsync() => store.DisposeAsync();
}
