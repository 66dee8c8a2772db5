using TelephonyBilling.Storage.Tests.Contracts;
using TelephonyBilling.Testing.Store;

namespace TelephonyBilling.Storage.Tests.Sqlite;

/// <summary><see cref="CallStoreContract"/> on SQLite.</summary>
public sealed class SqliteCallStoreTests : CallStoreContract
{
    private readonly TempStore temp = new();

    public override async Task DisposeAsync() => await temp.DisposeAsync();

    protected override async Task<Books> OpenBooksAsync() =>
        TempStore.BooksOf(await temp.OpenAsync());
}
