using TelephonyBilling.Engine.Usage;
using TelephonyBilling.Storage.Sqlite;
using TelephonyBilling.Storage.Tests.Contracts;
using TelephonyBilling.Testing.Store;

namespace TelephonyBilling.Storage.Tests.Sqlite;

/// <summary><see cref="UsageStoreContract"/> on SQLite.</summary>
public sealed class SqliteUsageStoreTests : UsageStoreContract
{
    private readonly TempStore temp = new();
    private SqliteStore? store;

    protected override IUsageStore Usage => store!.Usage;

    public override async Task DisposeAsync() => await temp.DisposeAsync();

    protected override async Task<Books> OpenBooksAsync() =>
        TempStore.BooksOf(store = await temp.OpenAsync());
}
