using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Ledger;
using TelephonyBilling.Storage.Sqlite;
using TelephonyBilling.Testing.Store;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Storage.Tests.Sqlite;

/// <summary>Several stores on one file, as a daemon and a command line are; and what a crash leaves of one.</summary>
public sealed class SharedFileTests : IAsyncLifetime
{
    private readonly TempStore temp = new();
    private SqliteStore[] stores = [];

    public async Task InitializeAsync()
    {
        stores = await Task.WhenAll(
            temp.OpenAsync(options => options with { BusyTimeout = TimeSpan.FromSeconds(60) }),
            temp.OpenAsync(options => options with { BusyTimeout = TimeSpan.FromSeconds(60) })
        );
    }

    public async Task DisposeAsync() => await temp.DisposeAsync();

    [Fact]
    public async Task Authorise_BothStoresAtOnce_NeverHoldMoreThanThereIs()
    {
        await TempStore.BooksOf(stores[0]).OpenAccountAsync("1.40");

        var answers = await Task.WhenAll(
            Enumerable
                .Range(1, 60)
                .Select(i => stores[i % 2].Calls.AuthoriseAsync(NewCall(i), default))
        );

        answers.OfType<Authorisation.Granted>().Should().HaveCount(10);
        var money = (await stores[1].Accounts.FindAsync(AccountId, default))!.Value.Balance;
        money.Available.Should().Be(Dollars("0"));
        (await stores[0].Ledger.VerifyAsync(default)).Faults.Should().BeEmpty();
    }

    [Fact]
    public async Task EveryOperation_AskedOfBothStoresAtOnce_HappensOnce()
    {
        await TempStore.BooksOf(stores[0]).OpenAccountAsync("10.00");
        foreach (var i in Enumerable.Range(1, 10))
        {
            var granted = await Both(store => store.Calls.AuthoriseAsync(NewCall(i), default));
            granted.Cast<Authorisation.Granted>().Count(answer => answer.IsNew).Should().Be(1);
            await Both(store => store.Calls.FundAsync(CallId(i), 600, default));
            var outcomes = await Both(store =>
                store.Calls.SettleAsync(Settlement(i, TimeSpan.FromSeconds(400)), default)
            );
            outcomes.Count(outcome => outcome == SettleOutcome.Settled).Should().Be(1);
            var posted = await Both(store => store.Ledger.PostAsync(TopUp("0.18", i), default));
            posted.Count(result => result.Outcome == PostOutcome.Posted).Should().Be(1);
        }
        var report = await stores[1].Ledger.VerifyAsync(default);
        report.Should().BeEquivalentTo(new LedgerReport(1, 21, 0, []));
        (await stores[0].Accounts.FindAsync(AccountId, default))!
            .Value.Balance.Balance.Should()
            .Be(Dollars("10.00"));
    }

    [Fact]
    public async Task Crash_AtAnyByteOfTheLog_LeavesRightBooksWithAllThatWasAnswered()
    {
        // The log only grows while nothing is copied into the database, so each beginning of it is what a crash leaves.
        var store = await temp.OpenAsync(options => options with { CheckpointPages = 1_000_000 });
        await stores[0].DisposeAsync();
        await stores[1].DisposeAsync();
        await TempStore.BooksOf(store).OpenAccountAsync("100.00");
        var answered = new List<(long Length, int Settled)>();
        for (var i = 1; i <= 20; i++)
        {
            await store.Calls.AuthoriseAsync(NewCall(i), default);
            await store.Calls.SettleAsync(Settlement(i, TimeSpan.FromSeconds(61)), default);
            answered.Add((new FileInfo(temp.Path + "-wal").Length, i));
        }
        var database = await TempStore.ReadSharedAsync(temp.Path);
        var log = await TempStore.ReadSharedAsync(temp.Path + "-wal");

        const int cuts = 60;
        for (var cut = 1; cut <= cuts; cut++)
        {
            var length = log.Length * cut / cuts - (cut % 7);
            await using var crashed = new TempStore();
            await File.WriteAllBytesAsync(crashed.Path, database);
            await File.WriteAllBytesAsync(crashed.Path + "-wal", log[..length]);
            if (length < answered[0].Length)
            {
                continue;
            }
            var after = await crashed.OpenAsync();

            var report = await after.Ledger.VerifyAsync(default);
            report.Faults.Should().BeEmpty("the log was cut at byte {0}", length);
            var mustBeThere = answered.Last(point => point.Length <= length).Settled;
            (await after.Calls.ListAsync(new CallFilter { State = CallState.Settled }, default))
                .Count.Should()
                .BeGreaterThanOrEqualTo(mustBeThere);
        }
    }

    private Task<T[]> Both<T>(Func<SqliteStore, Task<T>> operation) =>
        Task.WhenAll(stores.Select(operation));
}
