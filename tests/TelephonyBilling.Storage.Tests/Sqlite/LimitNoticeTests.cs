using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Domain.Limits;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Limits;
using TelephonyBilling.Storage.Sqlite;
using TelephonyBilling.Testing.Store;
using TelephonyBilling.Testing.Time;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Storage.Tests.Sqlite;

/// <summary>The mails that wait to be sent when a limit on use was reached, and what is kept for counting.</summary>
public sealed class LimitNoticeTests : IAsyncLifetime
{
    private static readonly LimitUse Rate = new(
        LimitScope.Extension,
        "1001",
        LimitKind.CallsPerMinute,
        "6",
        "6"
    );

    private readonly TempStore temp = new();
    private readonly FakeTimeProvider clock = new(Noon);
    private SqliteStore store = null!;

    public async Task InitializeAsync()
    {
        store = await temp.OpenAsync(options => options with { Author = "ann" }, clock);
        await TempStore.BooksOf(store).OpenAccountAsync("100");
    }

    public async Task DisposeAsync() => await temp.DisposeAsync();

    [Fact]
    public async Task Refusals_InOneHour_QueueOneMailForEachLimit()
    {
        await RefuseAsync(1, Rate, Noon);
        await RefuseAsync(2, Rate, Noon.AddMinutes(59));
        await RefuseAsync(3, Rate with { Kind = LimitKind.CallsPerHour }, Noon.AddMinutes(59));
        await RefuseAsync(4, Rate with { Subject = "1002" }, Noon.AddMinutes(59));
        await RefuseAsync(5, Rate, Noon.AddMinutes(60));

        using var shell = new RawDatabase(temp.Path);
        shell
            .Column<string>("SELECT cause FROM outbox ORDER BY id")
            .Should()
            .Equal(
                "limit-reached/acme/extension/1001/calls-per-minute/2026-11-22T12",
                "limit-reached/acme/extension/1001/calls-per-hour/2026-11-22T12",
                "limit-reached/acme/extension/1002/calls-per-minute/2026-11-22T12",
                "limit-reached/acme/extension/1001/calls-per-minute/2026-11-22T13"
            );
        shell.Scalar<long>("SELECT count(*) FROM event").Should().Be(5);
        shell
            .Scalar<string>(
                "SELECT kind || ' ' || state || ' ' || (created_at = due_at) FROM outbox WHERE id = 1"
            )
            .Should()
            .Be("limit-reached waiting 1");
    }

    [Fact]
    public async Task Mail_HasWhatItsTemplateNeeds_WhateverTheNamesAre()
    {
        await RefuseAsync(1, Rate with { Subject = "al\"l's\\" }, Noon);

        using var shell = new RawDatabase(temp.Path);
        string Field(string name) => shell.Scalar<string>($"SELECT data ->> '{name}' FROM outbox")!;
        Field("account").Should().Be("acme");
        Field("scope").Should().Be("extension");
        Field("subject").Should().Be("al\"l's\\");
        Field("limit").Should().Be("calls-per-minute");
        Field("allowed").Should().Be("6");
        Field("used").Should().Be("6");
        Field("outcome").Should().Be("refused");
        Field("to").Should().Be("442079460000");
        Field("call").Should().Be(CallId(1).Value);
        Field("detail").Should().StartWith("the call to +442079460000 was refused: extension al");
    }

    [Fact]
    public async Task Settle_ThatFails_LeavesNeitherEventNorMail()
    {
        await store.Calls.AuthoriseAsync(NewCall(1), default);
        var tooMuch = Settlement(1, TimeSpan.FromSeconds(60)) with
        {
            Charge = Dollars("5"),
            Limit = Rate,
        };

        var settle = () => store.Calls.SettleAsync(tooMuch, default);

        await settle.Should().ThrowAsync<InvalidOperationException>();
        using var shell = new RawDatabase(temp.Path);
        shell.Scalar<long>("SELECT count(*) FROM event").Should().Be(0);
        shell.Scalar<long>("SELECT count(*) FROM outbox").Should().Be(0);
    }

    [Fact]
    public async Task Charges_OfCallsWithoutLimits_AreNotKeptTwice()
    {
        await store.Calls.AuthoriseAsync(NewCall(1), default);
        await store.Calls.SettleAsync(Settlement(1, TimeSpan.FromSeconds(60)), default);

        using var shell = new RawDatabase(temp.Path);
        shell.Scalar<long>("SELECT count(*) FROM usage_charge").Should().Be(0);
        shell.Scalar<long>("SELECT sum(limited) FROM call").Should().Be(0);
    }

    [Fact]
    public async Task Charges_OlderThanADay_AreLetGo()
    {
        await LimitAsync(new UsageLimits { SpendPerDay = Dollars("5") });
        await TalkAsync(1);
        clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromTicks(1));
        await TalkAsync(2);
        using var shell = new RawDatabase(temp.Path);
        shell.Scalar<long>("SELECT count(*) FROM usage_charge").Should().Be(2);

        clock.Advance(TimeSpan.FromTicks(1));
        await TalkAsync(3);

        shell
            .Column<long>("SELECT c.key FROM usage_charge u JOIN call c ON c.key = u.call")
            .Should()
            .Equal(2, 3);
    }

    [Fact]
    public async Task Limits_ThatChange_AreInTheAuditLog()
    {
        await LimitAsync(new UsageLimits { SpendPerDay = Dollars("20") });
        await LimitAsync(new UsageLimits { SpendPerDay = Dollars("10") });
        await LimitAsync(UsageLimits.None);

        using var shell = new RawDatabase(temp.Path);
        shell
            .Column<string>(
                """
                SELECT actor || ' ' || action || ' ' || subject || ' '
                    || coalesce(before ->> 'spend_per_day_micros', '-') || ' '
                    || coalesce(after ->> 'spend_per_day_micros', '-')
                FROM audit_log WHERE action LIKE 'limit%' ORDER BY id
                """
            )
            .Should()
            .Equal(
                "ann limit added limit/acme/account/ - 20000000",
                "ann limit changed limit/acme/account/ 20000000 10000000",
                "ann limit removed limit/acme/account/ 10000000 -"
            );
    }

    private Task RefuseAsync(int number, LimitUse limit, DateTimeOffset at) =>
        store.Calls.RecordRefusalAsync(
            new RefusedCall(CallId(number), "pbx1", "1.1", Parties(), "call-rate-limit", at)
            {
                Limit = limit,
            },
            default
        );

    private async Task LimitAsync(UsageLimits limits) =>
        (await store.Limits.SetAsync(LimitOwner.OfAccount(AccountId), limits, default))
            .Should()
            .Be(LimitChange.Done);

    private async Task TalkAsync(int number)
    {
        var call = NewCall(number) with
        {
            At = clock.GetUtcNow(),
            LimitedBy =
            [
                new LimitedSubject(
                    LimitScope.Account,
                    AccountId,
                    new UsageLimits { SpendPerDay = Dollars("5") }
                ),
            ],
        };
        (await store.Calls.AuthoriseAsync(call, default))
            .Should()
            .BeOfType<Authorisation.Granted>();
        await store.Calls.SettleAsync(Settlement(number, TimeSpan.FromSeconds(60)), default);
    }
}
