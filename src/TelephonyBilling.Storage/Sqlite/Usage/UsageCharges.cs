namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Writes what limits on spending count: the charges of the last 24 hours.</summary>
internal static class UsageCharges
{
    /// <summary>Adds the charge of a call that is about to be closed, and lets go of what lies too far back.</summary>
    internal static void Add(
        WriterSession session,
        long account,
        long call,
        long micros,
        DateTimeOffset at
    )
    {
        const string forget = "DELETE FROM usage_charge WHERE account = ?1 AND at <= ?2";
        const string add = """
            INSERT INTO usage_charge (account, at, call, number, extension, micros)
            SELECT ?1, ?2, key, number, extension, ?4 FROM call WHERE key = ?3
            """;
        session
            .Prepare(forget)
            .Bind(1, account)
            .Bind(2, Instant.ToStored(at - UsageCount.Day))
            .Run();
        if (micros > 0)
        {
            session
                .Prepare(add)
                .Bind(1, account)
                .Bind(2, Instant.ToStored(at))
                .Bind(3, call)
                .Bind(4, micros)
                .Run();
        }
    }

    /// <summary>
    /// Adds what an account was charged while it had no limits. The ledger tells, backwards from the newest entry to the first
    /// charge that lies too far back: an account's entries have no index, and need none. Other entries don't end the search,
    /// since people may date them as they like.
    /// </summary>
    internal static void AddFromLedger(WriterSession session, long account, DateTimeOffset now)
    {
        const string sql = """
            WITH RECURSIVE entry AS (
                SELECT e.* FROM ledger_entry e JOIN account a ON a.last_entry = e.id
                WHERE a.key = ?1 AND (e.at > ?2 OR e.kind <> 'charge')
                UNION ALL
                SELECT e.* FROM ledger_entry e JOIN entry newer ON e.id = newer.previous
                WHERE e.at > ?2 OR e.kind <> 'charge')
            INSERT INTO usage_charge (account, at, call, number, extension, micros)
            SELECT ?1, entry.at, c.key, c.number, c.extension, -entry.amount_micros
            FROM entry JOIN call c ON c.key = entry.call
            WHERE entry.kind = 'charge' AND entry.amount_micros < 0
            ON CONFLICT (account, at, call) DO NOTHING
            """;
        session.Prepare(sql).Bind(1, account).Bind(2, Instant.ToStored(now - UsageCount.Day)).Run();
    }
}
