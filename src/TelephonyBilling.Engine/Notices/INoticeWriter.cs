namespace TelephonyBilling.Engine.Notices;

/// <summary>Queues mails that no other change of the books causes.</summary>
public interface INoticeWriter
{
    /// <summary>
    /// Queues one mail for each of several accounts, all or none. A cause that has a mail gets no second one, and an account
    /// that has nobody to write to none.
    /// </summary>
    /// <param name="letters">The accounts, and the unique facts that their mails tell.</param>
    /// <param name="notice">What all of them are told.</param>
    /// <param name="at">Now, UTC.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>How many mails were queued.</returns>
    Task<int> QueueAsync<T>(
        IReadOnlyList<NoticeLetter> letters,
        T notice,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
        where T : INotice;
}

/// <summary>To whom a mail goes, and the fact that it tells.</summary>
/// <param name="Account">The account's id.</param>
/// <param name="Cause">The fact, unique.</param>
public readonly record struct NoticeLetter(string Account, string Cause);
