using TelephonyBilling.Engine.Notices;

namespace TelephonyBilling.Engine.Statements;

/// <summary>Keeps up to which month accounts were sent their statements.</summary>
public interface IStatementMailStore
{
    /// <summary>The last month that each account was told of, such as <c>2026-11</c>, by the account's id.</summary>
    Task<IReadOnlyDictionary<string, string>> LastMonthsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Marks a month as told and queues its mail, together and once. A month that is not after the last one is left alone.
    /// </summary>
    /// <param name="account">The account's id.</param>
    /// <param name="month">Such as <c>2026-11</c>.</param>
    /// <param name="notice">What became of the balance; null: nothing, so there is no mail.</param>
    /// <param name="at">Now, UTC.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Whether a mail was queued; there is none for an account that has nobody to write to.</returns>
    Task<bool> TellAsync(
        string account,
        string month,
        MonthlyStatementNotice? notice,
        DateTimeOffset at,
        CancellationToken cancellationToken
    );
}
