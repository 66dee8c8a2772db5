using TelephonyBilling.Domain.Monetary;

namespace TelephonyBilling.Engine.Notices;

/// <summary>
/// Keeps below which balances people are told. Each threshold tells once a day at most, and again only after a top-up has
/// lifted the account above it: until then it is not armed.
/// </summary>
public interface INoticeThresholdStore
{
    /// <summary>Sets all thresholds of an account; those that it has already stay as they are.</summary>
    /// <param name="account">The account.</param>
    /// <param name="below">Above zero, in the account's currency; none: nobody is told.</param>
    /// <param name="by">Who sets them.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>False where there is no such account, or its currency is another one.</returns>
    Task<bool> SetAsync(
        string account,
        IReadOnlyList<Money> below,
        string by,
        CancellationToken cancellationToken
    );

    /// <summary>Thresholds by account, the highest first, of one account or of all.</summary>
    Task<IReadOnlyList<NoticeThreshold>> ListAsync(
        string? account,
        CancellationToken cancellationToken
    );

    /// <summary>Accounts that have to be told.</summary>
    Task<IReadOnlyList<string>> DueAsync(DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>
    /// Queues one mail for an account if it has to be told, and disarms the thresholds that it lies below. Asked again, or by
    /// several at once, it is one mail.
    /// </summary>
    /// <returns>What the mail tells; null: there was nothing to tell.</returns>
    Task<LowBalance?> TellAsync(
        string account,
        DateTimeOffset at,
        CancellationToken cancellationToken
    );
}

/// <summary>A balance below which people are told.</summary>
/// <param name="Account">Whose.</param>
/// <param name="Below">The balance.</param>
/// <param name="IsArmed">Whether it tells; if not, a top-up has to lift the account above it first.</param>
/// <param name="LastToldAt">When it told last, UTC; null: never.</param>
public sealed record NoticeThreshold(
    string Account,
    Money Below,
    bool IsArmed,
    DateTimeOffset? LastToldAt
);

/// <summary>An account that is low.</summary>
/// <param name="Below">The threshold that it lies below; of several the lowest.</param>
/// <param name="Available">What is available.</param>
public sealed record LowBalance(Money Below, Money Available);
