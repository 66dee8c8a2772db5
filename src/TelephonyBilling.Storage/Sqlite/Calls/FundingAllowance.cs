using Dapper;
using TelephonyBilling.Domain.Limits;
using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>What limits on use leave for an open call, as they are in the database now.</summary>
internal static class FundingAllowance
{
    /// <param name="session">The writer's.</param>
    /// <param name="call">The call's key.</param>
    /// <param name="price">What it costs, in the account's currency.</param>
    /// <param name="now">The end of all windows.</param>
    internal static CallAllowance Find(
        WriterSession session,
        long call,
        CallPrice price,
        DateTimeOffset now
    )
    {
        // An extension that takes a call in is not who makes it cost.
        const string limits =
            UsageLimitRow.Select
            + """
                JOIN call c ON c.account = u.account
                WHERE c.key = @call AND (u.scope = 'account'
                    OR (u.scope = 'number' AND u.subject = c.number)
                    OR (u.scope = 'extension' AND u.subject = c.extension AND c.owner_is_trunk = 0))
                """;
        const string account = "SELECT account FROM call WHERE key = @call";
        const string mark = "UPDATE call SET limited = 1 WHERE key = @call AND limited = 0";
        var connection = session.Connection;
        var rows = connection.Query<UsageLimitRow>(limits, new { call }).AsList();
        if (rows.Count == 0)
        {
            return CallAllowance.Unlimited;
        }
        // It may have begun in the moment in which its limits were set.
        connection.Execute(mark, new { call });
        var count = new UsageCount(
            session.Prepare,
            connection.ExecuteScalar<long>(account, new { call }),
            price.ChargeCurrency,
            now
        )
        {
            Except = call,
        };
        return rows.Select(row => row.ToLimits())
            .OrderBy(owned => owned.Owner.Scope) // Of equally tight limits the first is named, as at the gate.
            .Select(owned => new LimitedSubject(
                owned.Owner.Scope,
                owned.Owner.Subject,
                owned.Limits.ForCallsIn // How many calls there are is asked when one begins.
            ))
            .Aggregate(
                CallAllowance.Unlimited,
                (allowance, subject) =>
                    allowance.Under(subject, count.Of(subject), price.Increments)
            );
    }
}
