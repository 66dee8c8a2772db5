using TelephonyBilling.Engine.Notices;
using TelephonyBilling.Storage.Sqlite;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Storage.Tests.Sqlite;

/// <summary>Which months accounts were told of.</summary>
public sealed class SqliteStatementMailTests : IAsyncLifetime
{
    private static readonly MonthlyStatementNotice Notice = new(
        "2026-11",
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        Noon,
        Noon
    );

    private readonly TempStore temp = new();
    private SqliteStore store = null!;

    public async Task InitializeAsync()
    {
        store = await temp.OpenAsync();
        await store.Accounts.CreateAsync(Account() with { Email = "ann@example.com" }, default);
        await store.Accounts.CreateAsync(Account("silent"), default);
    }

    public async Task DisposeAsync() => await temp.DisposeAsync();

    [Fact]
    public async Task Tell_EachMonthOnce_NeverBackwards()
    {
        (await TellAsync("2026-11")).Should().BeTrue();
        (await TellAsync("2026-11")).Should().BeFalse();
        (await TellAsync("2026-10")).Should().BeFalse();
        (await TellAsync("2027-01")).Should().BeTrue();

        (await store.StatementMails.LastMonthsAsync(default))
            .Should()
            .Equal(
                new Dictionary<string, string>(StringComparer.Ordinal) { [AccountId] = "2027-01" }
            );
        (await MailsAsync())
            .Select(mail => mail.Cause)
            .Should()
            .Equal("statement/acme/2027-01", "statement/acme/2026-11");
    }

    [Fact]
    public async Task Tell_ByManyAtOnce_IsOneMail()
    {
        var told = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => TellAsync("2026-11")));

        told.Count(isTold => isTold).Should().Be(1);
        (await MailsAsync()).Should().ContainSingle();
    }

    [Fact]
    public async Task Tell_NothingToTell_OrNobodyToTellIt_IsNoMail_AndTheMonthIsDone()
    {
        (await TellAsync("2026-11", notice: null)).Should().BeFalse();
        (await TellAsync("2026-11", account: "silent")).Should().BeFalse();
        (await TellAsync("2026-11", account: "nobody")).Should().BeFalse();

        (await store.StatementMails.LastMonthsAsync(default))
            .Keys.Should()
            .BeEquivalentTo(AccountId, "silent");
        (await MailsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Queue_ForSeveral_IsOneMailForEachThatHasAReader()
    {
        NoticeLetter[] letters =
        [
            new(AccountId, "a/acme"),
            new("silent", "a/silent"),
            new("nobody", "a/nobody"),
        ];

        (await store.Notices.QueueAsync(letters, Notice, Noon, default)).Should().Be(1);
        (await store.Notices.QueueAsync(letters, Notice, Noon, default)).Should().Be(0);

        await store.Members.AddAsync(
            new("silent", "olga", "olga@example.com", Engine.Accounts.MemberRole.Member, ""),
            default
        );
        (await store.Notices.QueueAsync(letters, Notice, Noon, default))
            .Should()
            .Be(0, "mails go to owners and admins");
        await store.Members.SetAsync(
            new("silent", "olga", "olga@example.com", Engine.Accounts.MemberRole.Admin, ""),
            default
        );
        (await store.Notices.QueueAsync(letters, Notice, Noon, default)).Should().Be(1);
    }

    [Fact]
    public async Task Migration_AccountsThatAreThere_AreNotToldOfWhatIsPast()
    {
        await using var other = new TempStore();
        var before = Migration.All.TakeWhile(migration => migration.Name != "statements-by-mail");
        var old = await SqliteStore.OpenAsync(
            new SqliteStoreOptions(other.Path),
            [.. before],
            TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance,
            default
        );
        await old.DisposeAsync();
        using (var shell = new RawDatabase(other.Path))
        {
            shell.Execute(
                """
                INSERT INTO account (id, name, currency, plan, status, created_at)
                VALUES ('acme', '', 'USD', 'standard', 'active', 0);
                """
            );
        }

        var now = TimeProvider.System.GetUtcNow();
        var migrated = await other.OpenAsync();

        (await migrated.StatementMails.LastMonthsAsync(default))[AccountId]
            .Should()
            .Be(
                new DateTime(now.Year, now.Month, 1)
                    .AddMonths(-1)
                    .ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture)
            );
    }

    private Task<bool> TellAsync(
        string month,
        MonthlyStatementNotice? notice,
        string account = AccountId
    ) => store.StatementMails.TellAsync(account, month, notice, Noon, default);

    private Task<bool> TellAsync(string month, string account = AccountId) =>
        TellAsync(month, Notice, account);

    private Task<IReadOnlyList<OutboxMail>> MailsAsync() =>
        store.Outbox.ListAsync(new OutboxFilter(), default);
}
