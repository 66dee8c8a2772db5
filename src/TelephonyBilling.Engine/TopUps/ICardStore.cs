namespace TelephonyBilling.Engine.TopUps;

/// <summary>Keeps the cards of accounts, by the provider's names.</summary>
public interface ICardStore
{
    /// <summary>An account's card; null: none was ever asked for.</summary>
    Task<Card?> FindAsync(string account, CancellationToken cancellationToken);

    /// <summary>
    /// The provider has a card for the account. A new one takes the place of the old one; where it has to be confirmed, the
    /// charge for that is written down with it, once for each card.
    /// </summary>
    /// <returns>The card as it is now; null where none was ever asked for.</returns>
    Task<Card?> SaveAsync(
        string account,
        Payments.SavedCard card,
        NewConfirmation confirmation,
        string by,
        CancellationToken cancellationToken
    );

    /// <summary>A holder names the amount that the card was charged. Looked at, counted and decided in one transaction.</summary>
    /// <param name="account">The account.</param>
    /// <param name="micros">What was named.</param>
    /// <param name="tries">So many wrong amounts block the card.</param>
    /// <param name="by">Who named it.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task<ConfirmationAnswer> ConfirmAsync(
        string account,
        long micros,
        int tries,
        string by,
        CancellationToken cancellationToken
    );

    /// <summary>Accounts that were given a link since then and have no card yet.</summary>
    Task<IReadOnlyList<string>> AwaitedAsync(
        DateTimeOffset since,
        CancellationToken cancellationToken
    );

    /// <summary>Writes a card down as it is now.</summary>
    /// <returns>False where there is no such account.</returns>
    Task<bool> SetAsync(
        Card card,
        string by,
        DateTimeOffset at,
        CancellationToken cancellationToken
    );
}

/// <summary>The card of an account. The provider has it; here are only its names.</summary>
/// <param name="Account">The account.</param>
/// <param name="Customer">The provider's name of the account.</param>
/// <param name="Method">The provider's name of the card; empty: it was not entered yet.</param>
/// <param name="Brand">Such as <c>visa</c>.</param>
/// <param name="Last4">The last four digits, which may be shown.</param>
/// <param name="Expires">Year and month, <c>2029-04</c>.</param>
/// <param name="State">Where it stands.</param>
public sealed record Card(
    string Account,
    string Customer,
    string Method,
    string Brand,
    string Last4,
    string Expires,
    CardState State
)
{
    /// <summary>Whether the account's card has to be confirmed before it is charged.</summary>
    public bool NeedsConfirmation { get; init; }

    /// <summary>The amount that its holder has to name, in millionths; null: none was charged.</summary>
    public long? ConfirmationMicros { get; init; }

    /// <summary>How often a wrong amount was named.</summary>
    public int ConfirmationTries { get; init; }

    /// <summary>The provider's name of that payment; empty: none.</summary>
    public string ConfirmationPayment { get; init; } = "";

    /// <summary>Whether credit may be bought with it.</summary>
    public bool CanBeCharged =>
        State == CardState.Confirmed || (State == CardState.Saved && !NeedsConfirmation);
}

/// <summary>Where a card stands.</summary>
public enum CardState
{
    /// <summary>A link was given out; nothing was entered yet.</summary>
    Awaited,

    /// <summary>It can be charged, unless the account needs confirmation.</summary>
    Saved,

    /// <summary>A small amount was charged, and its holder has to name it.</summary>
    Confirming,

    /// <summary>Its holder named the amount.</summary>
    Confirmed,

    /// <summary>Its holder named wrong amounts too often.</summary>
    Blocked,
}
