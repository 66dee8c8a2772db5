using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Auditing;
using TelephonyBilling.Engine.Rates;
using TelephonyBilling.Testing.Store;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Storage.Tests.Sqlite;

/// <summary>The audit log: whoever changes what an operator sets, the database writes it down.</summary>
public sealed class AuditLogTests : IAsyncLifetime
{
    private readonly TempStore temp = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await temp.DisposeAsync();

    [Fact]
    public async Task Change_ByAStore_IsSignedByItsAuthorWithBeforeAndAfter()
    {
        var store = await temp.OpenAsync(options => options with { Author = "ann" });
        await store.Accounts.CreateAsync(Account(), default);
        await store.Accounts.SetStatusAsync(AccountId, AccountStatus.Suspended, default);
        await store.Plans.CreateAsync("pro", default);
        await store.Plans.AddRuleAsync(
            RuleOwner.Plan("pro"),
            new RateRule { Country = "US", Effect = new RateEffect.Included() },
            default
        );

        using var shell = new RawDatabase(temp.Path);
        shell
            .Column<string>(
                "SELECT actor || ' ' || action || ' ' || subject FROM audit_log ORDER BY id"
            )
            .Should()
            .Equal(
                "ann account added account/acme",
                "ann account changed account/acme",
                "ann plan added plan/pro",
                "ann rule added rule/1"
            );
        shell
            .Scalar<string>(
                "SELECT before ->> 'status' || ' -> ' || (after ->> 'status') FROM audit_log WHERE id = 2"
            )
            .Should()
            .Be("active -> suspended");
        shell
            .Scalar<string>("SELECT after ->> 'effect' FROM audit_log WHERE id = 4")
            .Should()
            .Be("included");
    }

    [Fact]
    public async Task Extension_BecomesAFaxMachine_IsWrittenDown()
    {
        var store = await temp.OpenAsync();
        await store.Accounts.CreateAsync(Account(), default);
        await store.Accounts.AddExtensionAsync(Extension(), default);
        await store.Accounts.SetExtensionAsync(Extension() with { IsFax = true }, default);

        using var shell = new RawDatabase(temp.Path);
        shell
            .Scalar<string>(
                "SELECT action || ' ' || (before ->> 'fax') || (after ->> 'fax') FROM audit_log ORDER BY id DESC"
            )
            .Should()
            .Be("extension changed 01");
    }

    [Fact]
    public async Task Surcharge_SetChangedAndRemoved_IsWrittenDown()
    {
        var store = await temp.OpenAsync();
        await store.Plans.CreateAsync("pro", default);
        foreach (var perMinute in (string[])["0.01", "0.02"])
        {
            await store.Surcharges.SetAsync(
                new SurchargeRate("pro", CallFeature.Recording, PriceOf("0", perMinute, "6/6")),
                default
            );
        }
        await store.Surcharges.RemoveAsync("pro", CallFeature.Recording, default);

        using var shell = new RawDatabase(temp.Path);
        shell
            .Column<string>(
                """
                SELECT action || ' ' || subject || ' ' || coalesce(before ->> 'per_minute_micros', '-')
                       || ' ' || coalesce(after ->> 'per_minute_micros', '-')
                FROM audit_log WHERE subject LIKE 'surcharge/%' ORDER BY id
                """
            )
            .Should()
            .Equal(
                "surcharge added surcharge/pro/recording - 10000",
                "surcharge changed surcharge/pro/recording 10000 20000",
                "surcharge removed surcharge/pro/recording 20000 -"
            );
    }

    [Fact]
    public async Task List_GivesUnitsAsPeopleWriteThem()
    {
        var store = await temp.OpenAsync();
        await store.Accounts.CreateAsync(Account() with { MinBalance = Dollars("2.5") }, default);
        var rate = new ExchangeRate(Usd, Currency.Parse("EUR"), 925_000_000_000);
        await store.ExchangeRates.AddAsync([new(rate, Noon)], default);

        var entries = await store.Audit.ListAsync(new AuditFilter(), default);

        entries.Select(entry => entry.Subject).Should().Equal("exchange/USD/EUR", "account/acme");
        entries[0]
            .Fields.Should()
            .Equal(
                new AuditField("effectiveFrom", null, "2026-11-22T12:00:00Z"),
                new AuditField("rate", null, "0.925")
            );
        entries[1]
            .Fields.Should()
            .Contain(new AuditField("minBalance", null, "2.50"))
            .And.Contain(new AuditField("maxPerMinute", null, null));
    }

    [Fact]
    public async Task Change_ByHand_IsSignedSql()
    {
        await (await temp.OpenAsync()).Accounts.CreateAsync(Account(), default);

        using var shell = new RawDatabase(temp.Path);
        shell.Execute("UPDATE account SET plan = 'gold'");

        shell
            .Scalar<string>("SELECT actor FROM audit_log ORDER BY id DESC LIMIT 1")
            .Should()
            .Be("sql");
    }

    [Fact]
    public async Task MoneyMovedByHand_IsWrittenDown_CallsAreNot()
    {
        var books = TempStore.BooksOf(await temp.OpenAsync());
        await books.OpenAccountAsync("10.00");
        await books.Calls.AuthoriseAsync(NewCall(1), default);
        await books.Calls.SettleAsync(Settlement(1, TimeSpan.FromSeconds(60)), default);

        using var shell = new RawDatabase(temp.Path);
        shell
            .Column<string>("SELECT action FROM audit_log WHERE action LIKE '%posted'")
            .Should()
            .Equal("top-up posted");
    }

    [Theory]
    [InlineData("UPDATE audit_log SET actor = 'nobody'", "never changed")]
    [InlineData("DELETE FROM audit_log", "never removed")]
    [InlineData(
        "INSERT OR REPLACE INTO audit_log VALUES (1, 0, 'x', 'x', 'x', NULL, NULL)",
        "never replaced"
    )]
    public async Task Entry_ChangedByHand_IsRefused(string sql, string reason)
    {
        await (await temp.OpenAsync()).Accounts.CreateAsync(Account(), default);

        using var shell = new RawDatabase(temp.Path);
        FluentActions
            .Invoking(() => shell.Execute(sql))
            .Should()
            .Throw<Microsoft.Data.Sqlite.SqliteException>()
            .WithMessage($"*{reason}*");
    }
}
