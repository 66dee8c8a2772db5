namespace TelephonyBilling.Engine.TopUps;

/// <summary>Keeps top-ups. Each method is one transaction, and may be repeated.</summary>
public interface ITopUpStore
{
    /// <summary>Writes a top-up down, before any request leaves.</summary>
    Task<TopUpRequest> RequestAsync(NewTopUp topUp, CancellationToken cancellationToken);

    /// <summary>A request is about to leave: from here on its outcome may be unknown.</summary>
    /// <returns>The top-up as it is now; decided ones stay what they are.</returns>
    Task<TopUp> BeginAsync(string id, DateTimeOffset retryAt, CancellationToken cancellationToken);

    /// <summary>
    /// Posts the credit and marks the success, together and once; the mail about it waits in the same transaction, and a
    /// recharge rule forgets its declines.
    /// </summary>
    /// <returns>The top-up, and whether this call posted the credit. One that had failed stays failed.</returns>
    Task<(TopUp TopUp, bool Posted)> SucceedAsync(
        string id,
        string reference,
        DateTimeOffset at,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// There will be no credit. The mail about it waits in the same transaction, and a recharge rule is held back or stopped.
    /// </summary>
    /// <returns>The top-up as it is now; one that had succeeded stays so.</returns>
    Task<TopUp> FailAsync(
        string id,
        TopUpFailure failure,
        RechargePolicy policy,
        DateTimeOffset at,
        CancellationToken cancellationToken
    );

    /// <summary>The outcome isn't known; it is asked again.</summary>
    Task<TopUp> DoubtAsync(
        string id,
        string error,
        DateTimeOffset retryAt,
        CancellationToken cancellationToken
    );

    /// <summary>The provider took the request and decides later, or its card's holder has to agree.</summary>
    Task<TopUp> AwaitAsync(
        string id,
        string reference,
        string actionLink,
        DateTimeOffset retryAt,
        CancellationToken cancellationToken
    );

    /// <summary>Writes down and posts what needs no request, in one transaction: manual and promotional credit.</summary>
    Task<TopUpRequest> AddAsync(NewTopUp topUp, CancellationToken cancellationToken);

    /// <summary>One top-up.</summary>
    Task<TopUp?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>The one that a provider names so.</summary>
    Task<TopUp?> FindByReferenceAsync(string reference, CancellationToken cancellationToken);

    /// <summary>Top-ups, newest first.</summary>
    Task<IReadOnlyList<TopUp>> ListAsync(TopUpFilter filter, CancellationToken cancellationToken);
}

/// <summary>A top-up that is asked for; see <see cref="TopUp"/> for the fields.</summary>
public sealed record NewTopUp(
    string Id,
    string Account,
    TopUpSource Source,
    Domain.Monetary.Money Amount,
    string Cause,
    string By,
    DateTimeOffset At
)
{
    /// <summary>See <see cref="TopUp.Reference"/>.</summary>
    public string Reference { get; init; } = "";

    /// <summary>See <see cref="TopUp.Note"/>.</summary>
    public string Note { get; init; } = "";
}

/// <summary>Why there will be no credit.</summary>
/// <param name="Code">The provider's code; may be empty.</param>
/// <param name="Error">A sentence.</param>
/// <param name="Reference">The provider's name of the payment; may be empty.</param>
public sealed record TopUpFailure(string Code, string Error, string Reference);

/// <summary>What became of a request.</summary>
/// <param name="Outcome">See there.</param>
/// <param name="TopUp">The one that is written down now, or was before; null where none is.</param>
public sealed record TopUpRequest(TopUpOutcome Outcome, TopUp? TopUp);

/// <summary>What became of a request.</summary>
public enum TopUpOutcome
{
    /// <summary>It is written down now.</summary>
    Requested,

    /// <summary>The same was asked for before; nothing changed.</summary>
    AlreadyRequested,

    /// <summary>Another one bears this cause with other content. Nothing changed.</summary>
    CauseReused,

    /// <summary>There is no such account. Nothing changed.</summary>
    UnknownAccount,

    /// <summary>The amount's currency is not the account's. Nothing changed.</summary>
    WrongCurrency,

    /// <summary>So much can't be bought at once: see <see cref="PurchaseLimits"/>. Nothing changed.</summary>
    NotForSale,
}

/// <summary>Which top-ups to list.</summary>
public sealed record TopUpFilter
{
    /// <summary>Of this account; null: of all.</summary>
    public string? Account { get; init; }

    /// <summary>That somebody of this kind pays; null: whoever does.</summary>
    public TopUpSource? Source { get; init; }

    /// <summary>In this state; null: in any.</summary>
    public TopUpState? State { get; init; }

    /// <summary>Only those that are open and whose <see cref="TopUp.RetryAt"/> has come; null: all.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>At most so many. Default 100.</summary>
    public int Limit { get; init; } = 100;
}
