using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Rates;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>A row of <c>rate_version</c> with its deck, as Dapper reads it.</summary>
internal sealed record VersionRow
{
    /// <summary>All versions, to be followed by a condition.</summary>
    internal const string Select = """
        SELECT d.key AS deck_key, d.name, d.currency, v.rate_set, v.effective_from, v.imported_at, v.rates, v.source
        FROM rate_version v JOIN rate_deck d ON d.key = v.deck

        """;

    public long DeckKey { get; init; }
    public required string Name { get; init; }
    public required string Currency { get; init; }
    public long RateSet { get; init; }
    public long EffectiveFrom { get; init; }
    public long ImportedAt { get; init; }
    public long Rates { get; init; }
    public required string Source { get; init; }

    internal Currency Unit => Domain.Monetary.Currency.Parse(Currency);

    internal DeckVersion ToVersion() =>
        new(
            Name,
            Unit,
            EffectiveFrom == Instant.Ever ? null : Instant.FromStored(EffectiveFrom),
            Instant.FromStored(ImportedAt),
            Rates,
            Source
        );
}
