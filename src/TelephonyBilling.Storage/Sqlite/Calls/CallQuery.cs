using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Engine.Calls;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>The statement for a <see cref="CallFilter"/>: only what is asked for stands in it, so that each question uses its index.</summary>
internal sealed class CallQuery
{
    private const string NewestWritten = "ORDER BY c.key DESC";
    private const string NewestAsked = "ORDER BY c.authorised_at DESC, c.key DESC";

    // No index has the time alone, since every call would pay for it; this asks the accounts' index for one after another.
    private const string InTime = """
        c.key IN (
            SELECT t.key FROM account o CROSS JOIN call t INDEXED BY call_account
            WHERE t.account = o.key AND t.authorised_at >= @Since AND t.authorised_at < @Until
            UNION ALL
            SELECT t.key FROM call t INDEXED BY call_account
            WHERE t.account IS NULL AND t.authorised_at >= @Since AND t.authorised_at < @Until)
        """;

    private readonly CallFilter filter;
    private readonly List<string> conditions = [];

    internal CallQuery(CallFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfNegative(filter.Limit, nameof(filter));
        this.filter = filter;
        Require(filter.OnlyOpen, "c.ended_at IS NULL");
        Require(
            filter.Account is not null,
            "c.account = (SELECT key FROM account WHERE id = @Account)"
        );
        RequireTime();
        Require(filter.State is not null, "c.state = @State");
        Require(filter.Outcome is not null, ConditionOf(filter.Outcome));
        Require(filter.Member is not null, "c.member = @Member COLLATE NOCASE");
        Require(filter.Department is not null, "c.department = @Department COLLATE NOCASE");
        Require(filter.Extension is not null, "c.extension = @Extension");
        Require(filter.Number is not null, "c.number = @Number");
        Require(filter.Destination is not null, "c.destination = @Destination COLLATE NOCASE");
        Require(filter.Service is not null, "c.service = @Service");
        Require(filter.From is not null, "c.from_party = @From");
        Require(filter.To is not null, "c.to_party = @To");
        Require(filter.Reason is not null, "c.end_reason = @Reason");
        Require(filter.MinChargeMicros is not null, "c.charge_micros >= @MinCharge");
        RequirePage();
    }

    private bool IsByTime => filter.Account is not null;

    internal string Sql =>
        $"""
            {(filter.OnlyOpen ? CallRow.SelectOpen : CallRow.Select)}
            WHERE {(conditions.Count > 0 ? string.Join("\n  AND ", conditions) : "true")}
            {(IsByTime ? NewestAsked : NewestWritten)}
            LIMIT @Limit
            """;

    internal object Parameters =>
        new
        {
            Account = filter.Account?.ToLowerInvariant(),
            State = filter.State is { } state ? StoredText.Of(state) : null,
            filter.Member,
            filter.Department,
            filter.Extension,
            filter.Number,
            filter.Destination,
            Service = filter.Service?.ToName(),
            filter.From,
            filter.To,
            Since = filter.Since is { } since ? Instant.ToStored(since) : long.MinValue,
            Until = filter.Until is { } until ? Instant.ToStored(until) : long.MaxValue,
            filter.Reason,
            MinCharge = filter.MinChargeMicros,
            Before = filter.Before?.Value,
            filter.Limit,
        };

    private static string ConditionOf(CallOutcome? outcome) =>
        outcome switch
        {
            CallOutcome.Answered => "c.answered_at IS NOT NULL",
            CallOutcome.Unanswered => "c.state = 'released'",
            _ => "c.state = 'refused'",
        };

    private void Require(bool isAsked, string condition)
    {
        if (isAsked)
        {
            conditions.Add(condition);
        }
    }

    private void RequireTime()
    {
        if (
            filter.Account is null
            && !filter.OnlyOpen
            && (filter.Since ?? filter.Until) is not null
        )
        {
            conditions.Add(InTime);
            return;
        }
        Require(filter.Since is not null, "c.authorised_at >= @Since");
        Require(filter.Until is not null, "c.authorised_at < @Until");
    }

    private void RequirePage()
    {
        const string key = "(SELECT key FROM call WHERE id = @Before)";
        const string time = "(SELECT authorised_at FROM call WHERE id = @Before)";
        if (filter.Before is not null && IsByTime)
        {
            // The first alone bounds the walk through the index.
            conditions.Add($"c.authorised_at <= {time}");
            conditions.Add($"(c.authorised_at < {time} OR c.key < {key})");
        }
        else
        {
            Require(filter.Before is not null, $"c.key < {key}");
        }
    }
}
