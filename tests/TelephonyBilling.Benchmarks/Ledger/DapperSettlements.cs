using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using TelephonyBilling.Domain.Calls;

namespace TelephonyBilling.Benchmarks.Ledger;

/// <summary>
/// The same settlement without the store: the same rows under the same constraints and triggers, written by Dapper in one
/// transaction each. What is left out is the store's own care: it looks for nothing and answers nobody.
/// </summary>
internal sealed class DapperSettlements : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly DateTimeOffset openedAt;
    private readonly long at;
    private int settled;

    private DapperSettlements(SqliteConnection connection, DateTimeOffset openedAt)
    {
        this.connection = connection;
        this.openedAt = openedAt;
        at = (openedAt - DateTimeOffset.UnixEpoch).Ticks;
        connection.Execute("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON");
    }

    /// <summary>Books with so many calls that are open, which nobody else has open.</summary>
    public static async Task<DapperSettlements> OpenAsync(
        string path,
        int calls,
        int accounts,
        CancellationToken cancellationToken
    )
    {
        DateTimeOffset began;
        await using (
            var books = await StoreSettlements.OpenAsync(path, accounts, cancellationToken)
        )
        {
            await books.OpenCallsAsync(calls, accounts, cancellationToken);
            began = books.OpenedAt;
        }
        var own = new SqliteConnection($"Data Source={path};Pooling=False");
        own.Open();
        return new DapperSettlements(own, began);
    }

    /// <summary>Settles the next call, durable when it returns.</summary>
    public void SettleOne()
    {
        const string find = """
            SELECT c.key, c.account, a.balance_micros AS Balance, a.last_entry AS Previous
            FROM call c JOIN account a ON a.key = c.account
            WHERE c.id = @id AND c.ended_at IS NULL
            """;
        const string post = """
            INSERT INTO ledger_entry
                (account, kind, amount_micros, balance_after_micros, cause, call, previous, note, actor, at)
            VALUES (@Account, 'charge', -80000, @Balance - 80000, @cause, @Key, @Previous, @id, 'daemon', @at)
            RETURNING id
            """;
        const string close = """
            UPDATE call
            SET state = 'settled', held_micros = 0, leg = @leg, answered_at = @at, ended_at = @at + 950000000,
                connected_ticks = 950000000, billed_seconds = 120, charge_micros = 80000, charge_entry = @entry,
                end_reason = 'hangup', cause = 16
            WHERE key = @Key
            """;
        var id = CallId.Create(openedAt, (ulong)settled).Value;
        var leg = string.Create(CultureInfo.InvariantCulture, $"1733.{settled++}");
        using var transaction = connection.BeginTransaction();
        var call = connection.QuerySingle<Found>(find, new { id }, transaction);
        var entry = connection.ExecuteScalar<long>(
            post,
            new
            {
                call.Account,
                call.Balance,
                cause = $"settlement/bench/{leg}",
                call.Key,
                call.Previous,
                id,
                at,
            },
            transaction
        );
        connection.Execute(
            close,
            new
            {
                leg,
                at,
                entry,
                call.Key,
            },
            transaction
        );
        transaction.Commit();
    }

    public void Dispose() => connection.Dispose();

    private sealed record Found(long Key, long Account, long Balance, long Previous);
}
