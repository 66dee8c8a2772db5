using System.Text.Json;
using System.Text.RegularExpressions;
using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Domain.Limits;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Notices;
using TelephonyBilling.Engine.TopUps;
using TelephonyBilling.Storage.Sqlite;
using TelephonyBilling.Testing.Pbx;
using TelephonyBilling.Testing.Store;
using TelephonyBilling.Testing.Time;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Storage.Tests.Sqlite;

/// <summary>The mails that transactions leave in the outbox: which, how often, and with what their templates may use.</summary>
public sealed partial class QueuedNoticeTests : IAsyncLifetime
{
    private static readonly RechargePolicy Policy = new();

    private readonly TempStore temp = new();
    private readonly FakeTimeProvider clock = new(Noon);
    private SqliteStore store = null!;

    public async Task InitializeAsync()
    {
        store = await temp.OpenAsync(time: clock);
        await TempStore.BooksOf(store).OpenAccountAsync("4");
    }

    public async Task DisposeAsync() => await temp.DisposeAsync();

    [Fact]
    public void Source_QueuesNoMailWithoutItsKind()
    {
        // Whoever queues one names a type; only SQL that is written by hand could name a kind that nobody knows.
        var inserts = Directory
            .EnumerateFiles(Repository.Path("src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
            .Where(file => InsertsMail().IsMatch(File.ReadAllText(file)))
            .Select(Path.GetFileName);

        inserts.Should().Equal("Notices.cs");
        var kinds = typeof(INotice)
            .Assembly.GetTypes()
            .Where(type => type.IsClass && type.IsAssignableTo(typeof(INotice)))
            .Select(type => ((NoticeKind)type.GetProperty("Kind")!.GetValue(null)!).Name);
        NoticeSamples.All.Select(sample => sample.Kind.Name).Should().BeEquivalentTo(kinds);
    }

    [Fact]
    public async Task Payment_ThatItsHolderHasToAgreeTo_TellsThemOnce()
    {
        var id = await RequestAsync();
        await store.TopUps.BeginAsync(id, Noon, default);
        await store.TopUps.AwaitAsync(id, "pi_1", "", Noon, default);
        Mails().Should().BeEmpty("a payment that is only decided later needs nobody");

        await store.TopUps.AwaitAsync(id, "pi_1", "https://pay.example.com/1", Noon, default);
        await store.TopUps.AwaitAsync(id, "pi_1", "https://pay.example.com/1", Noon, default);

        var mail = Mails().Should().ContainSingle().Subject;
        mail.Kind.Should().Be("payment-action");
        mail.Data.GetProperty("link").GetString().Should().Be("https://pay.example.com/1");
        mail.Data.GetProperty("amountMicros").GetInt64().Should().Be(25_000_000);
    }

    [Fact]
    public async Task Payment_DecidedMeanwhile_AsksNobodyToAgree()
    {
        var id = await RequestAsync();
        await store.TopUps.SucceedAsync(id, "pi_1", Noon, default);

        await store.TopUps.AwaitAsync(id, "pi_1", "https://pay.example.com/1", Noon, default);

        Mails().Should().ContainSingle().Which.Kind.Should().Be("top-up-done");
    }

    [Fact]
    public async Task Recharge_ByInvoice_TellsThatItWaitsForApproval()
    {
        await store.Recharges.SetAsync(Rule(TopUpSource.Invoice), "me", default);

        await store.Recharges.ClaimAsync(AccountId, exhausted: false, Policy, Noon, default);
        await store.Recharges.ClaimAsync(AccountId, exhausted: false, Policy, Noon, default);

        var mail = Mails().Should().ContainSingle().Subject;
        mail.Kind.Should().Be("recharge-requested");
        mail.Data.GetProperty("availableMicros").GetInt64().Should().Be(4_000_000);
    }

    [Fact]
    public async Task Calls_EndedByExhaustion_TellOnceADayAndOnceMoreAfterEachTopUp()
    {
        await ExhaustAsync(1);
        await ExhaustAsync(2);
        var mail = Mails().Should().ContainSingle().Subject;
        mail.Kind.Should().Be("credit-exhausted");
        mail.Data.GetProperty("call").GetString().Should().Be(CallId(1).Value);
        mail.Data.GetProperty("to").GetString().Should().Be("442079460000");
        mail.Data.GetProperty("seconds").GetInt64().Should().Be(60);
        mail.Data.GetProperty("chargeMicros").GetInt64().Should().Be(60_000);
        mail.Data.GetProperty("balanceMicros").GetInt64().Should().Be(3_940_000);
        mail.Data.EnumerateObject()
            .Select(property => property.Name)
            .Should()
            .BeEquivalentTo(NoticeSamples.Find("credit-exhausted")!.Fields);

        await store.TopUps.SucceedAsync(await RequestAsync(), "pi_1", Noon, default);
        await ExhaustAsync(3);
        await ExhaustAsync(4);
        Exhausted().Should().Be(2);

        clock.Advance(TimeSpan.FromDays(1));
        await ExhaustAsync(5);
        Exhausted().Should().Be(3);

        int Exhausted() => Mails().Count(queued => queued.Kind == "credit-exhausted");
    }

    [Fact]
    public async Task Calls_EndedByTheirPeople_TellNothing()
    {
        await store.Calls.AuthoriseAsync(NewCall(1), default);
        await store.Calls.SettleAsync(Settlement(1, TimeSpan.FromSeconds(60)), default);

        Mails().Should().BeEmpty();
    }

    [Fact]
    public async Task Mails_OfEveryKind_HaveJustTheFieldsThatTheirTemplatesMayUse()
    {
        var done = await RequestAsync();
        await store.TopUps.SucceedAsync(done, "pi_1", Noon, default);
        var failure = new TopUpFailure("card_declined", "The card was declined.", "");
        await store.TopUps.FailAsync(await RequestAsync(), failure, Policy, Noon, default);
        var waits = await RequestAsync();
        await store.TopUps.AwaitAsync(waits, "pi_2", "https://pay.example.com", Noon, default);
        await store.Calls.RecordRefusalAsync(
            new RefusedCall(CallId(1), "pbx1", "1.1", Parties(), "call-rate-limit", Noon)
            {
                Limit = new(LimitScope.Extension, "1001", LimitKind.CallsPerMinute, "6", "6"),
            },
            default
        );

        var mails = Mails();

        mails
            .Select(mail => mail.Kind)
            .Should()
            .BeEquivalentTo("top-up-done", "top-up-declined", "payment-action", "limit-reached");
        foreach (var mail in mails)
        {
            mail.Data.EnumerateObject()
                .Select(property => property.Name)
                .Should()
                .BeEquivalentTo(NoticeSamples.Find(mail.Kind)!.Fields, "{0}", mail.Kind);
        }
    }

    [GeneratedRegex("INSERT INTO outbox", RegexOptions.IgnoreCase)]
    private static partial Regex InsertsMail();

    private static RechargeRule Rule(TopUpSource source) =>
        new(AccountId, Enabled: true, Dollars("5"), Dollars("25"), source, null, null);

    private async Task ExhaustAsync(int call)
    {
        await store.Calls.AuthoriseAsync(NewCall(call), default);
        var settlement = Settlement(call, TimeSpan.FromSeconds(60)) with
        {
            Reason = EndReason.CreditExhausted,
        };
        (await store.Calls.SettleAsync(settlement, default)).Should().Be(SettleOutcome.Settled);
    }

    private int requests;

    private async Task<string> RequestAsync()
    {
        var id = $"tu-{++requests}";
        var topUp = new NewTopUp(
            id,
            AccountId,
            TopUpSource.Card,
            Dollars("25"),
            $"asked/{requests}",
            "me",
            Noon
        );
        (await store.TopUps.RequestAsync(topUp, default))
            .Outcome.Should()
            .Be(TopUpOutcome.Requested);
        return id;
    }

    private List<(string Kind, JsonElement Data)> Mails()
    {
        using var shell = new RawDatabase(temp.Path);
        return
        [
            .. shell
                .Column<string>("SELECT kind FROM outbox ORDER BY id")
                .Zip(
                    shell.Column<string>("SELECT data FROM outbox ORDER BY id"),
                    (kind, data) => (kind, JsonDocument.Parse(data).RootElement)
                ),
        ];
    }
}
