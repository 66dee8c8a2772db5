using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Domain.Limits;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Calls;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Settles a call: the charge, the end of the reservation, the record and what limits on use count, in one transaction.</summary>
/// <remarks>A call that costs nothing gets an entry of zero, so that settled calls and charges match one to one.</remarks>
internal sealed class CallClosing
{
    private readonly CallSettlement settlement;
    private readonly TimeProvider time;

    internal CallClosing(CallSettlement settlement, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(settlement);
        ArgumentOutOfRangeException.ThrowIfNegative(settlement.Charge.Micros, nameof(settlement));
        ArgumentOutOfRangeException.ThrowIfNegative(settlement.BilledSeconds, nameof(settlement));
        ArgumentOutOfRangeException.ThrowIfLessThan(
            settlement.Connected,
            TimeSpan.Zero,
            nameof(settlement)
        );
        StoredArgument.Required(settlement.Leg, "leg");
        this.settlement = settlement;
        this.time = time;
    }

    internal SettleOutcome Run(WriterSession session)
    {
        const string find = """
            SELECT c.key, c.ended_at, c.account, c.pbx, c.held_micros, a.balance_micros, a.last_entry, a.currency,
                   c.limited, c.parent
            FROM call c LEFT JOIN account a ON a.key = c.account
            WHERE c.id = ?1
            """;
        var row = session.Prepare(find).Bind(1, settlement.CallId.Value);
        if (!row.Step())
        {
            throw SqliteCallStore.NoSuchCall(settlement.CallId);
        }
        try
        {
            if (!row.IsNull(1))
            {
                return SettleOutcome.AlreadyClosed;
            }
            Check(new Money(row.Int64(4), Currency.Parse(row.Text(7))));
            var (key, at, cause) = (row.Int64(0), time.GetUtcNow(), CauseOf(row));
            var isPaid = IsPosted(session, cause);
            var (final, post) = isPaid
                ? (settlement.AtNoCharge(), $"{cause}/{settlement.CallId}")
                : (settlement, cause);
            Close(session, final, key, entry: Post(session, final, row, post, at));
            if (row.Int64(8) != 0)
            {
                UsageCharges.Add(session, row.Int64(2), key, final.Charge.Micros, at);
            }
            if (settlement.Limit is { } limit)
            {
                Tell(session, key, limit, at);
            }
            if (settlement.Reason == EndReason.CreditExhausted)
            {
                ExhaustionNotice.Write(session, key, settlement, at);
            }
            return isPaid ? SettleOutcome.LegChargedBefore : SettleOutcome.Settled;
        }
        finally
        {
            row.Reset();
        }
    }

    private void Check(Money held)
    {
        if (settlement.Charge > held)
        {
            throw new InvalidOperationException(
                $"Call {settlement.CallId} would be charged {settlement.Charge}, but only {held} is held for it."
            );
        }
    }

    private void Tell(WriterSession session, long key, LimitUse limit, DateTimeOffset at)
    {
        const string sql =
            "SELECT a.id, c.to_party FROM call c JOIN account a ON a.key = c.account WHERE c.key = ?1";
        var call = session.Prepare(sql).Bind(1, key);
        call.Step();
        var (account, to) = (call.Text(0), call.Text(1));
        call.Reset();
        new LimitNotice(limit, settlement.CallId, to, at).Write(session, account, "ended");
    }

    private static bool IsPosted(WriterSession session, string cause)
    {
        var entry = session.Prepare("SELECT 1 FROM ledger_entry WHERE cause = ?1").Bind(1, cause);
        var found = entry.Step();
        entry.Reset();
        return found;
    }

    private static long Post(
        WriterSession session,
        CallSettlement settlement,
        Statement call,
        string cause,
        DateTimeOffset at
    )
    {
        // Triggers move the balance, free what the call held, and refuse an entry that does not follow from the last one.
        const string sql = """
            INSERT OR ROLLBACK INTO ledger_entry
                (account, kind, amount_micros, balance_after_micros, cause, call, previous, note, actor, at)
            VALUES (?1, 'charge', ?2, ?3, ?4, ?5, ?6, ?7, 'daemon', ?8)
            """;
        var charge = settlement.Charge.Micros;
        session
            .Prepare(sql)
            .Bind(1, call.Int64(2))
            .Bind(2, -charge)
            .Bind(3, call.Int64(5) - charge)
            .Bind(4, cause)
            .Bind(5, call.Int64(0))
            .Bind(6, call.Int64(6))
            .Bind(7, settlement.CallId.Value)
            .Bind(8, Instant.ToStored(at))
            .Run();
        return session.LastKey;
    }

    /// <summary>A leg costs once. Of features, several may run on one channel, and one again and again: each costs.</summary>
    private string CauseOf(Statement call) =>
        call.IsNull(9)
            ? $"settlement/{call.Text(3)}/{settlement.Leg}"
            : $"surcharge/{settlement.CallId}";

    private static void Close(
        WriterSession session,
        CallSettlement settlement,
        long key,
        long entry
    )
    {
        const string sql = """
            UPDATE OR ROLLBACK call
            SET state = 'settled', held_micros = 0, leg = ?2, answered_at = ?3, ended_at = ?4, connected_ticks = ?5,
                billed_seconds = ?6, charge_micros = ?7, charge_entry = ?8, end_reason = ?9, cause = ?10,
                estimated = ?11, clock_stepped = ?12
            WHERE key = ?1
            """;
        session
            .Prepare(sql)
            .Bind(1, key)
            .Bind(2, settlement.Leg)
            .Bind(3, Instant.ToStored(settlement.AnsweredAt))
            .Bind(4, Instant.ToStored(settlement.EndedAt))
            .Bind(5, settlement.Connected.Ticks)
            .Bind(6, settlement.BilledSeconds)
            .Bind(7, settlement.Charge.Micros)
            .Bind(8, entry)
            .Bind(9, settlement.Reason.ToText())
            .Bind(10, settlement.Cause)
            .Bind(11, settlement.Estimated)
            .Bind(12, settlement.ClockStepped)
            .Run();
    }
}
