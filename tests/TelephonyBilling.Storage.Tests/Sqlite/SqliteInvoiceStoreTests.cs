using Microsoft.Data.Sqlite;
using TelephonyBilling.Engine.Invoices;
using TelephonyBilling.Engine.Notices;
using TelephonyBilling.Engine.TopUps;
using TelephonyBilling.Storage.Sqlite;
using TelephonyBilling.Storage.Tests.Contracts;
using TelephonyBilling.Testing.Store;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Storage.Tests.Sqlite;

/// <summary><see cref="InvoiceStoreContract"/> on SQLite; and what holds there whoever writes, and whatever dies.</summary>
public sealed class SqliteInvoiceStoreTests : InvoiceStoreContract
{
    private readonly TempStore temp = new();
    private SqliteStore store = null!;

    public override async Task DisposeAsync() => await temp.DisposeAsync();

    [Theory]
    [InlineData("UPDATE invoice SET amount_micros = 1", "never changes")]
    [InlineData("UPDATE invoice SET tax_micros = 1", "never changes")]
    [InlineData("UPDATE invoice SET due_at = 1", "never changes")]
    [InlineData("UPDATE invoice SET facts = '{}'", "never changes")]
    [InlineData("UPDATE invoice SET state = 'open' WHERE state = 'paid'", "never changes")]
    [InlineData("UPDATE invoice SET payment = 'x' WHERE state = 'paid'", "never changes")]
    [InlineData("DELETE FROM invoice", "never removed")]
    [InlineData("UPDATE invoice_sequence SET last = last + 2", "no gaps")]
    [InlineData("UPDATE invoice_sequence SET last = last - 1", "no gaps")]
    [InlineData("UPDATE invoice_sequence SET last = 1", "no gaps")]
    [InlineData("INSERT INTO invoice_sequence (year, last) VALUES (2030, 7)", "is one")]
    [InlineData("DELETE FROM invoice_sequence", "never given again")]
    [InlineData(
        "INSERT INTO invoice (number, account, top_up, amount_micros, issued_at, due_at, state) VALUES ('INV-2026-000003', 1, 'tu-2', 25000000, 0, 0, 'open')",
        "next number"
    )]
    [InlineData(
        "UPDATE invoice_sequence SET last = 3; INSERT INTO invoice (number, account, top_up, amount_micros, issued_at, due_at, state) VALUES ('INV-2026-000003', 1, 'tu-3', 25000000, 0, 0, 'open')",
        "credit is posted"
    )]
    [InlineData(
        "UPDATE invoice_sequence SET last = 3; UPDATE invoice_sequence SET last = 4",
        "no gaps"
    )]
    public async Task Database_RefusesWhatBreaksTheSeries(string sql, string why)
    {
        var invoices = new List<Invoice>();
        foreach (var i in Enumerable.Range(1, 3))
        {
            await RequestAsync(store, i);
        }
        foreach (var i in Enumerable.Range(1, 2))
        {
            invoices.Add((await IssueAsync(store, i)).Invoice!);
        }
        await store.Invoices.PayAsync(invoices[0].Number, "WIRE-1", Noon, "me", default);
        using var shell = new RawDatabase(temp.Path);
        shell.Execute("BEGIN IMMEDIATE");

        FluentActions
            .Invoking(() => shell.Execute(sql))
            .Should()
            .Throw<SqliteException>()
            .WithMessage($"*{why}*");
    }

    [Fact]
    public async Task Issue_OfTwoStoresAtOnce_LeavesNoGap()
    {
        var other = await temp.OpenAsync();
        foreach (var i in Enumerable.Range(1, 30))
        {
            await RequestAsync(store, i);
        }

        var issues = await Task.WhenAll(
            Enumerable
                .Range(1, 30)
                .SelectMany(i => new[] { IssueAsync(store, i), IssueAsync(other, i) })
        );

        issues
            .Where(issue => issue.Outcome == InvoiceOutcome.Issued)
            .Select(issue => issue.Invoice!.Number)
            .Order(StringComparer.Ordinal)
            .Should()
            .Equal(Enumerable.Range(1, 30).Select(i => $"INV-2026-{i:D6}"));
        (await TempStore.BooksOf(store).BalanceAsync())
            .Balance.Should()
            .Be(Dollars("760"), "10 and 30 times 25");
    }

    [Fact]
    public async Task Kill_AtAnyPlaceOfTheLog_LeavesInvoiceCreditAndMailTogether()
    {
        // The log only grows while nothing is copied into the database, so each beginning of it is what a kill leaves.
        await store.DisposeAsync();
        store = await temp.OpenAsync(options => options with { CheckpointPages = 1_000_000 });
        foreach (var i in Enumerable.Range(1, 3))
        {
            await RequestAsync(store, i);
        }
        var before = new FileInfo(temp.Path + "-wal").Length;
        foreach (var i in Enumerable.Range(1, 3))
        {
            await IssueAsync(store, i);
        }
        var database = await TempStore.ReadSharedAsync(temp.Path);
        var log = await TempStore.ReadSharedAsync(temp.Path + "-wal");

        var seen = new HashSet<int>();
        for (var length = before; length < log.Length + 2048; length += 2048)
        {
            await using var crashed = new TempStore();
            await File.WriteAllBytesAsync(crashed.Path, database);
            await File.WriteAllBytesAsync(
                crashed.Path + "-wal",
                log[..(int)Math.Min(length, log.Length)]
            );
            var after = await crashed.OpenAsync();
            var count = (await after.Invoices.ListAsync(null, onlyOpen: false, 10, default)).Count;
            seen.Add(count);
            (await TempStore.BooksOf(after).BalanceAsync())
                .Balance.Should()
                .Be(Dollars((10 + (25 * count)).ToString("D", null)));
            (await after.Outbox.ListAsync(new OutboxFilter(), default))
                .Count(mail => mail.Kind == "invoice")
                .Should()
                .Be(count);
            (await after.Ledger.VerifyAsync(default)).Faults.Should().BeEmpty();

            // The operator approves all again: what was lost comes, under the numbers that follow.
            foreach (var i in Enumerable.Range(1, 3))
            {
                (await IssueAsync(after, i)).Invoice!.Number.Should().Be($"INV-2026-{i:D6}");
            }
            (await TempStore.BooksOf(after).BalanceAsync()).Balance.Should().Be(Dollars("85"));
        }
        seen.Should().BeEquivalentTo([0, 1, 2, 3], "the log was cut between all of them");
    }

    protected override async Task<(
        Books Books,
        ITopUpStore TopUps,
        IInvoiceStore Invoices,
        IOutboxStore Outbox
    )> OpenAsync()
    {
        store = await temp.OpenAsync();
        return (TempStore.BooksOf(store), store.TopUps, store.Invoices, store.Outbox);
    }

    private static Task<TopUpRequest> RequestAsync(SqliteStore store, int number) =>
        store.TopUps.RequestAsync(
            new NewTopUp(
                $"tu-{number}",
                AccountId,
                TopUpSource.Invoice,
                Dollars("25"),
                $"request/{number}",
                "me",
                Noon
            ),
            default
        );

    private static Task<InvoiceIssue> IssueAsync(SqliteStore store, int number) =>
        store.Invoices.IssueAsync($"tu-{number}", new InvoicePolicy(), Noon, "me", default);
}
