using TelephonyBilling.Engine.Notices;
using TelephonyBilling.Engine.Retention;
using TelephonyBilling.Storage.Sqlite;
using TelephonyBilling.Storage.Tests.Contracts;
using TelephonyBilling.Testing.Store;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Storage.Tests.Sqlite;

/// <summary><see cref="RetentionStoreContract"/> on SQLite.</summary>
public sealed class SqliteRetentionStoreTests : RetentionStoreContract
{
    private readonly TempStore temp = new();
    private SqliteStore? store;

    protected override IRetentionStore Retention => store!.Retention;

    public override async Task DisposeAsync() => await temp.DisposeAsync();

    [Fact]
    public async Task MaskMails_Sent_HidesNumbersAndKeepsAmountsAndInstants()
    {
        using var shell = new RawDatabase(temp.Path);
        shell.Execute(
            """
            INSERT INTO outbox (cause, kind, data, created_at, due_at) VALUES ('a/1', 'limit-reached', json_object(
                'to', '442079460000', 'detail', 'the call to +442079460000 was refused', 'micros', 12345678,
                'at', '2026-11-22T12:00:00.0000000Z', 'list', json_array('+13125550100', 7)), 0, 0)
            """
        );
        var mail = await store!.Outbox.ClaimAsync("node", Noon, TimeSpan.FromMinutes(1), default);
        await store.Outbox.EndAsync(
            mail!,
            new MailResult(MailState.Sent, Noon, "", ["a@example.com"]),
            default
        );

        (await Retention.MaskMailsAsync(Noon, 10, default)).Should().Be(new MaskedRecords(0, 0, 1));

        shell
            .Scalar<string>("SELECT data FROM outbox")
            .Should()
            .Be(
                """{"to":"44207946****","detail":"the call to \u002B44207946**** was refused","micros":12345678,"at":"2026-11-22T12:00:00.0000000Z","list":["\u002B1312555****",7]}"""
            );
    }

    protected override async Task<Books> OpenBooksAsync() =>
        TempStore.BooksOf(store = await temp.OpenAsync());
}
