using TelephonyBilling.Engine.Calls;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Counts the calls that are open beside a new one; surcharges are none.</summary>
internal static class CallLimitCheck
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>The first limit that leaves no room for this call; null: there is room.</summary>
    internal static CallLimit? Reached(WriterSession session, long account, NewCall call)
    {
        // Each count stops at its limit: how many more there are need not be known. The index is named because the
        // planner would rather look through all calls that the account ever made.
        const string ofAccount = """
            SELECT count(*) FROM (
                SELECT 1 FROM call INDEXED BY call_open_account
                WHERE account = ?1 AND ended_at IS NULL AND parent IS NULL LIMIT ?2)
            """;
        const string ofNumber = """
            SELECT count(*) FROM (
                SELECT 1 FROM call INDEXED BY call_open_account
                WHERE account = ?1 AND number = ?3 AND ended_at IS NULL AND parent IS NULL LIMIT ?2)
            """;
        const string ofExtension = """
            SELECT count(*) FROM (
                SELECT 1 FROM call INDEXED BY call_open_account
                WHERE account = ?1 AND extension = ?3 AND ended_at IS NULL AND parent IS NULL LIMIT ?2)
            """;
        const string ofCaller = """
            SELECT count(*) FROM (
                SELECT 1 FROM call INDEXED BY call_open_account
                WHERE account = ?1 AND number = ?3 AND from_party = ?4 AND ended_at IS NULL AND parent IS NULL LIMIT ?2)
            """;
        const string ofCallerInAnHour = """
            SELECT count(*) FROM (
                SELECT 1 FROM call INDEXED BY call_inbound_caller
                WHERE number = ?3 AND from_party = ?4 AND authorised_at > ?5 AND account = ?1
                  AND owner_is_trunk = 1 AND state <> 'refused' LIMIT ?2)
            """;
        var (limits, parties) = (call.Limits, call.Parties);

        if (
            limits.Account is { } perAccount
            && IsFull(session.Prepare(ofAccount).Bind(1, account), perAccount)
        )
        {
            return CallLimit.Account;
        }
        if (
            limits.Number is { } perNumber
            && parties.Number is { } number
            && IsFull(session.Prepare(ofNumber).Bind(1, account).Bind(3, number), perNumber)
        )
        {
            return CallLimit.Number;
        }
        if (
            limits.Extension is { } perExtension
            && parties.Extension is { } extension
            && IsFull(
                session.Prepare(ofExtension).Bind(1, account).Bind(3, extension),
                perExtension
            )
        )
        {
            return CallLimit.Extension;
        }
        if (
            limits.Caller is { } perCaller
            && parties.Number is { } called
            && IsFull(
                session.Prepare(ofCaller).Bind(1, account).Bind(3, called).Bind(4, parties.From),
                perCaller
            )
        )
        {
            return CallLimit.Caller;
        }
        if (
            limits.CallerPerHour is { } perHour
            && parties.Number is { } calledInAnHour
            && IsFull(
                session
                    .Prepare(ofCallerInAnHour)
                    .Bind(1, account)
                    .Bind(3, calledInAnHour)
                    .Bind(4, parties.From)
                    .Bind(5, Instant.ToStored(call.At - Hour)),
                perHour
            )
        )
        {
            return CallLimit.CallerPerHour;
        }
        return null;
    }

    private static bool IsFull(Statement count, int limit)
    {
        count.Bind(2, limit).Step();
        var isFull = count.Int64(0) >= limit;
        count.Reset();
        return isFull;
    }
}
