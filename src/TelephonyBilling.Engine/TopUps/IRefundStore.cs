using TelephonyBilling.Domain.Monetary;

namespace TelephonyBilling.Engine.TopUps;

/// <summary>Keeps what goes back. Each method is one transaction, and may be repeated.</summary>
public interface IRefundStore
{
    /// <summary>
    /// Writes a refund or dispute down and takes its credit, as far as the balance has it: there is no overdraft, and the
    /// rest is kept as uncovered. The credit goes first, so that nobody talks it away meanwhile.
    /// </summary>
    Task<TakeBack> TakeBackAsync(NewRefund refund, CancellationToken cancellationToken);

    /// <summary>A request is about to leave.</summary>
    /// <returns>The refund as it is now; decided ones stay what they are.</returns>
    Task<Refund> BeginAsync(string id, DateTimeOffset retryAt, CancellationToken cancellationToken);

    /// <summary>It is not decided yet, and is looked at again.</summary>
    /// <param name="id">The refund.</param>
    /// <param name="reference">The provider's name of it; empty: the outcome of the request isn't known.</param>
    /// <param name="error">Why it isn't known; empty otherwise.</param>
    /// <param name="retryAt">When, UTC.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task<Refund> PostponeAsync(
        string id,
        string reference,
        string error,
        DateTimeOffset retryAt,
        CancellationToken cancellationToken
    );

    /// <summary>Marks what it came to. Where the money stays ours, the credit is given again, by an adjustment, once.</summary>
    /// <param name="id">The refund.</param>
    /// <param name="isGone">Whether the money is gone. One that was may still come back; one that came back never goes.</param>
    /// <param name="reference">The provider's name of it; empty: as before.</param>
    /// <param name="error">Why the money stays ours; empty otherwise.</param>
    /// <param name="at">UTC.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The refund, and whether this call changed it.</returns>
    Task<(Refund Refund, bool Changed)> DecideAsync(
        string id,
        bool isGone,
        string reference,
        string error,
        DateTimeOffset at,
        CancellationToken cancellationToken
    );

    /// <summary>One by its id.</summary>
    Task<Refund?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>One by its cause.</summary>
    Task<Refund?> FindByCauseAsync(string cause, CancellationToken cancellationToken);

    /// <summary>What went back of a top-up, newest first.</summary>
    Task<IReadOnlyList<Refund>> ListAsync(string topUp, CancellationToken cancellationToken);

    /// <summary>Open ones whose time has come.</summary>
    Task<IReadOnlyList<Refund>> DueAsync(DateTimeOffset at, CancellationToken cancellationToken);
}

/// <summary>A refund that is asked for, or a fact that the provider tells; see <see cref="Refund"/> for the fields.</summary>
public sealed record NewRefund(
    string Id,
    string TopUp,
    RefundKind Kind,
    Money Amount,
    string Cause,
    string By,
    DateTimeOffset At
)
{
    /// <summary>Where it begins: what the provider tells may be decided already.</summary>
    public RefundState State { get; init; } = RefundState.Requested;

    /// <summary>See <see cref="Refund.Reference"/>.</summary>
    public string Reference { get; init; } = "";

    /// <summary>See <see cref="Refund.Note"/>.</summary>
    public string Note { get; init; } = "";

    /// <summary>When an open one is looked at, UTC.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>Whether nothing is done unless the balance covers all of it.</summary>
    public bool MustBeCovered { get; init; }

    /// <summary>Whether the account is suspended with it.</summary>
    public bool Suspends { get; init; }
}

/// <summary>What became of taking credit back.</summary>
/// <param name="Outcome">See there.</param>
/// <param name="Refund">The one that is written down now, or was before; null where none is.</param>
/// <param name="Limit">
/// With <see cref="TakeBackOutcome.TooMuch"/> what is left of the payment, with <see cref="TakeBackOutcome.NotCovered"/>
/// what is available.
/// </param>
public sealed record TakeBack(TakeBackOutcome Outcome, Refund? Refund, Money Limit = default);

/// <summary>What became of taking credit back.</summary>
public enum TakeBackOutcome
{
    /// <summary>It is written down now, and the credit is taken.</summary>
    Taken,

    /// <summary>It was before; nothing changed.</summary>
    AlreadyTaken,

    /// <summary>There is no such top-up, or its money never came in. Nothing changed.</summary>
    NothingPaid,

    /// <summary>More than is left of the payment. Nothing changed.</summary>
    TooMuch,

    /// <summary>The balance does not cover it. Nothing changed.</summary>
    NotCovered,
}
