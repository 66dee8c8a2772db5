using TelephonyBilling.Engine.Notices;
using TelephonyBilling.Engine.TopUps;
using TelephonyBilling.Storage.Tests.Contracts;
using TelephonyBilling.Testing.Store;

namespace TelephonyBilling.Storage.Tests.Sqlite;

/// <summary><see cref="OutboxStoreContract"/> on SQLite.</summary>
public sealed class SqliteOutboxStoreTests : OutboxStoreContract
{
    private readonly TempStore temp = new();

    public override async Task DisposeAsync() => await temp.DisposeAsync();

    protected override async Task<(
        Books Books,
        ITopUpStore TopUps,
        IOutboxStore Outbox
    )> OpenAsync()
    {
        var store = await temp.OpenAsync();
        return (TempStore.BooksOf(store), store.TopUps, store.Outbox);
    }
}
