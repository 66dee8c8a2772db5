using Microsoft.Extensions.Logging.Abstractions;
using TelephonyBilling.Storage.Sqlite;
using TelephonyBilling.Testing.Store;
using TelephonyBilling.Testing.Time;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Storage.Tests.Sqlite;

/// <summary>Opening a database: made, migrated, or refused with a reason.</summary>
public sealed class MigrationTests : IAsyncLifetime
{
    private static readonly Migration Next = new(
        Migration.All.Count + 1,
        "add-colour",
        "ALTER TABLE account ADD COLUMN colour TEXT;"
    );
    private readonly TempStore temp = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await temp.DisposeAsync();

    [Fact]
    public async Task Open_NoFile_MakesOneOfTheFoldersOwner()
    {
        // Only root can make a file that is somebody else's; everybody else's files are theirs, as their folders are.
        var owner = Environment.IsPrivilegedProcess
            ? new FileOwner(65534, 65534)
            : FileOwner.Of(temp.Folder)!.Value;
        owner.Take(temp.Folder);

        await TempStore.BooksOf(await temp.OpenAsync()).OpenAccountAsync("1");

        foreach (var file in Directory.GetFiles(temp.Folder))
        {
            FileOwner.Of(file).Should().Be(owner, file);
        }
        (await SqliteInspection.RunAsync(new SqliteStoreOptions(temp.Path), default))
            .IsOfFolderOwner.Should()
            .BeTrue();
    }

    [Fact]
    public async Task Open_NoFile_MakesOneForItsOwnerAlone()
    {
        await temp.OpenAsync();

        using var shell = new RawDatabase(temp.Path);
        shell.Scalar<string>("PRAGMA journal_mode").Should().Be("wal");
        shell.Scalar<long>("PRAGMA application_id").Should().Be(SqliteDatabase.ApplicationId);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(temp.Path)
                .Should()
                .Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.GetUnixFileMode(temp.Path + "-wal")
                .Should()
                .Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        Directory
            .GetFiles(temp.Folder, "*.backup")
            .Should()
            .BeEmpty("there was nothing to back up");
    }

    [Fact]
    public async Task Open_OlderDatabase_IsBackedUpAndMigrated()
    {
        var before = await temp.OpenAsync();
        await TempStore.BooksOf(before).OpenAccountAsync("10.00");
        await before.DisposeAsync();

        await using (var after = await OpenWith([.. Migration.All, Next]))
        {
            (await after.Accounts.FindAsync(AccountId, default))!
                .Value.Balance.Balance.Should()
                .Be(Dollars("10.00"));
        }

        using var shell = new RawDatabase(temp.Path);
        shell
            .Column<string>("SELECT name FROM schema_migration ORDER BY version")
            .Should()
            .Equal([.. Migration.All.Select(migration => migration.Name), "add-colour"]);
        var backup = Directory.GetFiles(temp.Folder, "*.backup").Single();
        Path.GetFileName(backup)
            .Should()
            .Be($"books.db.v{Migration.All.Count}-20261122T120000Z.backup");
        using var kept = new RawDatabase(backup);
        kept.Scalar<long>("SELECT balance_micros FROM account").Should().Be(10_000_000);
        kept.Scalar<long>("SELECT count(*) FROM schema_migration").Should().Be(Migration.All.Count);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(backup)
                .Should()
                .Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public async Task Open_DecksAndPlansOfVersionOne_KeepTheirRates()
    {
        await (await OpenWith([Migration.All[0]])).DisposeAsync();
        using (var shell = new RawDatabase(temp.Path))
        {
            shell.Execute(
                """
                INSERT INTO rate_set (key, started_at) VALUES (7, 0);
                INSERT INTO rate_deck VALUES (3, 'standard', 'USD', 7, 0);
                INSERT INTO plan VALUES ('standard', 3), ('gold', 3);
                INSERT INTO rate VALUES (7, 'international-outbound', '44', '*', -621355968000000000, 2, 'UK', 40000, 20000,
                    60, 60, 0, 0, '');
                INSERT INTO account (id, name, currency, plan, status, created_at)
                VALUES ('acme', '', 'USD', 'gold', 'active', 0);
                """
            );
        }

        var store = await temp.OpenAsync();

        var tariff = store.Directory.Current().FindTariff("gold")!;
        tariff.Decks.Single().Deck.Rates.Single().Destination.Should().Be("UK");
        (await store.Rates.VersionsAsync(null, default))
            .Single()
            .EffectiveFrom.Should()
            .BeNull("it held since ever");
        (await store.Plans.ListAsync(default))
            .Select(plan => plan.Name)
            .Should()
            .Equal("gold", "standard");
    }

    [Fact]
    public async Task Open_BooksOfVersionEight_AreWholeAndKeepTheirRules()
    {
        await (await OpenWith([.. Migration.All.Take(8)])).DisposeAsync();
        using (var old = new RawDatabase(temp.Path))
        {
            // In SQL, since the program of today asks for more than those books have.
            old.Execute(
                $"""
                INSERT INTO account (id, name, currency, plan, status, created_at)
                VALUES ('{AccountId}', '', 'USD', 'standard', 'active', 0);
                INSERT INTO ledger_entry (account, kind, amount_micros, balance_after_micros, cause, previous, note, actor, at)
                VALUES (1, 'top-up', 10000000, 10000000, 'topup/1', 0, '', 'test', 0);
                INSERT INTO call (id, pbx, owner, owner_is_trunk, account, service, from_party, to_party, dialled,
                    destination, connection_fee_micros, per_minute_micros, initial_seconds, subsequent_seconds, state,
                    authorised_at, funded_seconds, held_micros)
                VALUES
                    ('{CallId(
                    1
                )}', 'pbx1', '1732.1', 0, 1, 'international-outbound', '1001', '442079460000',
                     '011442079460000', 'UK', 40000, 20000, 60, 60, 'authorised', 0, 300, 140000),
                    ('{CallId(
                    2
                )}', 'pbx1', '1732.2', 0, 1, 'international-outbound', '1001', '442079460000',
                     '011442079460000', 'UK', 40000, 20000, 60, 60, 'authorised', 0, 300, 140000);
                INSERT INTO ledger_entry
                    (account, kind, amount_micros, balance_after_micros, cause, call, previous, note, actor, at)
                VALUES (1, 'charge', -60000, 9940000, 'settlement/pbx1/1733.1', 1, 1, '{CallId(
                    1
                )}', 'daemon', 0);
                UPDATE call
                SET state = 'settled', held_micros = 0, leg = '1733.1', answered_at = 0, ended_at = 600000000,
                    connected_ticks = 600000000, billed_seconds = 60, charge_micros = 60000, charge_entry = 2
                WHERE key = 1;
                """
            );
        }

        var after = await temp.OpenAsync();
        await after.Calls.SettleAsync(Settlement(2, TimeSpan.FromSeconds(60)), default);

        (await after.Ledger.VerifyAsync(default)).Faults.Should().BeEmpty();
        using var shell = new RawDatabase(temp.Path);
        shell.Scalar<string>("PRAGMA integrity_check").Should().Be("ok");
        shell.Execute("PRAGMA foreign_keys = ON");
        shell
            .Invoking(it => it.Execute("DELETE FROM account"))
            .Should()
            .Throw<Microsoft.Data.Sqlite.SqliteException>()
            .WithMessage("*FOREIGN KEY*", "deferred is not forgotten");
    }

    [Fact]
    public async Task Open_MigrationThatFails_ChangesNothing()
    {
        await (await temp.OpenAsync()).DisposeAsync();
        var broken = new Migration(
            Next.Version,
            "broken",
            "CREATE TABLE half (x INTEGER) STRICT; INSERT INTO nowhere VALUES (1);"
        );

        await FluentActions
            .Invoking(() => OpenWith([.. Migration.All, broken]))
            .Should()
            .ThrowAsync<StoreOpenException>()
            .WithMessage("*no such table: nowhere*");

        await temp.OpenAsync();
        using var shell = new RawDatabase(temp.Path);
        shell.Scalar<long>("SELECT count(*) FROM sqlite_schema WHERE name = 'half'").Should().Be(0);
    }

    [Fact]
    public async Task Open_NewerDatabase_IsRefusedAndLeftAsItIs()
    {
        await (await OpenWith([.. Migration.All, Next])).DisposeAsync();

        await FluentActions
            .Invoking(() => temp.OpenAsync())
            .Should()
            .ThrowAsync<StoreOpenException>()
            .WithMessage(
                $"*schema version {Next.Version}*up to {Migration.All.Count}*install the newer program*"
            );
        Directory.GetFiles(temp.Folder, "*.backup").Should().BeEmpty();
    }

    [Fact]
    public async Task Open_MigrationThatWasOtherStatementsThen_IsRefused()
    {
        await (await OpenWith([.. Migration.All, Next])).DisposeAsync();

        await FluentActions
            .Invoking(() =>
                OpenWith([
                    .. Migration.All,
                    Next with
                    {
                        Sql = "ALTER TABLE account ADD COLUMN x TEXT;",
                    },
                ])
            )
            .Should()
            .ThrowAsync<StoreOpenException>()
            .WithMessage($"*Migration {Next.Version} (add-colour)*another build*");
    }

    [Fact]
    public async Task Open_ManyAtOnce_MigrateOnce()
    {
        await (await temp.OpenAsync()).DisposeAsync();

        var stores = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(_ => OpenWith([.. Migration.All, Next]))
        );

        foreach (var store in stores)
        {
            await store.DisposeAsync();
        }
        using var shell = new RawDatabase(temp.Path);
        shell
            .Column<long>("SELECT version FROM schema_migration ORDER BY version")
            .Should()
            .Equal(Enumerable.Range(1, Next.Version).Select(version => (long)version));
        Directory.GetFiles(temp.Folder, "*.backup").Should().ContainSingle();
    }

    [Fact]
    public async Task Open_NewFileByManyAtOnce_IsMadeOnce()
    {
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => temp.OpenAsync()));

        using var shell = new RawDatabase(temp.Path);
        shell
            .Column<long>("SELECT version FROM schema_migration")
            .Should()
            .Equal(Migration.All.Select(migration => (long)migration.Version));
    }

    [Fact]
    public async Task Open_DatabaseOfAnotherProgram_IsRefused()
    {
        using (var other = new RawDatabase(temp.Path))
        {
            other.Execute("CREATE TABLE cdr (id INTEGER)");
        }
        await FluentActions
            .Invoking(() => temp.OpenAsync())
            .Should()
            .ThrowAsync<StoreOpenException>()
            .WithMessage("*another program*");
    }

    [Fact]
    public async Task Open_FileThatIsNoDatabase_IsRefused()
    {
        await File.WriteAllTextAsync(temp.Path, new string('x', 8192));
        await FluentActions
            .Invoking(() => temp.OpenAsync())
            .Should()
            .ThrowAsync<StoreOpenException>()
            .WithMessage("*not a database*");
    }

    [Fact]
    public async Task Open_FolderThatIsMissing_SaysSo() =>
        await FluentActions
            .Invoking(() =>
                temp.OpenAsync(options =>
                    options with
                    {
                        Path = Path.Combine(temp.Folder, "no", "books.db"),
                    }
                )
            )
            .Should()
            .ThrowAsync<StoreOpenException>()
            .WithMessage("*folder*does not exist*");

    [Fact]
    public async Task OpenReadOnly_ReadsBesideTheWriterAndCannotWrite()
    {
        var options = new SqliteStoreOptions(temp.Path);
        await FluentActions
            .Invoking(() =>
                SqliteStore.OpenReadOnlyAsync(options, TimeProvider.System, NullLogger.Instance)
            )
            .Should()
            .ThrowAsync<StoreOpenException>()
            .WithMessage("There is no database*");
        var writing = await temp.OpenAsync();
        await using var reading = await SqliteStore.OpenReadOnlyAsync(
            options,
            TimeProvider.System,
            NullLogger.Instance
        );

        await TempStore.BooksOf(writing).OpenAccountAsync("10.00");

        (await reading.Accounts.FindAsync(AccountId, default))!
            .Value.Balance.Balance.Should()
            .Be(Dollars("10.00"));
        reading.Directory.Current().FindAccount(AccountId).Should().NotBeNull();
        await FluentActions
            .Invoking(() => reading.Accounts.CreateAsync(Account("beta"), default))
            .Should()
            .ThrowAsync<InvalidOperationException>()
            .WithMessage("*reading only*");
    }

    private Task<SqliteStore> OpenWith(IReadOnlyList<Migration> migrations) =>
        SqliteStore.OpenAsync(
            new SqliteStoreOptions(temp.Path),
            migrations,
            new FakeTimeProvider(Noon),
            NullLogger.Instance,
            CancellationToken.None
        );
}
