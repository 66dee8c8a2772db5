using TelephonyBilling.Engine.Statements;
using TelephonyBilling.Storage.Sqlite;
using TelephonyBilling.Storage.Tests.Contracts;
using TelephonyBilling.Testing.Store;

namespace TelephonyBilling.Storage.Tests.Sqlite;

/// <summary><see cref="StatementStoreContract"/> on SQLite.</summary>
public sealed class SqliteStatementStoreTests : StatementStoreContract
{
    private readonly TempStore temp = new();
    private SqliteStore? store;

    protected override IStatementStore Statements => store!.Statements;

    public override async Task DisposeAsync() => await temp.DisposeAsync();

    protected override async Task<Books> OpenBooksAsync() =>
        TempStore.BooksOf(store = await temp.OpenAsync(time: Clock));

    [Fact]
    public async Task Mark_IsFoundInItsIndex_ChargesAreNotInIt()
    {
        await Books.OpenAccountAsync("10.00");

        using var shell = new RawDatabase(temp.Path);
        shell
            .Plan(
                "SELECT min(id) FROM ledger_entry WHERE account = @a AND at >= @t AND kind <> 'charge'",
                new { a = 1, t = 0 }
            )
            .Should()
            .Contain("USING INDEX ledger_entry_by_hand (account=? AND at>?)");
    }
}
