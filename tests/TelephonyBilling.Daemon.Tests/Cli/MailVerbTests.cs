using System.Text.Json;
using TelephonyBilling.Engine.Notices;

namespace TelephonyBilling.Daemon.Tests.Cli;

/// <summary><c>mail</c> and <c>notice</c>.</summary>
public sealed class MailVerbTests : IDisposable
{
    private readonly CliRig rig = new();

    public void Dispose() => rig.Dispose();

    [Fact]
    public async Task List_ByStateAndAccount_ShowsWhatWaitsAndWhatWasGivenUp()
    {
        await rig.OpenAccountAsync();
        await GiveUpAsync();
        await rig.DoAsync("credit", "add", "acme", "5", "--reference", "second");

        (await IdsAsync()).Should().Equal(2, 1);
        (await IdsAsync("--state", "dead")).Should().Equal(1);
        (await IdsAsync("--state", "waiting", "--account", "acme")).Should().Equal(2);
        (await IdsAsync("--state", "sent")).Should().BeEmpty();
        (await IdsAsync("--limit", "1")).Should().Equal(2);
        (await rig.DoAsync("mail", "list"))
            .Out.Should()
            .MatchRegex(@"ID\s+CREATED\s+ACCOUNT\s+KIND\s+STATE\s+TRIES\s+SENT OR DUE\s+ERROR")
            .And.MatchRegex(@" 1 .* acme +top-up-done +dead +1 +nobody took it\n");
        (await rig.RunAsync("mail", "list", "--account", "nobody")).ExitCode.Should().Be(1);
        (await rig.RunAsync("mail", "list", "--state", "lost")).ExitCode.Should().Be(2);
    }

    [Fact]
    public async Task Show_TellsWhatTheMailTells()
    {
        await rig.OpenAccountAsync();

        var mail = (await rig.DoAsync("mail", "show", "1", "--json")).Json;

        mail.GetProperty("kind").GetString().Should().Be("top-up-done");
        mail.GetProperty("state").GetString().Should().Be("waiting");
        mail.GetProperty("attempts").GetInt32().Should().Be(0);
        mail.GetProperty("deliveredTo").GetArrayLength().Should().Be(0);
        mail.GetProperty("error").ValueKind.Should().Be(JsonValueKind.Null);
        mail.GetProperty("data").GetProperty("amountMicros").GetInt64().Should().Be(10_000_000);
        (await rig.DoAsync("mail", "show", "1"))
            .Out.Should()
            .MatchRegex("kind +top-up-done\n")
            .And.MatchRegex("amountMicros +10000000\n");
        var absent = await rig.RunAsync("mail", "show", "7");
        absent.ExitCode.Should().Be(1);
        absent.Error.Should().Be("There is no mail 7; see: telephony-billing mail list\n");
    }

    [Fact]
    public async Task Retry_OfAMailThatWasGivenUp_IsInTheAuditLog()
    {
        await rig.OpenAccountAsync();
        await GiveUpAsync();

        (await rig.DoAsync("mail", "retry", "1", "--json"))
            .Json.GetProperty("state")
            .GetString()
            .Should()
            .Be("waiting");

        (await rig.DoAsync("audit", "list", "--subject", "mail/1"))
            .Out.Should()
            .Contain("tester  mail retried  mail/1  state dead → waiting, attempts 1 → 0");
        (await rig.RunAsync("mail", "retry", "7")).ExitCode.Should().Be(1);
    }

    [Fact]
    public async Task Retry_OfAMailThatWasSentOrIsBeingSent_IsRefused()
    {
        await rig.OpenAccountAsync();
        OutboxMail mail;
        await using (var store = await rig.OpenStoreAsync())
        {
            mail = (
                await store.Outbox.ClaimAsync(
                    "other/7",
                    rig.Time.GetUtcNow(),
                    TimeSpan.FromMinutes(1),
                    default
                )
            )!;
        }
        (await rig.RunAsync("mail", "retry", "1"))
            .Error.Should()
            .Be("Mail 1 is being sent at this moment by other/7; nothing was changed.\n");
        await using (var store = await rig.OpenStoreAsync())
        {
            var sent = new MailResult(MailState.Sent, rig.Time.GetUtcNow(), "", ["a@b.c"]);
            await store.Outbox.EndAsync(mail, sent, default);
        }

        var again = await rig.RunAsync("mail", "retry", "1");

        again.ExitCode.Should().Be(1);
        again.Error.Should().Be("Mail 1 was sent on 2026-01-05 12:00:00Z; nothing was changed.\n");
    }

    [Fact]
    public async Task Test_WithoutAServer_SaysWhatIsMissing()
    {
        var result = await rig.RunAsync("mail", "test", "ann@example.com");

        result.ExitCode.Should().Be(1);
        result
            .Error.Should()
            .Be("No mail server is configured: see the section Mail of the configuration.\n");
        (await rig.RunAsync("mail", "test", "ann")).ExitCode.Should().Be(2);
        (await rig.RunAsync("mail", "test", "a@b.c", "--kind", "birthday")).ExitCode.Should().Be(2);
    }

    [Fact]
    public async Task CheckTemplates_ListsEachInEachLanguage_AndFailsForABrokenOne()
    {
        var all = (await rig.DoAsync("mail", "check-templates", "--json")).Json;
        all.GetArrayLength().Should().Be(NoticeSamples.All.Count * 2);
        all.EnumerateArray()
            .Should()
            .OnlyContain(one => one.GetProperty("problem").ValueKind == JsonValueKind.Null);

        var folder = Path.GetDirectoryName(rig.ConfigPath)!;
        Directory.CreateDirectory(Path.Combine(folder, "own", "fr"));
        rig.Write("own/fr/invoice.txt", "Subject: {{invoice}}\n\n{{oops}}");
        rig.Write(
            "tb.json",
            """{ "Store": { "Path": "tb.db" }, "Mail": { "Templates": "own" } }"""
        );
        var broken = await rig.RunAsync("mail", "check-templates");

        broken.ExitCode.Should().Be(1);
        broken.Out.Should().MatchRegex(@"fr +invoice +.*own/fr/invoice\.txt +oops is undefined");
        broken.Error.Should().StartWith("1 of 28 can't be used as they are");
    }

    [Fact]
    public async Task Notice_SetAndList_ShowsThresholds_AndWarnsWhereNobodyIsWrittenTo()
    {
        await rig.OpenAccountAsync();

        var set = await rig.DoAsync("notice", "set", "acme", "--below", "5, 0.50,20");

        set.Error.Should().StartWith("There is nobody to write to yet: account 'acme'");
        set.Out.Should().MatchRegex(@"acme +20\.00 +USD +yes\s").And.MatchRegex(@"acme +0\.50 ");
        var list = (await rig.DoAsync("notice", "list", "--account", "acme", "--json")).Json;
        list.EnumerateArray()
            .Select(one => one.GetProperty("below").GetString())
            .Should()
            .Equal("20.00", "5.00", "0.50");
        await rig.DoAsync("member", "add", "acme", "Olga", "--role", "owner", "--email", "o@b.c");
        (await rig.DoAsync("notice", "set", "acme", "--below", "5")).Error.Should().BeEmpty();
        (await rig.DoAsync("notice", "set", "acme", "--below", "none"))
            .Out.Should()
            .StartWith("Nobody is told of low balances");
        (await rig.DoAsync("audit", "list", "--subject", "notice/acme"))
            .Out.Should()
            .Contain("notice threshold removed");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("5,0")]
    [InlineData("-1")]
    [InlineData("five")]
    [InlineData("5,,2")]
    [InlineData("0.0000001")]
    public async Task Notice_WhatIsNoThreshold_IsRefused(string below)
    {
        await rig.OpenAccountAsync();

        (await rig.RunAsync("notice", "set", "acme", "--below", below)).ExitCode.Should().Be(2);
        (await rig.RunAsync("notice", "set", "nobody", "--below", "5")).ExitCode.Should().Be(1);
        (await rig.DoAsync("notice", "list", "--json")).Json.GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task Jobs_LowBalanceSweepAndOutbox_SayWhatTheyDid()
    {
        await rig.OpenAccountAsync();
        await rig.DoAsync("notice", "set", "acme", "--below", "50");

        (await rig.DoAsync("jobs", "run", "low-balance-sweep"))
            .Out.Should()
            .Be("low-balance-sweep done: 1 accounts told\n");
        (await rig.DoAsync("jobs", "run", "low-balance-sweep"))
            .Out.Should()
            .Be("low-balance-sweep done: 0 accounts told\n");
        (await rig.DoAsync("jobs", "run", "outbox"))
            .Out.Should()
            .Be(
                "outbox done: 0 mails sent, 0 tried again later, 0 given up; No mail server is configured: see the section Mail of the configuration.\n"
            );
        (await IdsAsync("--state", "waiting")).Should().Equal(2, 1);
    }

    [Fact]
    public async Task Jobs_StatementAndRateChange_SayWhomTheyTold_AndListHasThem()
    {
        await rig.OpenAccountAsync();
        await rig.DoAsync("account", "set", "acme", "--email", "ann@example.com");
        var dearer = rig.Write(
            "dearer.csv",
            "prefix,destination,per_minute\n44,United Kingdom,9\n"
        );
        var date = rig
            .Time.GetUtcNow()
            .AddDays(7)
            .ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        await rig.DoAsync(
            "rates",
            "import",
            dearer,
            "--deck",
            "standard",
            "--currency",
            "USD",
            "--effective",
            date
        );

        (await rig.DoAsync("jobs", "run", "rate-change-notice"))
            .Out.Should()
            .Be("rate-change-notice done: 1 accounts told\n");
        (await rig.DoAsync("jobs", "run", "monthly-statement"))
            .Out.Should()
            .Be("monthly-statement done: 0 statements queued\n");
        rig.Time.Advance(TimeSpan.FromDays(31));
        (await rig.DoAsync("jobs", "run", "monthly-statement"))
            .Out.Should()
            .Be("monthly-statement done: 1 statements queued\n");

        (await rig.DoAsync("mail", "list", "--json"))
            .Json.EnumerateArray()
            .Select(mail => mail.GetProperty("kind").GetString())
            .Should()
            .Equal("monthly-statement", "rate-change", "top-up-done");
        (await rig.DoAsync("jobs", "list", "--json"))
            .Json.EnumerateArray()
            .Where(job =>
                job.TryGetProperty("lastOutcome", out var outcome) && outcome.GetString() == "done"
            )
            .Select(job => job.GetProperty("name").GetString())
            .Should()
            .BeEquivalentTo("monthly-statement", "rate-change-notice");
    }

    private async Task<IEnumerable<long>> IdsAsync(params string[] options) =>
        (await rig.DoAsync(["mail", "list", "--json", .. options]))
            .Json.EnumerateArray()
            .Select(mail => mail.GetProperty("id").GetInt64());

    private async Task GiveUpAsync()
    {
        await using var store = await rig.OpenStoreAsync();
        var mail = await store.Outbox.ClaimAsync(
            "node",
            rig.Time.GetUtcNow(),
            TimeSpan.FromMinutes(1),
            default
        );
        var dead = new MailResult(MailState.Dead, rig.Time.GetUtcNow(), "nobody took it", []);
        await store.Outbox.EndAsync(mail!, dead, default);
    }
}
