using Dapper;
using Microsoft.Data.Sqlite;
using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Storage.Sqlite;
using TelephonyBilling.Testing.Store;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Storage.Tests.Sqlite;

/// <summary>
/// SQLite copies each page that a statement changes where that statement may have to be undone alone. What happens at each
/// call's end is spared that, as migration 9 says; one function in one trigger would bring it back.
/// </summary>
public sealed class StatementJournalTests : IAsyncLifetime
{
    private const long Abort = 2; // OE_Abort in sqliteInt.h: undo this statement alone
    private readonly TempStore temp = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await temp.DisposeAsync();

    [Fact]
    public async Task WritesOfACallsLife_AreNeverUndoneAlone()
    {
        var store = await temp.OpenAsync();
        var books = TempStore.BooksOf(store);
        await books.OpenAccountAsync("10.00");
        await books.Calls.AuthoriseAsync(NewCall(1), default);
        await books.Calls.RecordAnswerAsync(CallId(1), "1733.1", Noon, default);
        await books.Calls.FundAsync(CallId(1), 600, default);
        await books.Calls.SettleAsync(Settlement(1, TimeSpan.FromSeconds(60)), default);
        await books.Calls.AuthoriseAsync(NewCall(2), default);
        await books.Calls.ReleaseAsync(CallId(2), EndReason.NoAnswer, 0, Noon, default);

        var plans = await store.Writer.WriteAsync(Plans, CancellationToken.None);

        plans
            .Select(plan => plan.Sql)
            .Should()
            .HaveCount(6, "two entries, answer, funding, settlement, release");
        foreach (var (sql, steps) in plans)
        {
            steps.Where(step => step.MayUndoItsStatement).Should().BeEmpty("of {0}", sql);
        }
    }

    // An entry, and whatever changes a call. Opening one is left out: a check of its price's currency needs a function.
    private static List<(string Sql, List<Step> Steps)> Plans(WriterSession session) =>
        [
            .. session
                .Prepared.Where(sql =>
                    sql.Contains("INTO ledger_entry", StringComparison.Ordinal)
                    || sql.Contains("UPDATE OR ROLLBACK call", StringComparison.Ordinal)
                )
                .Select(sql => (sql, Explain(session.Connection, sql))),
        ];

    private static List<Step> Explain(SqliteConnection connection, string sql)
    {
        using var explain = connection.CreateCommand();
        explain.CommandText = "EXPLAIN " + sql;
        for (
            var parameter = 1;
            sql.Contains($"?{parameter}", StringComparison.Ordinal);
            parameter++
        )
        {
            explain.Parameters.AddWithValue($"?{parameter}", 0);
        }
        using var rows = explain.ExecuteReader();
        return rows.Parse<Step>().AsList();
    }

    /// <summary>A step of SQLite's program, triggers included; see sqlite.org/opcode.html.</summary>
    private sealed record Step
    {
        public string Opcode { get; init; } = "";
        public long P1 { get; init; }
        public long P2 { get; init; }
        public string? P4 { get; init; }

        public bool MayUndoItsStatement =>
            Opcode switch
            {
                "Function" or "PureFunc" => true,
                "Halt" or "HaltIfNull" => P1 != 0 && P2 == Abort,
                "FkCounter" => P1 == 0 && P2 > 0,
                _ => false,
            };
    }
}
