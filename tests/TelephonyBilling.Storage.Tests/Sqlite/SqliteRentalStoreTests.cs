using TelephonyBilling.Engine.Rentals;
using TelephonyBilling.Storage.Tests.Contracts;
using TelephonyBilling.Testing.Store;

namespace TelephonyBilling.Storage.Tests.Sqlite;

/// <summary><see cref="RentalStoreContract"/> on SQLite.</summary>
public sealed class SqliteRentalStoreTests : RentalStoreContract
{
    private readonly TempStore temp = new();

    public override async Task DisposeAsync() => await temp.DisposeAsync();

    protected override async Task<(Books Books, IRentalStore Rentals)> OpenAsync()
    {
        var store = await temp.OpenAsync();
        return (TempStore.BooksOf(store), store.Rentals);
    }
}
