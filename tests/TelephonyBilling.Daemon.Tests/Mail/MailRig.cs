using Microsoft.Extensions.Logging.Abstractions;
using TelephonyBilling.Daemon.Mail;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Notices;
using TelephonyBilling.Engine.Switching;
using TelephonyBilling.Engine.TopUps;
using TelephonyBilling.Storage.Sqlite;
using TelephonyBilling.Testing.Logging;
using TelephonyBilling.Testing.Store;
using TelephonyBilling.Testing.Time;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Daemon.Tests.Mail;

/// <summary>The way from a queued mail to a mail server, on the shipped store and the shipped templates, on virtual time.</summary>
internal sealed class MailRig : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("tb-mail-");
    private readonly NoticeMetrics metrics = new();
    private int queued;

    private MailRig(DateTimeOffset start)
    {
        Time = new FakeTimeProvider(start);
        Clock = new DaemonClock(Time);
    }

    public string DatabasePath => Path.Combine(folder.FullName, "tb.db");

    public FakeTimeProvider Time { get; }

    public DaemonClock Clock { get; }

    public SqliteStore Store { get; private set; } = null!;

    public ScriptedMailer Mailer { get; } = new();

    public ListLogger Log { get; } = new();

    public OutboxPolicy Policy { get; } = new() { Parallel = 1 };

    public static async Task<MailRig> OpenAsync()
    {
        var rig = new MailRig(Noon);
        rig.Store = await SqliteStore.OpenAsync(
            new SqliteStoreOptions(rig.DatabasePath),
            rig.Time,
            NullLogger.Instance
        );
        var store = rig.Store;
        await new Books(
            store.Accounts,
            store.Members,
            store.Calls,
            store.Ledger,
            store.Limits,
            store.Events
        ).OpenAccountAsync("10");
        await rig.WriteToAsync("ann@example.com");
        return rig;
    }

    /// <summary>Sets the account's addresses.</summary>
    public async Task WriteToAsync(string email, string billing = "") =>
        (
            await Store.Accounts.SetAsync(
                AccountId,
                account => account with { Email = email, BillingEmail = billing },
                default
            )
        )
            .Should()
            .NotBeNull();

    public async Task AddMemberAsync(string name, MemberRole role, string email) =>
        (await Store.Members.AddAsync(new Member(AccountId, name, email, role, ""), default))
            .Should()
            .Be(AddOutcome.Added);

    /// <summary>Adds credit, of which a mail tells.</summary>
    public async Task QueueAsync(int count = 1)
    {
        for (var i = 0; i < count; i++)
        {
            var topUp = new NewTopUp(
                $"tu-{++queued}",
                AccountId,
                TopUpSource.Manual,
                Dollars("1"),
                $"wire/{queued}",
                "me",
                Clock.UtcNow
            );
            (await Store.TopUps.AddAsync(topUp, default))
                .Outcome.Should()
                .Be(TopUpOutcome.Requested);
        }
    }

    public OutboxSender Sender(
        string node = "node1",
        IOutboxStore? outbox = null,
        OutboxPolicy? policy = null,
        IAttachmentSource? attachments = null
    ) =>
        new(
            outbox ?? Store.Outbox,
            new MailComposer(
                Store.Accounts,
                Store.Members,
                new NoticeRenderer(new TemplateLibrary(null), "Telco", Log),
                attachments ?? new NoAttachments()
            ),
            Mailer,
            policy ?? Policy,
            node,
            Clock,
            metrics,
            Log.For<OutboxSender>()
        );

    public Task<OutboxRound> SendAsync() => Sender().SendDueAsync(default);

    public async Task<IReadOnlyList<OutboxMail>> MailsAsync() =>
        [.. (await Store.Outbox.ListAsync(new OutboxFilter(), default)).OrderBy(mail => mail.Id)];

    public async Task<OutboxMail> MailAsync() =>
        (await MailsAsync()).Should().ContainSingle().Subject;

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        metrics.Dispose();
        folder.Delete(recursive: true);
    }
}
