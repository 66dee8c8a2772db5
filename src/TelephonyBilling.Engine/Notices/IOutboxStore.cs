namespace TelephonyBilling.Engine.Notices;

/// <summary>Keeps the mails that transactions left to be sent. Each method is one transaction.</summary>
public interface IOutboxStore
{
    /// <summary>
    /// Takes the mail that is due first and begins a try to send it: until the lease is over nobody else gets it, whatever
    /// number of nodes ask. Whoever dies meanwhile leaves it to the next who comes after that.
    /// </summary>
    /// <param name="node">Who sends.</param>
    /// <param name="at">Now, UTC.</param>
    /// <param name="lease">How long it is taken for.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The mail, this try counted; null: none is due.</returns>
    Task<OutboxMail?> ClaimAsync(
        string node,
        DateTimeOffset at,
        TimeSpan lease,
        CancellationToken cancellationToken
    );

    /// <summary>Writes down what became of a try. That a mail was sent is believed whoever says it.</summary>
    /// <param name="claimed">The mail as it was taken.</param>
    /// <param name="result">What became of it.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>False where another node has taken the mail since, or it was sent: nothing changed.</returns>
    Task<bool> EndAsync(OutboxMail claimed, MailResult result, CancellationToken cancellationToken);

    /// <summary>Whether a mail is due.</summary>
    Task<bool> IsDueAsync(DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>How many mails wait, due or not.</summary>
    Task<long> WaitingAsync(CancellationToken cancellationToken);

    /// <summary>One mail.</summary>
    Task<OutboxMail?> FindAsync(long id, CancellationToken cancellationToken);

    /// <summary>Mails, newest first.</summary>
    Task<IReadOnlyList<OutboxMail>> ListAsync(
        OutboxFilter filter,
        CancellationToken cancellationToken
    );

    /// <summary>Has a mail tried again at once, with all its tries before it; who has it already does not get it again.</summary>
    Task<RetryOutcome> RetryAsync(long id, DateTimeOffset at, CancellationToken cancellationToken);
}

/// <summary>A mail of the outbox.</summary>
/// <param name="Id">Rising.</param>
/// <param name="Cause">The fact that it tells, unique.</param>
/// <param name="Account">Whose; null: the operator's own.</param>
/// <param name="Kind">Name of its <see cref="NoticeKind"/>.</param>
/// <param name="Data">What it tells, JSON of an <see cref="INotice"/>.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Attempts">How many tries were begun, a present one included.</param>
/// <param name="DueAt">When it is tried, UTC, if it waits.</param>
public sealed record OutboxMail(
    long Id,
    string Cause,
    string? Account,
    string Kind,
    string Data,
    DateTimeOffset CreatedAt,
    MailState State,
    int Attempts,
    DateTimeOffset DueAt
)
{
    /// <summary>UTC; null: it was not sent.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>What went wrong at the last try, a sentence; empty: nothing.</summary>
    public string Error { get; init; } = "";

    /// <summary>The addresses that have it.</summary>
    public IReadOnlyList<string> Delivered { get; init; } = [];

    /// <summary>Until when a node has it, UTC; null: none has.</summary>
    public DateTimeOffset? LeasedUntil { get; init; }

    /// <summary>Which node has it, or had it last; empty: none.</summary>
    public string Node { get; init; } = "";
}

/// <summary>Where a mail stands.</summary>
public enum MailState
{
    /// <summary>It waits for its time, or is being sent.</summary>
    Waiting,

    /// <summary>The mail server has it.</summary>
    Sent,

    /// <summary>It was given up; a person may have it tried again.</summary>
    Dead,
}

/// <summary>What became of a try.</summary>
/// <param name="State">Where the mail stands now.</param>
/// <param name="At">When it was sent or given up, or when it is tried again, UTC.</param>
/// <param name="Error">What went wrong; empty: nothing.</param>
/// <param name="Delivered">All addresses that have it.</param>
public sealed record MailResult(
    MailState State,
    DateTimeOffset At,
    string Error,
    IReadOnlyList<string> Delivered
);

/// <summary>Which mails to list.</summary>
public sealed record OutboxFilter
{
    /// <summary>Of this account; null: of all.</summary>
    public string? Account { get; init; }

    /// <summary>In this state; null: in any.</summary>
    public MailState? State { get; init; }

    /// <summary>At most so many, newest first. Default 100.</summary>
    public int Limit { get; init; } = 100;
}

/// <summary>What became of wanting a mail tried again.</summary>
public enum RetryOutcome
{
    /// <summary>It is due.</summary>
    Done,

    /// <summary>There is no such mail.</summary>
    Unknown,

    /// <summary>It was sent; nothing changed.</summary>
    AlreadySent,

    /// <summary>A node is sending it at this moment; nothing changed.</summary>
    BeingSent,
}
