using TelephonyBilling.Domain.Monetary;

namespace TelephonyBilling.Engine.TopUps;

/// <summary>Credit that is bought or given: asked for, then decided once.</summary>
/// <param name="Id">Its name, and the idempotency key of its payment.</param>
/// <param name="Account">Who gets it.</param>
/// <param name="Source">Who pays.</param>
/// <param name="Amount">Above zero, in the account's currency.</param>
/// <param name="Cause">The fact it comes from, unique: asked for twice, it is one.</param>
/// <param name="IsAutomatic">Whether a recharge rule asked for it.</param>
/// <param name="State">Where it stands.</param>
/// <param name="RequestedAt">UTC.</param>
/// <param name="RequestedBy">Who asked.</param>
public sealed record TopUp(
    string Id,
    string Account,
    TopUpSource Source,
    Money Amount,
    string Cause,
    bool IsAutomatic,
    TopUpState State,
    DateTimeOffset RequestedAt,
    string RequestedBy
)
{
    /// <summary>When it succeeded or failed, UTC; null: it is open.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>The provider's name of the payment, or the number of a transfer; may be empty.</summary>
    public string Reference { get; init; } = "";

    /// <summary>Where the card's holder has to agree to the payment; empty: nowhere.</summary>
    public string ActionLink { get; init; } = "";

    /// <summary>The provider's code of the failure, such as <c>card_declined</c>; may be empty.</summary>
    public string ErrorCode { get; init; } = "";

    /// <summary>Why it failed, or why its outcome isn't known, as a sentence.</summary>
    public string Error { get; init; } = "";

    /// <summary>How often the provider was asked.</summary>
    public int Attempts { get; init; }

    /// <summary>When the provider is asked again, UTC; null: it isn't.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>For people; may be empty.</summary>
    public string Note { get; init; } = "";

    /// <summary>Whether it may still become credit.</summary>
    public bool IsOpen => State is not (TopUpState.Succeeded or TopUpState.Failed);
}

/// <summary>Who pays for a top-up.</summary>
public enum TopUpSource
{
    /// <summary>A saved card, through a payment provider.</summary>
    Card,

    /// <summary>The account, by invoice.</summary>
    Invoice,

    /// <summary>Money that the operator received: a wire, a cheque, cash.</summary>
    Manual,

    /// <summary>The operator.</summary>
    Promotional,
}

/// <summary>Where a top-up stands. It only goes forward, and what is decided never changes.</summary>
public enum TopUpState
{
    /// <summary>Written down; no request has left.</summary>
    Requested,

    /// <summary>A request has left, or somebody has to agree.</summary>
    Pending,

    /// <summary>A request has left, and what became of it is not known. It is asked again.</summary>
    Unknown,

    /// <summary>The credit is in the ledger.</summary>
    Succeeded,

    /// <summary>There will be no credit.</summary>
    Failed,
}
