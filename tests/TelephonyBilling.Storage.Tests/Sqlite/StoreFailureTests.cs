using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using TelephonyBilling.Engine;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Ledger;
using TelephonyBilling.Storage.Sqlite;
using TelephonyBilling.Testing.Logging;
using TelephonyBilling.Testing.Store;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Storage.Tests.Sqlite;

/// <summary>What callers see when the database fails, and that it goes on afterwards.</summary>
public sealed class StoreFailureTests : IAsyncLifetime
{
    private readonly TempStore temp = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await temp.DisposeAsync();

    [Fact]
    public async Task Write_LockedByAnotherProcess_FailsAndThenRecovers()
    {
        var store = await temp.OpenAsync(options =>
            options with
            {
                BusyTimeout = TimeSpan.FromMilliseconds(20),
            }
        );
        await TempStore.BooksOf(store).OpenAccountAsync("10.00");
        using var other = new RawDatabase(temp.Path);
        other.Execute("BEGIN IMMEDIATE");

        var writes = Enumerable
            .Range(1, 5)
            .Select(i => store.Calls.AuthoriseAsync(NewCall(i), default))
            .ToArray();
        foreach (var write in writes)
        {
            await FluentActions
                .Invoking(() => write)
                .Should()
                .ThrowAsync<StoreUnavailableException>()
                .WithMessage("*books.db*locked*Another process holds its lock*");
        }
        store.Health.Current.Should().NotBeNull();
        store.Health.Current!.Error.Should().Contain("locked");
        (await store.Accounts.FindAsync(AccountId, default)).Should().NotBeNull("reading goes on");

        other.Execute("ROLLBACK");
        (await store.Calls.AuthoriseAsync(NewCall(1), default))
            .Should()
            .BeOfType<Authorisation.Granted>();
        store.Health.Current.Should().BeNull();
        (await store.Ledger.VerifyAsync(default)).Faults.Should().BeEmpty();
    }

    [Fact]
    public async Task Write_LockedForAShortTime_Waits()
    {
        var store = await temp.OpenAsync();
        await TempStore.BooksOf(store).OpenAccountAsync("10.00");
        using var other = new RawDatabase(temp.Path);
        other.Execute("BEGIN IMMEDIATE");

        var write = store.Calls.AuthoriseAsync(NewCall(1), default);
        write.IsCompleted.Should().BeFalse();
        other.Execute("ROLLBACK");

        (await write).Should().BeOfType<Authorisation.Granted>();
    }

    [Fact]
    public async Task Write_DiskFull_FailsWholeAndThenRecovers()
    {
        SqliteConnection? writing = null;
        var store = await temp.OpenAsync();
        var books = TempStore.BooksOf(store);
        await books.OpenAccountAsync("10.00");
        await WriteAsync(store, session => writing = session.Connection);
        // As full as it is now: not one page more.
        await WriteAsync(
            store,
            session =>
            {
                SqliteDatabase.Set(session.Connection, "max_page_count", 1);
                return true;
            }
        );

        var full = 0;
        for (var i = 1; i <= 200 && full == 0; i++)
        {
            try
            {
                await store.Ledger.PostAsync(
                    TopUp("1", i) with
                    {
                        Note = new string('n', 900),
                    },
                    default
                );
            }
            catch (StoreUnavailableException exception)
            {
                exception.Message.Should().Contain("full").And.Contain("Make room");
                full = i;
            }
        }
        full.Should().BePositive("the file could not grow");
        store.Health.Current.Should().NotBeNull();
        (await store.Ledger.VerifyAsync(default)).Faults.Should().BeEmpty();
        (await store.Ledger.EntriesAsync(AccountId, 1000, default))
            .Should()
            .HaveCount(full, "the last one is not there");

        SqliteDatabase.Set(writing!, "max_page_count", 1_000_000);
        (
            await store.Ledger.PostAsync(
                TopUp("1", full) with
                {
                    Note = new string('n', 900),
                },
                default
            )
        )
            .Outcome.Should()
            .Be(PostOutcome.Posted);
        store.Health.Current.Should().BeNull();
        (await store.Ledger.VerifyAsync(default)).Faults.Should().BeEmpty();
    }

    [Fact]
    public async Task Write_FileRemoved_FailsUntilItIsBack()
    {
        var store = await temp.OpenAsync();
        await TempStore.BooksOf(store).OpenAccountAsync("10.00");
        using (var shell = new RawDatabase(temp.Path))
        {
            shell.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        var copy = temp.Path + ".copy";
        File.Copy(temp.Path, copy);
        File.Delete(temp.Path);

        await FluentActions
            .Invoking(() => store.Ledger.PostAsync(TopUp("1"), default))
            .Should()
            .ThrowAsync<StoreUnavailableException>()
            .WithMessage("*is gone*restore a backup*");

        File.Delete(temp.Path + "-wal");
        File.Delete(temp.Path + "-shm");
        File.Move(copy, temp.Path);
        (await store.Ledger.PostAsync(TopUp("1"), default)).Outcome.Should().Be(PostOutcome.Posted);
        using var after = new RawDatabase(temp.Path);
        after.Scalar<long>("SELECT balance_micros FROM account").Should().Be(11_000_000);
    }

    [Fact]
    public async Task Batch_WithOneWriteThatThrows_FailsThatOneAlone()
    {
        var store = await temp.OpenAsync();
        await TempStore.BooksOf(store).OpenAccountAsync("10.00");
        using var gate = new ManualResetEventSlim();
        // Holds the writer so that the next ones share a batch.
        var first = WriteAsync(store, _ => gate.Wait(TimeSpan.FromSeconds(30)));
        var runs = 0;
        var before = store.Calls.AuthoriseAsync(NewCall(1), default);
        var guilty = WriteAsync<int>(
            store,
            _ =>
            {
                runs++;
                throw new InvalidOperationException("It was me.");
            }
        );
        var breaking = WriteAsync(
            store,
            session =>
            {
                session.Prepare("UPDATE account SET held_micros = -1").Run();
                return true;
            }
        );
        var after = store.Calls.AuthoriseAsync(NewCall(2), default);
        gate.Set();

        await first;
        (await before).Should().BeOfType<Authorisation.Granted>();
        (await after).Should().BeOfType<Authorisation.Granted>();
        await FluentActions
            .Invoking(() => guilty)
            .Should()
            .ThrowAsync<InvalidOperationException>()
            .WithMessage("It was me.");
        await FluentActions
            .Invoking(() => breaking)
            .Should()
            .ThrowAsync<InvalidOperationException>()
            .WithMessage("*held_micros*");
        runs.Should().Be(2, "once in the batch and once alone");
        store.Health.Current.Should().BeNull("the database is well");
        (await store.Ledger.VerifyAsync(default)).Faults.Should().BeEmpty();
    }

    [Fact]
    public async Task Write_QueueFull_WaitsForAPlace()
    {
        var store = await temp.OpenAsync(options => options with { QueueCapacity = 2 });
        await TempStore.BooksOf(store).OpenAccountAsync("10.00");
        using var gate = new ManualResetEventSlim();
        var first = WriteAsync(store, _ => gate.Wait(TimeSpan.FromSeconds(30)));

        var writes = Enumerable
            .Range(1, 20)
            .Select(i => store.Ledger.PostAsync(TopUp("1", i), default))
            .ToArray();
        using var impatient = new CancellationTokenSource();
        var cancelled = store.Ledger.PostAsync(TopUp("1", 99), impatient.Token);
        await impatient.CancelAsync();
        await FluentActions
            .Invoking(() => cancelled)
            .Should()
            .ThrowAsync<OperationCanceledException>();
        writes.Should().NotContain(write => write.IsCompleted);
        gate.Set();

        await first;
        (await Task.WhenAll(writes))
            .Should()
            .OnlyContain(result => result.Outcome == PostOutcome.Posted);
        (await store.Accounts.FindAsync(AccountId, default))!
            .Value.Balance.Balance.Should()
            .Be(Dollars("30.00"));
    }

    [Fact]
    public async Task Log_KeptLongByAReader_IsWarnedOfOnceAndCutBackAfterwards()
    {
        const long limit = 256 * 1024;
        var log = new ListLogger(LogLevel.Warning);
        await using var store = await SqliteStore.OpenAsync(
            new SqliteStoreOptions(temp.Path) { LogSizeLimit = limit, CheckpointPages = 20 },
            TimeProvider.System,
            log
        );
        await TempStore.BooksOf(store).OpenAccountAsync("10.00");
        async Task WriteMuchAsync(int from)
        {
            for (var i = from; i < from + 100; i++)
            {
                await store.Ledger.PostAsync(TopUp("1", i), default);
            }
        }
        using (var reader = new RawDatabase(temp.Path))
        {
            reader.Execute("BEGIN DEFERRED");
            reader.Scalar<long>("SELECT count(*) FROM account");
            await WriteMuchAsync(1);
            log.Lines.Should().ContainSingle().Which.Should().Contain("database log grows");
            reader.Execute("ROLLBACK");
        }
        await WriteMuchAsync(1000);

        new FileInfo(temp.Path + "-wal").Length.Should().BeLessThanOrEqualTo(limit);
        log.Lines.Should().ContainSingle();
    }

    [Fact]
    public async Task Dispose_WhileWritesWait_CommitsThem()
    {
        var store = await temp.OpenAsync();
        await TempStore.BooksOf(store).OpenAccountAsync("10.00");
        var writes = Enumerable
            .Range(1, 100)
            .Select(i => store.Ledger.PostAsync(TopUp("1", i), default))
            .ToArray();

        await store.DisposeAsync();

        (await Task.WhenAll(writes))
            .Should()
            .OnlyContain(result => result.Outcome == PostOutcome.Posted);
        File.Exists(temp.Path + "-wal")
            .Should()
            .BeFalse("the last one to close copies the log into the database");
        await FluentActions
            .Invoking(() => store.Ledger.PostAsync(TopUp("1", 101), default))
            .Should()
            .ThrowAsync<ObjectDisposedException>();
        await FluentActions
            .Invoking(() => store.Accounts.ListAsync(default))
            .Should()
            .ThrowAsync<ObjectDisposedException>();
    }

    private static Task<T> WriteAsync<T>(SqliteStore store, Func<WriterSession, T> work) =>
        store.Writer.WriteAsync(work, CancellationToken.None);
}
