using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Engine.Rates;

/// <summary>Keeps rate decks in their versions.</summary>
/// <remarks>Of a deck's versions the latest that has begun is in force. None is changed; calls that go on keep their rate.</remarks>
public interface IRateStore
{
    /// <summary>
    /// Adds a version to a deck, all or nothing; makes the deck where there is none, and a plan of the same name that uses
    /// it. A version of the same instant is replaced.
    /// </summary>
    /// <returns>False where the deck exists in another currency; nothing changed.</returns>
    Task<bool> ImportAsync(RateImport import, CancellationToken cancellationToken);

    /// <summary>The version that is in force at a time; null where there is no such deck, or none has begun.</summary>
    Task<StoredDeck?> ExportAsync(
        string deck,
        DateTimeOffset at,
        CancellationToken cancellationToken
    );

    /// <summary>Takes a version away that has not begun. What has begun is history: calls were sold by it.</summary>
    /// <param name="deck">The deck.</param>
    /// <param name="effectiveFrom">The version's beginning.</param>
    /// <param name="at">Now, UTC.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task<VersionRemoval> RemoveVersionAsync(
        string deck,
        DateTimeOffset effectiveFrom,
        DateTimeOffset at,
        CancellationToken cancellationToken
    );

    /// <summary>The versions of a deck, or of all, by name and beginning.</summary>
    Task<IReadOnlyList<DeckVersion>> VersionsAsync(
        string? deck,
        CancellationToken cancellationToken
    );
}

/// <summary>Rates that are to become a version of a deck.</summary>
/// <param name="Deck">The deck's name.</param>
/// <param name="Currency">The currency of every rate.</param>
/// <param name="Rows">The rates.</param>
/// <param name="At">Now, UTC.</param>
public sealed record RateImport(
    string Deck,
    Currency Currency,
    IReadOnlyList<RateRow> Rows,
    DateTimeOffset At
)
{
    /// <summary>From when on they hold; null: from now on, or, for a deck that had none, since ever.</summary>
    public DateTimeOffset? EffectiveFrom { get; init; }

    /// <summary>Where they come from, for people: a file's name.</summary>
    public string Source { get; init; } = "";

    /// <summary>Hears how many rates are written; null: nobody asks.</summary>
    public IProgress<int>? Progress { get; init; }
}

/// <summary>One version of a deck.</summary>
/// <param name="Version">Which.</param>
/// <param name="Rows">Its rates in the order of service and prefix.</param>
public sealed record StoredDeck(DeckVersion Version, IReadOnlyList<RateRow> Rows)
{
    /// <summary>The currency of every rate.</summary>
    public Currency Currency => Version.Currency;
}

/// <summary>What is known of one version of a deck.</summary>
/// <param name="Deck">The deck.</param>
/// <param name="Currency">The deck's currency.</param>
/// <param name="EffectiveFrom">From when on it holds; null: since ever.</param>
/// <param name="ImportedAt">UTC.</param>
/// <param name="Rates">How many rates it has.</param>
/// <param name="Source">The file it came from; may be empty.</param>
public sealed record DeckVersion(
    string Deck,
    Currency Currency,
    DateTimeOffset? EffectiveFrom,
    DateTimeOffset ImportedAt,
    long Rates,
    string Source
)
{
    /// <summary>Whether it holds, or held before another one took its place.</summary>
    /// <param name="at">The instant.</param>
    public bool HasBegun(DateTimeOffset at) => !(EffectiveFrom > at);
}

/// <summary>What became of a version that was to be taken away.</summary>
public enum VersionRemoval
{
    /// <summary>It is gone.</summary>
    Removed,

    /// <summary>The deck has none of that beginning, or there is no such deck; nothing changed.</summary>
    Unknown,

    /// <summary>It has begun; nothing changed.</summary>
    HasBegun,
}
