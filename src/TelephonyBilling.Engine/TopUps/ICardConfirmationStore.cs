using TelephonyBilling.Domain.Monetary;

namespace TelephonyBilling.Engine.TopUps;

/// <summary>Keeps the small charges that confirm cards. Each method is one transaction, and may be repeated.</summary>
public interface ICardConfirmationStore
{
    /// <summary>The one of an account's card; null: it has none.</summary>
    Task<CardConfirmation?> FindAsync(string account, CancellationToken cancellationToken);

    /// <summary>Those that have to be charged or given back, and whose time has come.</summary>
    /// <param name="at">Now, UTC.</param>
    /// <param name="begunBefore">What began before this is over though nobody named it.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task<IReadOnlyList<CardConfirmation>> DueAsync(
        DateTimeOffset at,
        DateTimeOffset begunBefore,
        CancellationToken cancellationToken
    );

    /// <summary>Moves one on. A step that does not follow from where it stands changes nothing.</summary>
    /// <returns>It as it is now.</returns>
    Task<CardConfirmation> MoveAsync(
        string id,
        ConfirmationStep step,
        DateTimeOffset at,
        CancellationToken cancellationToken
    );
}

/// <summary>A confirmation that may have to begin.</summary>
/// <param name="Id">Its name, and the idempotency key.</param>
/// <param name="Amount">What is charged.</param>
/// <param name="At">UTC.</param>
public sealed record NewConfirmation(string Id, Money Amount, DateTimeOffset At);

/// <summary>A small charge whose amount the card's holder has to name.</summary>
/// <param name="Id">Its name, and the idempotency key.</param>
/// <param name="Account">Whose card.</param>
/// <param name="Customer">The provider's name of the account.</param>
/// <param name="Method">The provider's name of the card.</param>
/// <param name="Amount">What is charged.</param>
/// <param name="State">Where it stands.</param>
/// <param name="RequestedAt">UTC.</param>
/// <param name="IsOver">Whether nothing is to be named any more: it was, wrongly too often, too late, or the card is another one.</param>
public sealed record CardConfirmation(
    string Id,
    string Account,
    string Customer,
    string Method,
    Money Amount,
    ConfirmationState State,
    DateTimeOffset RequestedAt,
    bool IsOver
)
{
    /// <summary>The provider's name of the payment; empty: none yet.</summary>
    public string Reference { get; init; } = "";

    /// <summary>Why it failed or is late, as a sentence; may be empty.</summary>
    public string Error { get; init; } = "";

    /// <summary>How often the charge was asked for.</summary>
    public int Attempts { get; init; }

    /// <summary>How often it was tried to give it back.</summary>
    public int Returns { get; init; }
}

/// <summary>Where a card's confirmation stands.</summary>
public enum ConfirmationState
{
    /// <summary>It has to be charged, or was and nobody knows.</summary>
    Requested,

    /// <summary>It was charged, and has to be named or given back.</summary>
    Charged,

    /// <summary>It was given back.</summary>
    Returned,

    /// <summary>It was not charged.</summary>
    Failed,
}

/// <summary>What happens to a confirmation.</summary>
public abstract record ConfirmationStep
{
    private ConfirmationStep() { }

    /// <summary>A request for the charge is about to leave.</summary>
    public sealed record Asking(DateTimeOffset RetryAt) : ConfirmationStep;

    /// <summary>The card was charged: a mail asks its holder to name the amount.</summary>
    /// <param name="Reference">The provider's name of the payment.</param>
    /// <param name="Tries">How many tries there are, for the mail.</param>
    /// <param name="Until">Until when, for the mail.</param>
    public sealed record Charged(string Reference, int Tries, DateTimeOffset Until)
        : ConfirmationStep;

    /// <summary>It was not charged, and won't be.</summary>
    public sealed record Failed(string Error) : ConfirmationStep;

    /// <summary>The outcome of charging or giving back isn't known yet.</summary>
    public sealed record Delayed(string Error, DateTimeOffset RetryAt) : ConfirmationStep;

    /// <summary>A request to give it back is about to leave.</summary>
    public sealed record Returning(DateTimeOffset RetryAt) : ConfirmationStep;

    /// <summary>It was given back. A card that still waited for its holder is not confirmed.</summary>
    public sealed record Returned : ConfirmationStep;
}

/// <summary>What became of naming an amount.</summary>
public abstract record ConfirmationAnswer
{
    private ConfirmationAnswer() { }

    /// <summary>It was right: the card can be charged.</summary>
    public sealed record Confirmed : ConfirmationAnswer;

    /// <summary>It was wrong.</summary>
    public sealed record Wrong(int TriesLeft) : ConfirmationAnswer;

    /// <summary>It was wrong once too often: the card is blocked.</summary>
    public sealed record Blocked : ConfirmationAnswer;

    /// <summary>The card is not waiting for an amount.</summary>
    public sealed record NotAsked(CardState? State) : ConfirmationAnswer;

    /// <summary>The card was not charged yet.</summary>
    public sealed record NotCharged(string Error) : ConfirmationAnswer;
}
