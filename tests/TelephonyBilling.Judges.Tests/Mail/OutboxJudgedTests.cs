using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using TelephonyBilling.Daemon.Mail;
using TelephonyBilling.Daemon.Options;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Notices;
using TelephonyBilling.Engine.Switching;
using TelephonyBilling.Engine.TopUps;
using TelephonyBilling.Storage.Sqlite;
using TelephonyBilling.Testing.Mail;
using TelephonyBilling.Testing.Pbx;
using TelephonyBilling.Testing.Time;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Judges.Tests.Mail;

/// <summary>From a transaction to a mailbox, as the daemon is put together: what a real server does to mails that wait.</summary>
public sealed class OutboxJudgedTests : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("tb-outbox-");
    private readonly FakeTimeProvider time = new(TimeProvider.System.GetUtcNow());
    private MailServer server = null!;
    private SqliteStore store = null!;
    private MailServices mails = null!;

    private string Templates => Path.Combine(folder.FullName, "templates");

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(Path.Combine(Templates, "fr"));
        server = await MailServer.StartAsync();
        store = await SqliteStore.OpenAsync(
            new SqliteStoreOptions(Path.Combine(folder.FullName, "tb.db")),
            time,
            NullLogger.Instance
        );
        mails = new MailServices(
            new DaemonOptions { Mail = server.Options() with { MaxAttempts = 3 } },
            store,
            new DaemonClock(time),
            NullLoggerFactory.Instance
        );
    }

    public async Task DisposeAsync()
    {
        mails.Dispose();
        await store.DisposeAsync();
        await server.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task TopUp_IsToldToAllWhomItConcerns_EachByAMailOfTheirOwn_InTheirLanguage()
    {
        await OpenAsync("acme", "ann@example.com", "books@example.com", language: "fr");
        await store.Members.AddAsync(
            new Member("acme", "olga", "olga@example.com", MemberRole.Owner, ""),
            default
        );
        await CreditAsync("acme");

        var round = await SendAsync();

        round.Should().Be(new OutboxRound(1, 0, 0, null));
        server
            .Mails.Select(mail => mail.To.Single())
            .Should()
            .BeEquivalentTo("ann@example.com", "books@example.com", "olga@example.com");
        server
            .Mails.Select(mail => mail.MessageId)
            .Distinct(StringComparer.Ordinal)
            .Should()
            .ContainSingle();
        var mail = server.Mails[0];
        mail.Subject.Should().Contain("25,00\u00a0$US");
        mail.Text.Should().StartWith("Bonjour,").And.Contain("Éclair Télécom");
        mail.Html.Should().Contain("lang=\"fr\"");
    }

    [Fact]
    public async Task TryLater_IsTriedLater_UntilItIsTaken()
    {
        await OpenAsync("acme", "flaky-2@example.com");
        await CreditAsync("acme");

        (await SendAsync()).Postponed.Should().Be(1);
        (await SendAsync()).Should().Be(new OutboxRound(0, 0, 0, null), "it is not due yet");
        time.Advance(TimeSpan.FromMinutes(1));
        (await SendAsync()).Postponed.Should().Be(1);
        time.Advance(TimeSpan.FromMinutes(5));
        (await SendAsync()).Sent.Should().Be(1);

        server.Recipients.Should().HaveCount(3);
        (await server.WaitForAsync(1)).Should().ContainSingle();
        var mail = await MailAsync();
        (mail.State, mail.Attempts, mail.Error).Should().Be((MailState.Sent, 3, ""));
    }

    [Fact]
    public async Task NoSuchMailbox_IsGivenUpAtOnce_ThereTheOtherAddressHasItsMail()
    {
        await OpenAsync("acme", "refused@example.com");
        await OpenAsync("beta", "refused@example.com", "books@example.com");
        await CreditAsync("acme");
        await CreditAsync("beta");

        (await SendAsync()).Should().Be(new OutboxRound(1, 0, 1, null));

        var all = await MailsAsync();
        all.Single(mail => mail.Account == "acme").State.Should().Be(MailState.Dead);
        all.Should().OnlyContain(mail => mail.Error.Contains("There is no such mailbox"));
        (await server.WaitForAsync(1))
            .Should()
            .ContainSingle()
            .Which.To.Should()
            .Equal("books@example.com");
    }

    [Theory]
    [InlineData("later", "Try later")]
    [InlineData("full", "storage")]
    [InlineData("rejected", "Not this content")]
    public async Task RefusedToTheLastTry_IsADeadLetter_ThatCanBeTriedAgain(
        string name,
        string said
    )
    {
        await OpenAsync("acme", $"{name}@example.com");
        await CreditAsync("acme");
        for (var attempt = 0; attempt < 2; attempt++)
        {
            (await SendAsync()).Postponed.Should().Be(1);
            time.Advance(TimeSpan.FromMinutes(5));
        }
        (await SendAsync()).Dead.Should().Be(1);
        var dead = (
            await store.Outbox.ListAsync(new OutboxFilter { State = MailState.Dead }, default)
        )
            .Should()
            .ContainSingle()
            .Subject;
        dead.Error.Should().Contain(said).And.StartWith($"{name}@example.com: ");

        await store.Accounts.SetAsync(
            "acme",
            account => account with { Email = "ann@example.com" },
            default
        );
        (await store.Outbox.RetryAsync(dead.Id, time.GetUtcNow(), default))
            .Should()
            .Be(RetryOutcome.Done);

        (await SendAsync()).Sent.Should().Be(1);
        (await server.WaitForAsync(1))
            .Should()
            .ContainSingle()
            .Which.To.Should()
            .Equal("ann@example.com");
    }

    [Fact]
    public async Task ServerThatIsGone_IsAskedOnce_AndHasEachMailOnceItIsBack()
    {
        for (var number = 0; number < 5; number++)
        {
            await OpenAsync($"a{number}", $"a{number}@example.com");
            await CreditAsync($"a{number}");
        }
        await server.KillAsync();

        var round = await SendAsync();
        round.Stopped.Should().NotBeNull();
        round.Dead.Should().Be(0);
        await server.RestartAsync();
        time.Advance(TimeSpan.FromMinutes(1));
        await SendAsync();

        server
            .Mails.Select(mail => mail.To.Single())
            .Should()
            .BeEquivalentTo(Enumerable.Range(0, 5).Select(number => $"a{number}@example.com"));
        (await MailsAsync()).Should().OnlyContain(mail => mail.State == MailState.Sent);
    }

    [Fact]
    public async Task ServerThatTookTheMailAndNeverSaidSo_GetsItOnceMore_UnderTheSameName()
    {
        await OpenAsync("acme", "held-1@example.com");
        await CreditAsync("acme");

        var sending = SendAsync();
        await server.WaitForAsync(1);
        time.Advance(TimeSpan.FromSeconds(21));
        (await sending).Stopped.Should().Contain("did not answer within 20 s");
        time.Advance(TimeSpan.FromMinutes(1));
        (await SendAsync()).Sent.Should().Be(1);

        (await server.WaitForAsync(2)).Should().HaveCount(2);
        server
            .Mails.Select(mail => mail.MessageId)
            .Distinct(StringComparer.Ordinal)
            .Should()
            .ContainSingle();
    }

    [Fact]
    public async Task ProgramKilled_AfterTheServerTookTheMail_CostsOneCopyUnderTheSameName_AfterItsLease()
    {
        await OpenAsync("acme", "held-1@example.com");
        await CreditAsync("acme");
        await using (
            var program = await ChildProcess.StartAsync(
                "jobs run outbox",
                BillingDaemon.Program,
                ["jobs", "run", "outbox", "--config", WriteConfiguration()],
                folder.FullName
            )
        )
        {
            await server.WaitForAsync(1);
            await program.KillAsync();
        }

        (await SendAsync()).Should().Be(new OutboxRound(0, 0, 0, null), "the dead one has it yet");
        time.Advance(new OutboxPolicy().Lease + TimeSpan.FromMinutes(1));
        (await SendAsync()).Sent.Should().Be(1);
        (await SendAsync()).Sent.Should().Be(0);

        (await server.WaitForAsync(2)).Should().HaveCount(2);
        server
            .Mails.Select(mail => mail.MessageId)
            .Distinct(StringComparer.Ordinal)
            .Should()
            .ContainSingle();
        (await MailAsync()).Attempts.Should().Be(2);
    }

    [Fact]
    public async Task MailTest_SendsAnExample_InAnyLanguage_AndSaysWhatTheServerSaid()
    {
        var taken = await RunAsync(
            "mail",
            "test",
            "ann@example.com",
            "--kind",
            "invoice",
            "--language",
            "fr"
        );
        var refused = await RunAsync("mail", "test", "refused@example.com");

        taken
            .Should()
            .Be(
                (
                    0,
                    $"localhost port {server.Port} took the mail 'Facture INV-2026-000042 de 100,00\u00a0$US' for ann@example.com.\n"
                )
            );
        var mail = (await server.WaitForMailAsync("ann@example.com"))
            .Should()
            .ContainSingle()
            .Subject;
        mail.Subject.Should().Be("Facture INV-2026-000042 de 100,00\u00a0$US");
        mail.IsEncrypted.Should().BeTrue();
        refused.Code.Should().Be(1);
        refused
            .Output.Should()
            .Contain($"localhost port {server.Port} did not take the mail: ")
            .And.Contain("There is no such mailbox");
    }

    [Fact]
    public async Task Doctor_AsksTheMailServer_AndCountsWhatWasGivenUp()
    {
        await OpenAsync("acme", "refused@example.com");
        await CreditAsync("acme");
        await SendAsync();

        File.WriteAllText(Path.Combine(Templates, "fr", "low-balance.txt"), "no subject");

        var (_, found) = await RunAsync("doctor");
        await server.KillAsync();
        var (_, away) = await RunAsync("doctor");

        found
            .Should()
            .MatchRegex($"ok +mail: server +localhost port {server.Port}\n")
            .And.MatchRegex("warn +mail: templates +1 in .*templates can't be used as they are\n")
            .And.MatchRegex("warn +mail: given up +1 mails\n");
        away.Should()
            .MatchRegex($"warn +mail: server +localhost port {server.Port} can't be reached: ");
    }

    private Task<OutboxRound> SendAsync() => mails.Sender.SendDueAsync(default);

    private async Task OpenAsync(
        string account,
        string email,
        string billing = "",
        string language = "en"
    ) =>
        await store.Accounts.CreateAsync(
            Account(account) with
            {
                Email = email,
                BillingEmail = billing,
                Language = language,
            },
            default
        );

    /// <summary>Adds credit, of which a mail tells.</summary>
    private async Task CreditAsync(string account) =>
        (
            await store.TopUps.AddAsync(
                new NewTopUp(
                    $"tu-{account}",
                    account,
                    TopUpSource.Manual,
                    Dollars("25"),
                    $"wire/{account}",
                    "tester",
                    time.GetUtcNow()
                ),
                default
            )
        )
            .Outcome.Should()
            .Be(TopUpOutcome.Requested);

    private Task<IReadOnlyList<OutboxMail>> MailsAsync() =>
        store.Outbox.ListAsync(new OutboxFilter(), default);

    private async Task<OutboxMail> MailAsync() =>
        (await MailsAsync()).Should().ContainSingle().Subject;

    private async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        await using var program = await ChildProcess.StartAsync(
            string.Join(' ', arguments),
            BillingDaemon.Program,
            [.. arguments, "--config", WriteConfiguration()],
            folder.FullName
        );
        return (await program.WaitForExitAsync(TimeSpan.FromSeconds(60)), program.Output);
    }

    private string WriteConfiguration()
    {
        var file = Path.Combine(folder.FullName, "telephony-billing.json");
        var mail = server.Section;
        mail["Templates"] = Templates;
        File.WriteAllText(
            file,
            JsonSerializer.Serialize(
                new
                {
                    Pbx = new[]
                    {
                        new
                        {
                            Name = "pbx1",
                            Host = "127.0.0.1",
                            AmiPort = Loopback.FreePort(),
                            AmiSecret = "secret",
                        },
                    },
                    Store = new { Path = Path.Combine(folder.FullName, "tb.db") },
                    Mail = mail,
                }
            )
        );
        return file;
    }
}
