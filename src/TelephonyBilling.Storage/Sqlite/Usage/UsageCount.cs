using TelephonyBilling.Domain.Limits;
using TelephonyBilling.Domain.Monetary;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Counts what is used of limits: by the writer, whose lock keeps it so until the commit, or by a reader for people.</summary>
/// <param name="prepare">Gives the compiled statement of a text that is always the same object.</param>
/// <param name="account">The account's key.</param>
/// <param name="currency">The account's.</param>
/// <param name="now">The end of all windows.</param>
internal sealed class UsageCount(
    Func<string, Statement> prepare,
    long account,
    Currency currency,
    DateTimeOffset now
)
{
    /// <summary>How far back charges count at most.</summary>
    internal static readonly TimeSpan Day = TimeSpan.FromHours(24);

    private static readonly TimeSpan Hour = TimeSpan.FromMinutes(60);
    private static readonly TimeSpan Minute = TimeSpan.FromSeconds(60);

    private static readonly Texts OfAccount = new("");
    private static readonly Texts OfNumber = new(" AND number = ?9");
    private static readonly Texts OfExtension = new(" AND extension = ?9");

    /// <summary>The key of a call that is not counted among those that hold money; 0: all are.</summary>
    internal long Except { get; init; }

    /// <summary>Whether calls in are counted, where a number of calls is limited; else calls out.</summary>
    internal bool IsInbound { get; init; }

    /// <summary>Where the call goes that shall be made; null: the destination with the most open calls is meant.</summary>
    internal string? Destination { get; init; }

    /// <summary>What is used of the limits that are set.</summary>
    internal UsageSoFar Of(LimitedSubject subject)
    {
        var limits = subject.Limits;
        var countsMoney = limits.SpendPerHour is not null || limits.SpendPerDay is not null;
        return new UsageSoFar(
            countsMoney ? Held(subject) : Money.Zero(currency),
            limits.SpendPerHour is null ? Money.Zero(currency) : Charged(subject, Hour),
            limits.SpendPerDay is null ? Money.Zero(currency) : Charged(subject, Day)
        )
        {
            CallsInMinute = limits.CallsPerMinute is null ? 0 : Begun(subject, Minute),
            CallsInHour = limits.CallsPerHour is null ? 0 : Begun(subject, Hour),
            CallsToDestination = limits.MaxCallsToDestination is null ? 0 : Open(subject),
        };
    }

    private Money Held(LimitedSubject subject) =>
        new(Ask(subject, TextsFor(subject).Held, query => query.Bind(2, Except)), currency);

    private Money Charged(LimitedSubject subject, TimeSpan window) =>
        new(
            Ask(
                subject,
                TextsFor(subject).Charged,
                query => query.Bind(2, Instant.ToStored(now - window))
            ),
            currency
        );

    private int Begun(LimitedSubject subject, TimeSpan window) =>
        (int)Ask(
            subject,
            TextsFor(subject).Begun,
            query => query.Bind(2, Instant.ToStored(now - window)).Bind(3, IsInbound)
        );

    private int Open(LimitedSubject subject) =>
        Destination is null
            ? (int)Ask(subject, TextsFor(subject).MostOpen, query => query.Bind(3, IsInbound))
            : (int)Ask(
                subject,
                TextsFor(subject).Open,
                query => query.Bind(2, Destination).Bind(3, IsInbound)
            );

    private long Ask(LimitedSubject subject, string sql, Action<Statement> bind)
    {
        var query = prepare(sql).Bind(1, account);
        bind(query);
        if (subject.Scope != LimitScope.Account)
        {
            query.Bind(9, subject.Subject);
        }
        query.Step();
        var answer = query.Int64(0);
        query.Reset();
        return answer;
    }

    private static Texts TextsFor(LimitedSubject subject) =>
        subject.Scope switch
        {
            LimitScope.Account => OfAccount,
            LimitScope.Number => OfNumber,
            _ => OfExtension,
        };

    /// <summary>The queries of one scope. The index is named because the planner would rather look through all calls that the account ever made.</summary>
    /// <param name="who">The condition that narrows them from the account's calls to those of a number or extension.</param>
    private sealed class Texts(string who)
    {
        internal string Held { get; } =
            $"""
                SELECT coalesce(sum(held_micros), 0) FROM call INDEXED BY call_open_account
                WHERE account = ?1 AND ended_at IS NULL AND key <> ?2{who}
                """;

        internal string Charged { get; } =
            $"SELECT coalesce(sum(micros), 0) FROM usage_charge WHERE account = ?1 AND at > ?2{who}";

        internal string Begun { get; } =
            $"""
                SELECT count(*) FROM call INDEXED BY call_limited
                WHERE account = ?1 AND authorised_at > ?2 AND limited = 1 AND owner_is_trunk = ?3 AND parent IS NULL{who}
                """;

        internal string Open { get; } =
            $"""
                SELECT count(*) FROM call INDEXED BY call_open_account
                WHERE account = ?1 AND ended_at IS NULL AND destination = ?2 AND owner_is_trunk = ?3 AND parent IS NULL{who}
                """;

        internal string MostOpen { get; } =
            $"""
                SELECT coalesce(max(calls), 0) FROM (
                    SELECT count(*) AS calls FROM call INDEXED BY call_open_account
                    WHERE account = ?1 AND ended_at IS NULL AND owner_is_trunk = ?3 AND parent IS NULL{who}
                    GROUP BY destination)
                """;
    }
}
