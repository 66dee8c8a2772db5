using TelephonyBilling.Storage.Tests.Contracts;

namespace TelephonyBilling.Storage.Tests.Sqlite;

/// <summary><see cref="NoticeThresholdContract"/> on SQLite.</summary>
public sealed class SqliteNoticeThresholdTests : NoticeThresholdContract
{
    private readonly TempStore temp = new();

    public override async Task DisposeAsync() => await temp.DisposeAsync();

    protected override async Task<Opened> OpenAsync()
    {
        var store = await temp.OpenAsync();
        return new Opened(
            TempStore.BooksOf(store),
            store.TopUps,
            store.Recharges,
            store.Thresholds,
            store.Outbox
        );
    }
}
