using System.Globalization;
using Dapper;
using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Notices;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>
/// Tells that a call ended because the credit did: once a day, and once more for each top-up after which that happened again,
/// since twenty calls that share a balance end within a minute.
/// </summary>
internal static class ExhaustionNotice
{
    /// <param name="session">Within the transaction that settles the call.</param>
    /// <param name="call">The call's key.</param>
    /// <param name="settlement">How it ended.</param>
    /// <param name="at">Now.</param>
    internal static void Write(
        WriterSession session,
        long call,
        CallSettlement settlement,
        DateTimeOffset at
    )
    {
        const string find = """
            SELECT a.id AS account, c.from_party, c.to_party, c.destination, a.balance_micros,
                   (SELECT coalesce(max(entry), 0) FROM top_up WHERE account = a.key) AS last_top_up
            FROM call c JOIN account a ON a.key = c.account
            WHERE c.key = @call
            """;
        var row = session.Connection.QuerySingle<CallRow>(find, new { call });
        Notices.Queue(
            session,
            row.Account,
            string.Create(
                CultureInfo.InvariantCulture,
                $"credit-exhausted/{row.Account}/{at.UtcDateTime:yyyy-MM-dd}/{row.LastTopUp}"
            ),
            new CreditExhaustedNotice(
                settlement.CallId.Value,
                row.FromParty,
                row.ToParty,
                row.Destination,
                settlement.EndedAt,
                settlement.Connected.Ticks / TimeSpan.TicksPerSecond,
                settlement.Charge.Micros,
                row.BalanceMicros
            ),
            at
        );
    }

    private sealed class CallRow
    {
        public required string Account { get; init; }
        public required string FromParty { get; init; }
        public required string ToParty { get; init; }
        public required string Destination { get; init; }
        public long BalanceMicros { get; init; }
        public long LastTopUp { get; init; }
    }
}
