namespace TelephonyBilling.Engine.Events;

/// <summary>Keeps what people want to know of afterwards. Events are written with what causes them, in its transaction.</summary>
public interface IEventStore
{
    /// <summary>Events, newest first.</summary>
    Task<IReadOnlyList<EventRecord>> ListAsync(
        EventFilter filter,
        CancellationToken cancellationToken
    );
}

/// <summary>Something that happened.</summary>
/// <param name="Id">Rising.</param>
/// <param name="At">UTC.</param>
/// <param name="Account">Whom it concerns; null: nobody in particular.</param>
/// <param name="Kind">What happened, such as <see cref="EventKinds.LimitReached"/>.</param>
/// <param name="Subject">What it happened to, such as <c>extension/1001</c>.</param>
/// <param name="Detail">A sentence.</param>
/// <param name="Call">The call; null: none.</param>
public sealed record EventRecord(
    long Id,
    DateTimeOffset At,
    string? Account,
    string Kind,
    string Subject,
    string Detail,
    string? Call
);

/// <summary>Kinds of events.</summary>
public static class EventKinds
{
    /// <summary>A limit on use refused a call, or ended one.</summary>
    public const string LimitReached = "limit-reached";
}

/// <summary>Which events to list.</summary>
public sealed record EventFilter
{
    /// <summary>Of this account; null: of all, and of none.</summary>
    public string? Account { get; init; }

    /// <summary>Of this kind; null: of any.</summary>
    public string? Kind { get; init; }

    /// <summary>Not before this; null: since ever.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>At most so many, newest first. Default 100.</summary>
    public int Limit { get; init; } = 100;
}
