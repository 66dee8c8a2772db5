using Microsoft.Data.Sqlite;
using TelephonyBilling.Storage.Sqlite;
using TelephonyBilling.Testing.Store;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Storage.Tests.Sqlite;

/// <summary>The database keeps the books' rules against whoever writes to it, also by hand.</summary>
public sealed class LedgerTriggerTests : IAsyncLifetime
{
    private readonly TempStore temp = new();
    private SqliteStore store = null!;

    public async Task InitializeAsync()
    {
        store = await temp.OpenAsync();
        var books = TempStore.BooksOf(store);
        await books.OpenAccountAsync("10.00");
        await books.OpenAccountAsync("5.00", "beta");
        await store.Calls.AuthoriseAsync(NewCall(1), default);
        await store.Calls.AuthoriseAsync(NewCall(2), default);
        await store.Calls.SettleAsync(Settlement(2, TimeSpan.FromSeconds(1)), default);
    }

    public async Task DisposeAsync() => await temp.DisposeAsync();

    [Theory]
    [InlineData("UPDATE ledger_entry SET amount_micros = 1 WHERE id = 1", "never changed")]
    [InlineData("UPDATE ledger_entry SET note = 'x'", "never changed")]
    [InlineData("DELETE FROM ledger_entry WHERE id = 1", "never removed")]
    [InlineData(
        "UPDATE account SET balance_micros = balance_micros + 1 WHERE id = 'acme'",
        "only by a ledger entry"
    )]
    [InlineData("UPDATE account SET balance_micros = 0, held_micros = 0", "only by a ledger entry")]
    [InlineData("UPDATE account SET last_entry = 2 WHERE id = 'acme'", "only by a ledger entry")]
    [InlineData("UPDATE account SET held_micros = -1 WHERE id = 'beta'", "held_micros >= 0")]
    [InlineData("UPDATE account SET held_micros = 5000001 WHERE id = 'beta'", "no_overdraft")]
    [InlineData("UPDATE account SET currency = 'EUR' WHERE id = 'acme'", "never change")]
    [InlineData("UPDATE account SET id = 'other' WHERE id = 'acme'", "never change")]
    [InlineData(
        "INSERT INTO account (id, name, currency, plan, status, created_at, balance_micros) VALUES ('rich', '', 'USD', 'p', 'active', 0, 1)",
        "begins with nothing"
    )]
    [InlineData("DELETE FROM call", "may be removed")]
    [InlineData(
        "UPDATE call SET charge_micros = 0 WHERE state = 'settled'",
        "closed call never changes"
    )]
    [InlineData(
        "UPDATE call SET state = 'connected', ended_at = NULL, charge_micros = NULL, charge_entry = NULL WHERE state = 'settled'",
        "closed call never changes"
    )]
    [InlineData("UPDATE call SET account = 2 WHERE state = 'authorised'", "never change")]
    [InlineData(
        "UPDATE call SET held_micros = 10000001 WHERE state = 'authorised'",
        "no_overdraft"
    )]
    [InlineData(
        "UPDATE call SET state = 'settled', held_micros = 0, ended_at = 1, leg = 'x', answered_at = 1, charge_micros = 0, charge_entry = 3 WHERE state = 'authorised'",
        "only with a ledger entry of its charge"
    )]
    public void Statement_AgainstTheRules_IsRefused(string sql, string because)
    {
        using var shell = new RawDatabase(temp.Path);
        shell
            .Invoking(it => it.Execute(sql))
            .Should()
            .Throw<SqliteException>()
            .WithMessage($"*{because}*");
    }

    [Theory]
    [InlineData(1_000_000, 10_940_001, 3, null, "top-up", "follows from it")] // a wrong sum
    [InlineData(1_000_000, 10_940_000, 1, null, "top-up", "follows from it")] // another entry before it
    [InlineData(-9_860_000, 80_000, 3, null, "adjustment", "no_overdraft")] // takes what a call holds
    [InlineData(-1, 9_939_999, 3, null, "charge", "CHECK")] // a charge of no call
    [InlineData(-1, 9_939_999, 3, 2, "charge", "open call")] // of a settled call
    [InlineData(-1, 9_939_999, 3, 99, "charge", "open call")] // of a call that does not exist
    [InlineData(-140_001, 9_799_999, 3, 1, "charge", "open call")] // more than the call holds
    public void Entry_ThatDoesNotFollow_IsRefused(
        long amount,
        long balanceAfter,
        long previous,
        int? call,
        string kind,
        string because
    )
    {
        using var shell = new RawDatabase(temp.Path);
        var sql = $"""
            INSERT INTO ledger_entry
                (account, kind, amount_micros, balance_after_micros, cause, call, previous, note, actor, at)
            VALUES (1, '{kind}', {amount}, {balanceAfter}, 'by-hand', {call?.ToString()
                ?? "NULL"}, {previous}, '', 'me', 0)
            """;
        shell
            .Invoking(it => it.Execute(sql))
            .Should()
            .Throw<SqliteException>()
            .WithMessage($"*{because}*");
    }

    [Theory]
    [InlineData("id", "1")]
    [InlineData("cause", "'topup/acme/0'")]
    public void Replace_OfAnEntry_IsRefused(string key, string value)
    {
        using var shell = new RawDatabase(temp.Path);
        var (id, cause) = key == "id" ? (value, "'new'") : ("NULL", value);
        var sql = $"""
            INSERT OR REPLACE INTO ledger_entry
                (id, account, kind, amount_micros, balance_after_micros, cause, previous, note, actor, at)
            VALUES ({id}, 1, 'top-up', 1, 9940001, {cause}, 3, '', 'me', 0)
            """;
        shell
            .Invoking(it => it.Execute(sql))
            .Should()
            .Throw<SqliteException>()
            .WithMessage("*exists*");
    }

    [Fact]
    public async Task Verify_BooksForgedWithoutTriggers_NamesEachFault()
    {
        using (var shell = new RawDatabase(temp.Path))
        {
            foreach (
                var trigger in shell.Column<string>(
                    "SELECT name FROM sqlite_schema WHERE type = 'trigger'"
                )
            )
            {
                shell.Execute($"DROP TRIGGER {trigger}");
            }
            shell.Execute(
                "UPDATE account SET balance_micros = balance_micros + 1 WHERE id = 'beta'"
            );
            shell.Execute("UPDATE account SET held_micros = held_micros + 2 WHERE id = 'acme'");
            shell.Execute("UPDATE ledger_entry SET amount_micros = amount_micros + 3 WHERE id = 1");
            shell.Execute(
                "UPDATE call SET charge_micros = charge_micros + 4 WHERE state = 'settled'"
            );
            shell.Execute(
                "UPDATE call SET held_micros = held_micros + 5 WHERE state = 'authorised'"
            );
        }

        var faults = (await store.Ledger.VerifyAsync(default)).Faults;

        faults
            .Should()
            .Contain("The balance of beta is 5.000001 USD, but its entries sum to 5.00 USD.");
        faults
            .Should()
            .Contain("The balance of acme is 9.94 USD, but its entries sum to 9.940003 USD.");
        faults
            .Should()
            .Contain(fault => fault.StartsWith("Entry 1 of acme gives the balance as 10.00 USD"));
        faults
            .Should()
            .Contain(
                "Account acme has 0.140002 USD set aside, but its open calls hold 0.140005 USD."
            );
        faults
            .Should()
            .Contain(
                $"Call {CallId(1)} of acme holds 0.140005 USD, but its 300 funded seconds cost 0.14 USD."
            );
        faults
            .Should()
            .Contain(
                $"Settled call {CallId(2)} says 60004 millionths were charged, its entry 3 says 60000."
            );
    }

    [Fact]
    public async Task Verify_RemovedEntry_IsMissed()
    {
        await store.Ledger.PostAsync(TopUp("1"), default);
        using (var shell = new RawDatabase(temp.Path))
        {
            shell.Execute("DROP TRIGGER ledger_entry_is_never_removed");
            shell.Execute("DELETE FROM ledger_entry WHERE id = 1");
        }

        var faults = (await store.Ledger.VerifyAsync(default)).Faults;

        faults
            .Should()
            .Contain("Entry 3 of acme follows entry 1, but the account's entry before it is 0.");
    }
}
