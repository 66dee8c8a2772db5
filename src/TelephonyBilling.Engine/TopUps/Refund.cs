using TelephonyBilling.Domain.Monetary;

namespace TelephonyBilling.Engine.TopUps;

/// <summary>Money of a top-up that goes back: given back by us, or taken back by a bank.</summary>
/// <param name="Id">Its name, and the idempotency key where we ask for it.</param>
/// <param name="TopUp">The top-up's id.</param>
/// <param name="Account">Whose it was.</param>
/// <param name="Kind">Who wanted it.</param>
/// <param name="Amount">Above zero.</param>
/// <param name="Cause">The fact it comes from, unique: told twice, it is one.</param>
/// <param name="State">Where it stands.</param>
/// <param name="RequestedAt">UTC.</param>
/// <param name="RequestedBy">Who asked.</param>
public sealed record Refund(
    string Id,
    string TopUp,
    string Account,
    RefundKind Kind,
    Money Amount,
    string Cause,
    RefundState State,
    DateTimeOffset RequestedAt,
    string RequestedBy
)
{
    /// <summary>What the balance could not give back: the operator's loss.</summary>
    public Money Uncovered { get; init; }

    /// <summary>The provider's name of the payment; empty: no provider took it.</summary>
    public string Payment { get; init; } = "";

    /// <summary>The provider's name of the refund or dispute; may be empty.</summary>
    public string Reference { get; init; } = "";

    /// <summary>Why it failed, or why its outcome isn't known, as a sentence.</summary>
    public string Error { get; init; } = "";

    /// <summary>How often the provider was asked.</summary>
    public int Attempts { get; init; }

    /// <summary>For people; may be empty.</summary>
    public string Note { get; init; } = "";

    /// <summary>When it was decided, UTC; null: it isn't.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>What was taken from the balance for it.</summary>
    public Money Covered => Amount - Uncovered;

    /// <summary>Whether it may still go either way.</summary>
    public bool IsOpen => State is not (RefundState.Succeeded or RefundState.Failed);
}

/// <summary>Who wanted the money back.</summary>
public enum RefundKind
{
    /// <summary>The operator, here or on the provider's own pages.</summary>
    Refund,

    /// <summary>The card's holder, through the bank.</summary>
    Dispute,
}

/// <summary>Where a refund or a dispute stands. Its credit is taken from the balance with the first of them.</summary>
public enum RefundState
{
    /// <summary>Written down; no request has left.</summary>
    Requested,

    /// <summary>The provider or the bank decides later.</summary>
    Pending,

    /// <summary>A request has left, and what became of it is not known. It is asked again.</summary>
    Unknown,

    /// <summary>The money is gone: given back, or lost.</summary>
    Succeeded,

    /// <summary>The money stays ours: the refund failed, or the dispute was won. The credit was given again.</summary>
    Failed,
}
