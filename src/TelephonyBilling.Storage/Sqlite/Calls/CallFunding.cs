using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Domain.Limits;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Calls;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Extends a call's reservation. What a call holds is always the charge for the seconds that are funded.</summary>
internal static class CallFunding
{
    internal static Funding Run(
        WriterSession session,
        CallId call,
        long wantedSeconds,
        DateTimeOffset now
    )
    {
        const string find = """
            SELECT c.key, c.ended_at, c.funded_seconds, a.status, a.balance_micros - a.held_micros + c.held_micros,
                   a.currency, c.connection_fee_micros, c.per_minute_micros, c.initial_seconds, c.subsequent_seconds,
                   c.price_currency, c.exchange_trillionths,
                   EXISTS (SELECT 1 FROM usage_limit u WHERE u.account = c.account), a.key
            FROM call c LEFT JOIN account a ON a.key = c.account
            WHERE c.id = ?1
            """;
        var row = session.Prepare(find).Bind(1, call.Value);
        if (!row.Step())
        {
            throw SqliteCallStore.NoSuchCall(call);
        }
        try
        {
            return Decide(session, row, wantedSeconds, now);
        }
        finally
        {
            row.Reset();
        }
    }

    private static Funding Decide(
        WriterSession session,
        Statement row,
        long wantedSeconds,
        DateTimeOffset now
    )
    {
        if (!row.IsNull(1))
        {
            return new Funding.Refused(FundingRefusal.CallClosed);
        }
        var funded = row.Int64(2);
        if (wantedSeconds <= funded)
        {
            // Asked again after an answer that got lost.
            return new Funding.Extended(funded);
        }
        if (row.Text(3) != "active")
        {
            return new Funding.Refused(FundingRefusal.AccountSuspended);
        }
        var currency = Currency.Parse(row.Text(5));
        var price = StoredPrice.Of(
            row.Int64(6),
            row.Int64(7),
            new BillingIncrements((int)row.Int64(8), (int)row.Int64(9)),
            currency,
            row.IsNull(10) ? null : row.Text(10),
            row.IsNull(11) ? null : row.Int64(11)
        );
        var allowance =
            row.Int64(12) == 0
                ? CallAllowance.Unlimited
                : FundingAllowance.Find(session, row.Int64(0), price, now);
        if (allowance.Cap is { } cap && cap.Seconds <= funded)
        {
            return Refused(FundingRefusal.LongestCallReached, cap.Limit);
        }
        var wanted = allowance.Within(wantedSeconds);
        var available = new Money(row.Int64(4), currency);
        var affordable = price.AffordableSeconds(available, wanted);
        if (affordable < wanted)
        {
            BalanceWatching.Exhausted(session, row.Int64(13));
        }
        if (affordable <= funded)
        {
            return new Funding.Refused(FundingRefusal.InsufficientCredit);
        }
        if (allowance.Room is { } room)
        {
            affordable = price.AffordableSeconds(allowance.Within(available), wanted);
            if (affordable <= funded)
            {
                return Refused(FundingRefusal.SpendLimitReached, room.Limit);
            }
        }
        Hold(session, row.Int64(0), affordable, price.Charge(affordable));
        return new Funding.Extended(affordable);
    }

    private static Funding.Refused Refused(FundingRefusal reason, LimitUse limit) =>
        new(reason) { Limit = limit };

    private static void Hold(WriterSession session, long key, long funded, Money held)
    {
        // A trigger moves the account's held money along, and a constraint refuses what the balance does not cover.
        const string sql =
            "UPDATE OR ROLLBACK call SET funded_seconds = ?2, held_micros = ?3 WHERE key = ?1";
        session.Prepare(sql).Bind(1, key).Bind(2, funded).Bind(3, held.Micros).Run();
    }
}
